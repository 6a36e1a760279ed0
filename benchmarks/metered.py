"""Runs a command and tells what it took: seconds, CPU seconds, memory of it and its children."""

import os
import resource
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Wall and CPU seconds, and the most memory that all its processes had at once, in MB."""

    wall: float
    cpu: float
    memory: float
    output: str


def metered(command: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None) -> Cost:
    """Run to the end; SystemExit with its last words when it could not start."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        peak = _Peak(process.pid)
        output = process.communicate()[0]
        peak.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in {0, 1}:
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {output[-500:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall=perf_counter() - began, cpu=cpu, memory=peak.bytes / 1e6, output=output)


class _Peak:
    """Looks ten times a second at what a process and its descendants have in memory."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self.bytes = max(self.bytes, _resident(self._pid))


def _resident(pid: int) -> int:
    """Proportional set size: what processes share is counted once (proc(5), smaps_rollup)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = {c for task in tasks for c in (task / "children").read_text().split()}
    except (FileNotFoundError, ProcessLookupError):
        return 0
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(_resident(int(child)) for child in children)
