"""Sends what is pending: batches, renders and hands over to the channels."""
