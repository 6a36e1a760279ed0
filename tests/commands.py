"""Runs commands in copies of one process that has loaded them: a new interpreter takes a second to do so."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory

from forewarn import cli

_SERVER = multiprocessing.get_context("forkserver")
# The server imports this module, and the lines below load the commands: there, and not in tests.
_SERVER.set_forkserver_preload([__name__])
if "forkserver" in getattr(sys, "orig_argv", [""])[-1]:
    for _module in iter_modules(cli.__path__):
        import_module(f"{cli.__name__}.{_module.name}")
    import_module("tests.preloaded")

# Commands that start a crawl process.
_CRAWLING = (("crawl",), ("sources", "add"), ("sources", "test"))


def run(
    words: Sequence[str], folder: Path, environ: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """Run `forewarn` with these words in the folder, as a process of its own; wait for its end."""
    with TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        process = _SERVER.Process(target=_enter, args=(words, folder, dict(environ), out, err))
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(
                list(words), seconds, out.read_bytes(), err.read_bytes()
            )
        return subprocess.CompletedProcess(
            list(words), process.exitcode, out.read_text("utf-8"), err.read_text("utf-8")
        )


def _enter(
    words: Sequence[str], folder: Path, environ: Mapping[str, str], out: Path, err: Path
) -> None:
    """Become that command."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for file, descriptor in ((out, 1), (err, 2)):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.argv = ["forewarn", *words]
    if any(tuple(words[: len(name)]) == name for name in _CRAWLING):
        import_module("tests.preloaded").use_for_the_first_crawl()
    cli.main()
