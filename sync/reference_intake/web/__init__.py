"""The page of the official at the centre: look at cases, read their papers, decide."""
