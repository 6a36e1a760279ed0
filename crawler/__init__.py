"""Fetching, and nothing else: sources in, snapshots and failures out."""
