"""The cabinet around the devices: presence, guide lights, pick-up doors."""
