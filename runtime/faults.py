"""A fault of our own: one line for the user, the traceback in a file for a report."""

import os
import tempfile
import traceback

from runtime.secrets import struck


def kept_fault(error: Exception) -> str:
    """The line for the user; the traceback of the error in hand is kept aside, without secrets."""
    handle, name = tempfile.mkstemp(prefix="forewarn-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(struck("".join(traceback.format_exception(error))))
    return f"a fault of Forewarn itself ({type(error).__name__}); kept for a report in {name}"
