"""Spares a crawl memory and time. Whoever is a process of its own imports this first.

structlog takes rich and Twisted along wherever it finds them, 12 MB of a crawl: they are for
tracebacks on a console, which `runtime.logs` writes as plain text.
"""

import gc
import sys

# Imports make many objects that stay, pages many that end by themselves: looking for garbage
# seldom is enough, and a tenth of the start.
gc.set_threshold(20_000)

_BROUGHT = [name for name in ("rich", "twisted") if name not in sys.modules]
# None says that there is no such module (Python's reference, section 5.3.1).
sys.modules.update(dict.fromkeys(_BROUGHT))  # type: ignore[arg-type]  # typeshed knows no None here

import structlog  # noqa: E402, F401 - between the two, that is the point

for _name in _BROUGHT:
    del sys.modules[_name]
