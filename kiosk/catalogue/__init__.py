"""The county catalogue: data, loader, checker, search."""
