"""What people and programs look up."""
