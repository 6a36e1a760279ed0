"""Runs crawls in child processes."""
