"""Saves a crawl memory and start-up time. The main module of a process imports this first.

structlog imports rich and Twisted wherever they are installed, 12 MB of a crawl: they format
tracebacks on a console, which `runtime.logs` writes as plain text.
"""

import gc
import sys

# Imports create many objects that stay, pages many that are freed by reference counts: it is enough
# to collect garbage rarely, and saves a tenth of the start.
gc.set_threshold(20_000)

_HIDDEN = [name for name in ("rich", "twisted") if name not in sys.modules]
# None makes an import fail as if the module were missing (Python's reference, section 5.3.1).
sys.modules.update(dict.fromkeys(_HIDDEN))  # type: ignore[arg-type]  # typeshed knows no None here

import structlog  # noqa: E402, F401 - imported while rich and twisted are hidden

for _name in _HIDDEN:
    del sys.modules[_name]
