"""Read CSV."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from monitor.parsing.reason import Unreadable

Row = dict[str, str]


def read_rows(lines: TextIO, columns: Sequence[str]) -> Iterator[Row | Unreadable]:
    """Yield the rows under a header that has those columns; a missing cell is ''.

    An Unreadable is about the whole file, and comes last.
    """
    reader = csv.DictReader(lines, restval="")
    try:
        if not set(columns) <= set(reader.fieldnames or ()):
            yield Unreadable(f"needs the columns {','.join(columns)}")
            return
        for row in reader:
            # Cells beyond the last column have no name.
            yield {column: row[column] for column in columns}
    except (csv.Error, UnicodeDecodeError) as error:
        yield Unreadable(f"cannot be read: {error}")
