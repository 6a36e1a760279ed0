"""Has a command's large parts done in processes of their own, whose memory goes with them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO

import typer

from launcher.request import GRACE_SECONDS


def forked(work: Callable[[], None]) -> int:
    """Do the work in a copy of this process, which ends as a command does; its exit code.

    Negative, as `subprocess` has it, when a signal ended it.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    work()
    raise typer.Exit


def child(
    command: Sequence[str], environment: Mapping[str, str], given: IO[bytes], seconds: float
) -> int:
    """Run a program that reads what is left of `given`; its exit code.

    It leads a session of its own: Ctrl-C in a terminal goes to us alone. It is ended after so long.
    """
    process = subprocess.Popen(  # noqa: S603 - a program of ours
        command, stdin=given, env=environment, start_new_session=True
    )
    with suppress(subprocess.TimeoutExpired):
        return process.wait(seconds)
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
            break
    return process.returncode
