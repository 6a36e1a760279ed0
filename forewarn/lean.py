"""Loads structlog without rich and Twisted, which it takes along wherever it finds them.

They are for tracebacks on a console, which `forewarn.logs` writes as plain text, and they take
12 MB of a crawl. Whoever is a process of its own imports this first.
"""

import sys

_BROUGHT = [name for name in ("rich", "twisted") if name not in sys.modules]
# None says that there is no such module (Python's reference, section 5.3.1).
sys.modules.update(dict.fromkeys(_BROUGHT))  # type: ignore[arg-type]  # typeshed knows no None here

import structlog  # noqa: E402, F401 - between the two, that is the point

for _name in _BROUGHT:
    del sys.modules[_name]
