"""One file per act of a visit, in the order of a visit."""
