"""The steps of a visit as data, and the machine that runs the map."""
