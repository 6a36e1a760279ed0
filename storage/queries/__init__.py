"""Queries of the front ends and commands."""
