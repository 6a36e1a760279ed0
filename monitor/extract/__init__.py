"""Reads what was fetched. Nothing is imported here: the readers and what they bring take 20 MB."""
