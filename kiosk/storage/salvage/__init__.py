"""Salvage: what to do with a store that is damaged. `whole.salvage` is the way in."""
