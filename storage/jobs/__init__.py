"""Queued work, and the leases, quotas and locks of the processes that do it."""
