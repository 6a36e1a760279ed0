"""What `forewarn export` does, apart from reading its command line."""

import sys
from contextlib import nullcontext
from pathlib import Path

from forewarn.cli.looking import ChangeQuery
from forewarn.cli.session import session
from monitor.errors import ConfigurationError
from monitor.export import FORMS
from storage.queries import browsing

_AT_ONCE = 500


def write(asked: ChangeQuery, form: str, file: Path | None) -> None:
    """Write the changes; ConfigurationError for an unknown format or a place that takes none."""
    lines_of = FORMS.get(form)
    if lines_of is None:
        raise ConfigurationError(f"{form!r} is no format; choose {', '.join(FORMS)}")
    wanted = browsing.ChangeFilter(
        category=asked.category,
        topic=asked.topic,
        min_severity=asked.min_severity,
        since=asked.since,
    )
    with session() as context:
        lines = lines_of(context.stores.browsing.every(wanted, _AT_ONCE))
        try:
            # The csv module ends its lines itself.
            place = (
                file.open("w", encoding="utf-8", newline="") if file else nullcontext(sys.stdout)
            )
            with place as written:
                written.writelines(lines)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from None
