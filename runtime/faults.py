"""Reports a bug of Forewarn: one line for the user, the traceback in a file for a bug report."""

import os
import tempfile
import traceback

from runtime.secrets import struck


def save_fault(error: Exception) -> str:
    """Write the error's traceback without secrets to a file; return the line for the user."""
    handle, name = tempfile.mkstemp(prefix="forewarn-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(struck("".join(traceback.format_exception(error))))
    return f"a fault of Forewarn itself ({type(error).__name__}); kept for a report in {name}"
