"""Find domains, ASINs, listing numbers, patents and HS codes in a text, each by its key.

A key is equal for every way to write one code. HS codes contain each other: 8517.62 stands in
8517.62.00, and heading 8517 covers it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import idna

from monitor.sites import site_of
from monitor.watchlist.letters import squeezed
from monitor.watchlist.terms import TermKind

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(
    rf"(?<![\w.-])(?:{_LABEL}(?:\.|\[\.\]|\(\.\)|。))+(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]{{2,59}})(?![\w-])",
    re.IGNORECASE,
)
_DOT = re.compile(r"\[\.\]|\(\.\)|。")
# An ASIN has ten characters and begins with B0 (books: their ISBN).
_ASIN = re.compile(r"(?<![A-Za-z0-9])B0[A-Z0-9]{8}(?![A-Za-z0-9])", re.IGNORECASE)
_LISTING = re.compile(r"(?<![\d.,])\d{8,20}(?!\d|[.,]\d)")
# US 10,123,456 B2; USD912,345S; D912,345; EP 1 234 567 B1; CN 201910123456.7, ZL201910123456.7
_PATENT = re.compile(
    r"(?<![A-Za-z0-9])(?P<country>U\.\s?S\.|US|EP|CN|ZL|WO|JP|DE|GB)?[\s\u00a0]*"
    r"(?:(?:Design\s+)?Pat(?:ent|\.)?s?[\s\u00a0]*)?(?:(?:Reg\.\s*)?Nos?\.?[\s\u00a0]*)?"
    r"(?P<type>D|RE|PP)?[\s\u00a0]*(?P<number>\d{1,3}(?:[,\s\u00a0]\d{3}){1,3}|\d{6,13}(?:\.[\dX])?)"
    r"(?P<kind>[\s\u00a0]?[A-EHPSUYT]\d?)?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PATENT_WORDS = re.compile(r"patent|\bpats?\.|专利|特許|brevet|patente", re.IGNORECASE)
_PATENT_REACH = 60
_BARE_PATENT_DIGITS = range(6, 9)
_HS_DOTTED = re.compile(r"(?<![\d.,$€£¥])\d{4}\.\d{2}(?:\.?\d{2}){0,2}(?!\d|[.,]\d)")
_HS_PLAIN = re.compile(r"(?<![\d.,$€£¥/-])\d{4}(?:\d{2}){0,3}(?![\d/-]|[.,]\d)")
# 8517.62.00 is a code by its shape; 2026.11.28 may be a day, and 8517.62 an amount.
_HS_CERTAIN = re.compile(r"(?!(?:19|20)\d{2}\.)\d{4}\.\d{2}\.\d{2,4}")
_HS_NEAR = re.compile(
    r"\b(?:hs|hts|htsus|hsn|taric|tariff|(?:sub)?headings?|duty|duties)\b|海关编码|税号|税则|品目|编码",
    re.IGNORECASE,
)
_HS_NEAR_REACH = 200
_HS_WORDS = re.compile(
    r"\b(?:hs|hts|htsus|hsn|cn|taric)(?:[\s-]?(?:codes?|no\.?|numbers?))?[\s:.#]*$"
    r"|(?:sub)?headings?[\s:]*$|tariff (?:codes?|lines?|items?)[\s:]*$|(?:海关编码|税号|税则号列|品目|编码)[\s:：为]*$",
    re.IGNORECASE,
)
_HS_REACH = 30
_HS_LENGTHS = (4, 6, 8, 10)
_LEAST_COVERING = 4


class Code(NamedTuple):
    """A key that a text states, and where."""

    key: str
    start: int
    end: int


def codes_in(text: str) -> Iterator[Code]:
    """Yield every key that a text states; one place may state several."""
    for match in _HOST.finditer(text):
        yield from (Code(f"d:{host}", *match.span()) for host in _hosts(match[0]))
    for match in _ASIN.finditer(text):
        yield Code(f"a:{match[0].upper()}", *match.span())
    for match in _LISTING.finditer(text):
        yield Code(f"l:{match[0]}", *match.span())
    yield from _patents_in(text)
    yield from _hs_codes_in(text)


def code_keys(kind: TermKind, text: str) -> tuple[str, ...]:
    """Return the keys of a code as its owner writes it; none for what is no such code."""
    return _KEYS[kind](text.strip()) if kind in _KEYS else ()


def cores(key: str) -> tuple[str, ...]:
    """Return letters and digits, one of which every text with the key holds in a row."""
    space, _, code = key.partition(":")
    if space == "h":
        return (code.lstrip("=")[:_LEAST_COVERING],)
    if space == "d":
        return squeezed(code), squeezed(idna.decode(code))
    return (squeezed(code.partition("/")[2] if space == "p" else code),)


def normal_host(text: str) -> str:
    """Return the host of an address or domain in ASCII, without `www.`; '' for none."""
    typed = text.strip().partition("://")[2] or text.strip()
    host = re.split(r"[/?#:@\s]", _DOT.sub(".", typed).strip("."), maxsplit=1)[0]
    return _ascii(host) if _HOST.fullmatch(host) else ""


def _domain(text: str) -> tuple[str, ...]:
    host = normal_host(text)
    return (f"d:{host}",) if host else ()


def _asin(text: str) -> tuple[str, ...]:
    return (f"a:{text.upper()}",) if _ASIN.fullmatch(text) else ()


def _listing(text: str) -> tuple[str, ...]:
    digits = text.replace(" ", "").lstrip("#")
    return (f"l:{digits}",) if _LISTING.fullmatch(digits) else ()


def _patent(text: str) -> tuple[str, ...]:
    found = _PATENT.fullmatch(text)
    return (_patent_key(found),) if found else ()


def _hs_code(text: str) -> tuple[str, ...]:
    digits = re.sub(r"[.\s]", "", text)
    if not re.fullmatch(r"\d{4}|\d{6}|\d{8}|\d{10}", digits):
        return ()
    shorter = tuple(f"h:={digits[:n]}" for n in _HS_LENGTHS if n < len(digits))
    return (f"h:{digits}", *shorter)


_KEYS = {
    TermKind.DOMAIN: _domain,
    TermKind.ASIN: _asin,
    TermKind.LISTING: _listing,
    TermKind.PATENT: _patent,
    TermKind.HS_CODE: _hs_code,
}


def _hosts(written: str) -> list[str]:
    """Return a host and those above it, down to the registered domain."""
    host = _ascii(_DOT.sub(".", written))
    if not host:
        return []
    site = site_of(f"https://{host}")
    labels = host.split(".")
    above = [".".join(labels[n:]) for n in range(len(labels))]
    return [one for one in above if one == site or one.endswith(f".{site}")]


def _ascii(host: str) -> str:
    host = host.casefold().rstrip(".").removeprefix("www.")
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _patents_in(text: str) -> Iterator[Code]:
    for match in _PATENT.finditer(text):
        if _is_patent(match, text[max(0, match.start() - _PATENT_REACH) : match.end()]):
            yield Code(_patent_key(match), *match.span())


def _is_patent(match: re.Match[str], near: str) -> bool:
    """Whether a number is a patent's: by its letters, or because the text speaks of patents."""
    if (match["country"] or match["type"]) and match["kind"]:
        return True
    is_marked = bool(match["country"] or match["type"])
    digits = len(re.sub(r"\D", "", match["number"]))
    return bool(_PATENT_WORDS.search(near)) and (is_marked or digits in _BARE_PATENT_DIGITS)


def _patent_key(match: re.Match[str]) -> str:
    """Return country, type and number; what names no country is American."""
    country = re.sub(r"\W", "", match["country"] or "US").upper()
    number = re.sub(r"\W", "", match["number"]).upper()
    kind = (match["type"] or "").upper()
    return f"p:{'CN' if country == 'ZL' else country}{kind}/{number}"


def _hs_codes_in(text: str) -> Iterator[Code]:
    for match in _HS_DOTTED.finditer(text):
        near = text[max(0, match.start() - _HS_NEAR_REACH) : match.start()]
        if _HS_CERTAIN.match(match[0]) or _HS_NEAR.search(near):
            yield from _hs_keys(match)
    for match in _HS_PLAIN.finditer(text):
        if _HS_WORDS.search(text[max(0, match.start() - _HS_REACH) : match.start()]):
            yield from _hs_keys(match)


def _hs_keys(match: re.Match[str]) -> Iterator[Code]:
    digits = match[0].replace(".", "")
    for length in _HS_LENGTHS:
        if length <= len(digits):
            yield Code(f"h:{digits[:length]}", *match.span())
    yield Code(f"h:={digits}", *match.span())
