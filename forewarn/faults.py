"""A fault of our own: one line for the user, the traceback in a file for a report."""

import os
import tempfile
import traceback


def kept_fault(error: Exception) -> str:
    """The line for the user; the traceback of the error in hand is kept aside."""
    handle, name = tempfile.mkstemp(prefix="forewarn-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    return f"a fault of Forewarn itself ({type(error).__name__}); kept for a report in {name}"
