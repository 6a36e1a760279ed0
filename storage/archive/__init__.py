"""Snapshots, versions, changes and events of sources, and the health of each source."""
