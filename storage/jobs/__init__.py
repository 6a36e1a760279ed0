"""What waits to be done, and who does it."""
