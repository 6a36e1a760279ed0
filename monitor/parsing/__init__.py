"""Read all values from outside: each is returned, or refused with a reason; nothing raises.

`urls`, `numbers`, `times`, `json`, `yaml`, `toml`, `csv`: a module for each format.
"""

from monitor.parsing.reason import Unreadable, given

__all__ = ["Unreadable", "given"]
