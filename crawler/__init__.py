"""Fetch sources, and nothing else: the results are snapshots and failures."""
