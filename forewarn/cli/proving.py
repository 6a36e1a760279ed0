"""What `forewarn evidence` does, apart from reading its command line."""

from pathlib import Path

import typer
from cryptography.x509 import Certificate, load_pem_x509_certificates

from forewarn.cli import versions
from forewarn.cli.session import session
from forewarn.evidence import bundle_of
from monitor.errors import ConfigurationError
from monitor.evidence import Verification, verify

_SIGNS = {True: "ok", False: "WRONG", None: "-"}


def write_bundle(word: str, file: Path | None) -> None:
    """Write a version's bundle; ConfigurationError when there is none, or no place for it."""
    with session() as context:
        stored = versions.version(context, *versions.parse(word))
        bundle = bundle_of(context, stored.source_id, stored.number)
        if bundle is None:
            raise ConfigurationError(f"{stored.source_id} is in no catalogue any more")
    file = file or Path(f"{stored.source_id}-{stored.number}.evidence.zip")
    try:
        file.write_bytes(bundle)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from None
    typer.echo(str(file))


def tell_verdict(file: Path | None, ca: Path | None) -> int:
    """Say what holds and what is proved; 1 when something does not hold."""
    if file is None:
        raise ConfigurationError("name the bundle: forewarn evidence verify FILE")
    verdict = verify(_read(file), _roots(ca) if ca else ())
    for finding in verdict.findings:
        typer.echo(f"{_SIGNS[finding.holds]:<6}{finding.what}")
    typer.echo(_proved(verdict) if verdict.is_intact else "Not intact: it proves nothing.")
    return 0 if verdict.is_intact else 1


def _proved(verdict: Verification) -> str:
    told = f"Intact: this is {verdict.source}@{verdict.version} as recorded"
    if verdict.stamped_at:
        when = f"{verdict.stamped_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"{told}; an authority that you trust signed that it existed at {when}."
    return (
        f"{told}. That it was {verdict.recorded_at} is the recorder's own word: "
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
