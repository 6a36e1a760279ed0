"""Bytes -> text, whatever the server says of them."""

import codecs
import re

from bs4.dammit import EncodingDetector, UnicodeDammit

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)")
# Labels that mean a wider set in practice (WHATWG Encoding Standard, section 4.2).
_WIDER = {
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "cp950",
}


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page: by its mark, as UTF-8, as declared, else as detected.

    UTF-8 is tried before the declaration because text in another encoding almost
    never decodes as UTF-8, while servers often declare ISO-8859-1 over UTF-8 pages.
    """
    stripped, marked = EncodingDetector.strip_byte_order_mark(body)
    candidates = [marked] if marked else ["utf-8", *_declared(body, content_type)]
    for name in candidates:
        text = _strict(stripped, name)
        if text is not None:
            return text
    detected = UnicodeDammit(stripped).unicode_markup
    return detected if detected is not None else stripped.decode("utf-8", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    meta = EncodingDetector.find_declared_encoding(body[:4096], is_html=True)
    return [name for name in (header and header[1], meta) if name]


def _strict(body: bytes, name: str) -> str | None:
    try:
        label = codecs.lookup(name).name
        return body.decode(_WIDER.get(label, label))
    except (LookupError, UnicodeDecodeError):
        return None
