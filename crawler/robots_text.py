"""Decode a robots.txt, whatever its encoding."""

import codecs

# RFC 9309, section 2.5: at least 500 kibibytes are parsed.
MOST_BYTES = 500 * 1024
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Which of four bytes are zero in ASCII text, which a robots.txt mostly is.
_ZEROS: dict[tuple[int, ...], str] = {
    (0, 1, 1, 1): "utf-32-le",
    (1, 1, 1, 0): "utf-32-be",
    (0, 1, 0, 1): "utf-16-le",
    (1, 0, 1, 0): "utf-16-be",
}
# A byte order mark that was read as Windows-1252 and written as UTF-8.
_MISREAD = "ï»¿"
_LOOKED_AT = 4_096


def robots_text(body: bytes) -> str:
    """Return the rules as text; for a file that is too long, the whole lines that fit."""
    read = body[:MOST_BYTES]
    text = read.decode(_encoding(read), "replace").replace(_MISREAD, "")
    text = text.replace("\ufeff", "").replace("\0", "")
    if len(body) <= MOST_BYTES:
        return text
    # Half of "Disallow: /private" would be "Disallow: /".
    return "\n".join(text.splitlines()[:-1])


def _encoding(body: bytes) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding
    looked_at = body[:_LOOKED_AT]
    columns = [looked_at[offset::4] for offset in range(4)]
    pattern = tuple(int(column.count(0) * 2 > len(column)) for column in columns)
    return _ZEROS.get(pattern, "utf-8")
