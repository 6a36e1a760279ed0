"""What simple page watchers would tell of two texts."""

import re
from collections import Counter
from pathlib import Path

from monitor.errors import ExtractionError
from monitor.extract.files import read_file

_LISTED = re.compile(
    r"\d|fee|must|shall|prohibit|forbid|ban|require|suspend|terminat|liab|deadline|effective|tax|refund"
    r"|费|必须|禁止|不得|暂停|终止|责任|生效|退款|税",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_]+")


def tells_listed_words(before: str, after: str) -> bool:
    """Whether a word came or went that has a digit or is in a list."""
    old, new = (Counter(_TOKEN.findall(text)) for text in (before, after))
    return any(map(_LISTED.search, (old - new) + (new - old)))


def extracted(file: Path) -> str:
    """The text of a file, as a main-text extractor gives it."""
    try:
        return read_file(file.name, file.read_bytes()).text
    except ExtractionError:
        return ""
