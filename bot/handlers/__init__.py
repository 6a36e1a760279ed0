"""One module for each command: parse the arguments, call a store, reply."""
