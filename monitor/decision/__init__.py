"""Decides what a check comes to. Values in, values out; `storage.tracker` loads and stores them.

read      FetchResult -> Reading: gate.inspect, gate.stray, extract
reread    the last capture, read a new way -> technical versions; nobody is alerted
needs     what must be loaded before the reading can be decided -> Needs, loaded as Known
decide    Reading, SourceState, Known -> CheckOutcome: gate.examine, compare, assess
"""
