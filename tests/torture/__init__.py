"""Kills the program at any moment and counts what is left: see `__main__`."""
