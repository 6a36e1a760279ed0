"""The one door for values that others wrote: each is read, or refused with a reason; nothing raises.

`urls`, `numbers`, `times`, `json`, `yaml`, `toml`, `csv`: a module for each form of text.
"""

from monitor.parsing.reason import Unreadable, given

__all__ = ["Unreadable", "given"]
