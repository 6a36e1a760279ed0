"""`forewarn evidence`."""

from pathlib import Path
from typing import Annotated

import typer
from cryptography.x509 import Certificate, load_pem_x509_certificates

from forewarn.cli.session import session
from forewarn.cli.versions import find_version, parse_version
from forewarn.evidence import bundle_of
from monitor.errors import ConfigurationError
from monitor.evidence import Verification, verify

_SIGNS = {True: "ok", False: "WRONG", None: "-"}


def evidence(
    what: Annotated[str, typer.Argument(metavar="SOURCE@N|verify", help="A version, or verify.")],
    file: Annotated[Path | None, typer.Argument(help="With verify: the bundle.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the bundle.")] = None,
    ca: Annotated[Path | None, typer.Option(help="PEM of the time-stamp authority's root.")] = None,
) -> int:
    """Write the proof of a version, or check one and say what it proves.

    Example: forewarn evidence fcc-covered-list@2; forewarn evidence verify fcc-covered-list-2.evidence.zip
    """
    if what == "verify":
        return _print_verification(file, ca)
    _write_bundle(what, out or file)
    return 0


def _write_bundle(word: str, file: Path | None) -> None:
    """Write a version's bundle; ConfigurationError when there is none or writing fails."""
    with session() as context:
        stored = find_version(context, *parse_version(word))
        bundle = bundle_of(context, stored.source_id, stored.number)
        if bundle is None:
            raise ConfigurationError(f"{stored.source_id} is in no catalogue any more")
    file = file or Path(f"{stored.source_id}-{stored.number}.evidence.zip")
    try:
        file.write_bytes(bundle)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from None
    typer.echo(str(file))


def _print_verification(file: Path | None, ca: Path | None) -> int:
    """Print each finding and the conclusion; return 1 when the bundle is not intact."""
    if file is None:
        raise ConfigurationError("name the bundle: forewarn evidence verify FILE")
    verified = verify(_read(file), _roots(ca) if ca else ())
    for finding in verified.findings:
        typer.echo(f"{_SIGNS[finding.holds]:<6}{finding.what}")
    typer.echo(_conclusion(verified) if verified.is_intact else "Not intact: it proves nothing.")
    return 0 if verified.is_intact else 1


def _conclusion(verified: Verification) -> str:
    intact = f"Intact: this is {verified.source}@{verified.version} as recorded"
    if verified.stamped_at:
        when = f"{verified.stamped_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"{intact}; an authority that you trust signed that it existed at {when}."
    return (
        f"{intact}. That it was {verified.recorded_at} is the recorder's own word: "
        "the files and the chain fit together, but no trusted authority was asked."
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from None


def _roots(file: Path) -> tuple[Certificate, ...]:
    try:
        return tuple(load_pem_x509_certificates(_read(file)))
    except ValueError:
        raise ConfigurationError(f"{file} holds no certificate in PEM") from None
