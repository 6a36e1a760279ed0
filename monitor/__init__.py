"""The domain: what is watched, what counts as a change, who gets an alert. Pure."""
