"""Decides the outcome of a check. Values in, values out; `storage.tracker` loads and stores them.

read      FetchResult -> Reading: gate.inspect, gate.from_another_site, extract
reread    the last snapshot, extracted with a new configuration -> technical versions; no alerts
needs     what must be loaded to decide the reading -> Needs, loaded as Known
decide    Reading, SourceState, Known -> CheckOutcome: gate.examine, compare, assess
"""
