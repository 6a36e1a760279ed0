"""The domain: what is watched, what counts as a change, who is owed an alert. Pure."""
