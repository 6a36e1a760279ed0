"""Formats for other programs: Atom feeds and the calendar."""
