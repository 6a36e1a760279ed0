"""What other programs fetch: Atom feeds, a calendar, exports."""
