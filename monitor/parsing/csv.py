"""CSV."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from monitor.parsing.reason import Unreadable

Row = dict[str, str]


def read_rows(lines: TextIO, columns: Sequence[str]) -> Iterator[Row | Unreadable]:
    """The rows under a header that holds those columns; '' stands for a cell that is missing.

    A reason is one against the whole file, and the last that comes.
    """
    reader = csv.DictReader(lines, restval="")
    try:
        if not set(columns) <= set(reader.fieldnames or ()):
            yield Unreadable(f"needs the columns {','.join(columns)}")
            return
        for row in reader:
            # What stands beyond the last column has no name.
            yield {column: row[column] for column in columns}
    except (csv.Error, UnicodeDecodeError) as error:
        yield Unreadable(f"cannot be read: {error}")
