"""Sends pending messages: batches them, renders them and passes them to the channels."""
