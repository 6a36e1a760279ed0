"""Read the lexemes of a folded text: every character but spaces is in one of them.

Every repeat is possessive or bounded, so that the time is linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterator

from monitor.dates import dates_in
from monitor.text import CJK
from monitor.tokens.closed import currencies, numbered_units, standards
from monitor.tokens.folding import NARROW_SPACE
from monitor.tokens.token import Lexeme, TokenKind

_LAST_ALPHABET = 0x3000


def _vowel_signs() -> str:
    """Return the marks that belong to words: those of Hindi, Thai, Arabic, Hebrew."""
    marks = (chr(c) for c in range(0x300, _LAST_ALPHABET))
    return "".join(c for c in marks if unicodedata.category(c) in {"Mn", "Mc"})


_L = rf"(?:[^\W\d_{CJK}]|[{_vowel_signs()}])"
_A = rf"(?:[^\W_{CJK}]|[{_vowel_signs()}])"
# Runs of letters; a word may hold apostrophes.
_LETTERS = rf"(?:[^\W\d_{CJK}]++|[{_vowel_signs()}])++"
_WORD = rf"{_LETTERS}(?:'{_LETTERS})*+"
_TLD = (
    "com|org|net|info|biz|gov|edu|mil|eu|de|fr|es|uk|cn|jp|kr|us|ca|au|br|mx|pl|nl|ch|se|ru|hk|tw|sg|io|co"
    "|app|dev|shop|store|online|cloud|site|xyz|int"
)
_LABEL = r"[a-z0-9](?:[a-z0-9_-]{0,62})"
_ADDRESS = (
    rf"(?:https?|ftp)://[^\s<>\"{CJK}]++|www\.[^\s<>\"{CJK}]++|mailto:[^\s<>\"{CJK}]++"
    rf"|[a-z0-9][a-z0-9._%+-]{{0,63}}@{_LABEL}(?:\.{_LABEL}){{1,6}}"
    rf"|(?:{_LABEL}\.){{1,6}}(?:{_TLD})(?![^\W_])(?:/[^\s<>\"{CJK}]*+)?"
)
_TIME = (
    r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])(?:\s?[ap]\.?m\b\.?)?"
    r"|(?:1[0-2]|0?[1-9])\s?[ap]\.?m\b\.?"
)
_NUMBER = (
    r"\d{1,3}(?:,\d{3})++(?:\.\d++)?(?![\d]|[.,]\d)"
    r"|\d{1,3}(?:\.\d{3}){2,}+(?:,\d++)?(?![\d]|[.,]\d)"
    r"|\d{1,3}(?:\.\d{3})++,\d++(?![\d]|[.,]\d)"
    rf"|\d{{1,3}}(?:['{NARROW_SPACE}]\d{{3}})++(?:[.,]\d++)?(?![\d]|[.,]\d)"
    # An ordinary space parts thousands (1 250,00 €), where decimals or a currency show that it does.
    r"|\d{1,3}(?: \d{3}){1,4},\d\d(?![\d]|[.,]\d)"
    rf"|\d{{1,3}}(?: \d{{3}}){{1,4}}(?= ?(?:{currencies()})(?![^\W_]))"
)
_STRUCTURED = r"\d++(?:[./:-]\d++){2,12}+|\d++[/:]\d++|\d{4}\.\d{2}(?![\d]|[.,]\d)|\d{5,}+-\d++"
_DECIMAL = r"\d++[.,]\d++(?![.,]\d)|(?<![\w.,])\.\d++|\d++"
_SCAN = re.compile(
    # Most words begin no code, so they are tried first.
    rf"(?P<plain>{_WORD})(?![\d/$]|[ -]{{1,2}}\d| (?:en|iso|iec) )"
    rf"|(?P<code>(?<![^\W_])(?:{standards()})(?:[ -]|/t ?){{0,2}}\d++(?:[./:-]\d++){{0,6}}"
    rf"|(?<![^\W_])(?:us|ep|cn|wo|de|gb|jp|kr|fr) ?\d{{1,3}}(?:[,.]?\d{{3}}){{1,4}} ?[abcsuy]\d?(?![^\W_])"
    rf"|(?<![^\W_])(?:{_L}++\d|\d++{_L}){_A}*+)"
    rf"|(?P<time>(?<![\d.,:]){_TIME})"
    rf"|(?P<number>{_NUMBER})"
    rf"|(?P<structured>{_STRUCTURED})"
    rf"|(?P<digits>{_DECIMAL})"
    r"|(?P<currency>(?:us|au|ca|hk|sg|nt|nz|mx|[acrs])?\$)"
    rf"|(?P<word>{_WORD})"
    rf"|(?P<cjk>[{CJK}\u3007])"
    r"|(?P<sign>\S)"
)
_ADDRESSES = re.compile(rf"(?<![a-z0-9@._-])(?:{_ADDRESS})")
_MAY_HOLD_ADDRESS = re.compile(r"[a-z0-9]\.[a-z]|@|:/")
_CLOSING = ".,;:!?)]}'"
_GLUED = re.compile(rf"(\d++)({_L}++)")
_PREFIXED = re.compile(rf"({_L}++)(\d++)")
_HOURS = 12
_KINDS = {
    "code": TokenKind.CODE, "time": TokenKind.TIME, "number": TokenKind.NUMBER,
    "structured": TokenKind.CODE, "digits": TokenKind.NUMBER, "currency": TokenKind.SIGN,
    "word": TokenKind.WORD, "plain": TokenKind.WORD, "cjk": TokenKind.CJK, "sign": TokenKind.SIGN,
}  # fmt: skip


def lexemes(text: str) -> list[Lexeme]:
    """Return the lexemes of a folded text, in order."""
    found: list[Lexeme] = []
    start = 0
    for whole in _wholes(text):
        found += _scanned(text, start, whole.start)
        found.append(whole)
        start = whole.end
    found += _scanned(text, start, len(text))
    return found


def _wholes(text: str) -> list[Lexeme]:
    """Return the addresses and the dates."""
    addresses = list(_addresses(text))
    taken = {i for address in addresses for i in range(address.start, address.end)}
    dates = [
        Lexeme(TokenKind.DATE, dated.day.isoformat(), dated.start, dated.end)
        for dated in dates_in(text)
        if dated.start not in taken and dated.end - 1 not in taken
    ]
    return sorted([*addresses, *dates], key=lambda whole: whole.start)


def _addresses(text: str) -> Iterator[Lexeme]:
    if not _MAY_HOLD_ADDRESS.search(text):
        return
    for match in _ADDRESSES.finditer(text):
        # A sentence's full stop does not belong to the address at its end.
        address = match[0].rstrip(_CLOSING)
        yield Lexeme(TokenKind.ADDRESS, address, match.start(), match.start() + len(address))


def _scanned(text: str, start: int, end: int) -> Iterator[Lexeme]:
    for match in _SCAN.finditer(text, start, end):
        group = str(match.lastgroup)
        here = Lexeme(_KINDS[group], match[0], *match.span())
        if group == "code":
            yield from _code(here)
        elif group == "time":
            yield here._replace(value=_time(match[0]))
        elif group in {"number", "digits"}:
            yield _number(here)
        else:
            yield here


def _code(here: Lexeme) -> Iterator[Lexeme]:
    """Yield a code, or a number and the unit that is glued to it."""
    for form in (_GLUED, _PREFIXED):
        match = form.fullmatch(here.value)
        if match and match[(form is _GLUED and 2) or 1] in numbered_units():
            middle = here.start + len(match[1])
            parts = (match[1], here.start, middle), (match[2], middle, here.end)
            for value, start, end in parts:
                kind = TokenKind.NUMBER if value.isdecimal() else TokenKind.WORD
                yield Lexeme(kind, value, start, end)
            return
    yield here._replace(value=re.sub(r"\s+", " ", here.value))


def _time(written: str) -> str:
    """Return a time as HH:MM of 24 hours."""
    half = re.search(r"[ap]", written)
    digits = re.findall(r"\d+", written)
    hour, *rest = map(int, digits)
    if half:
        hour = hour % _HOURS + (_HOURS if half[0] == "p" else 0)
    return ":".join(f"{part:02}" for part in [hour, *(rest or [0])])


def _number(here: Lexeme) -> Lexeme:
    value = _canonical(here.value)
    # Zeros that lead make an identifier: 007 is not 7.
    is_code = value.isdecimal() and len(value) > 1 and value[0] == "0"
    return here._replace(kind=TokenKind.CODE if is_code else here.kind, value=value)


def _canonical(written: str) -> str:
    """Return a number with '.' before its decimals and nothing between its other digits.

    1.250 stays as it is: what it means depends on the language.
    """
    written = written.replace("'", "").replace(NARROW_SPACE, "").replace(" ", "")
    if written.startswith("."):
        return f"0{written}"
    last = max(written.rfind("."), written.rfind(","))
    if last < 0:
        return written
    separator, head, tail = written[last], written[:last], written[last + 1 :]
    if separator in head or (separator == "," and len(tail) == 3):
        return f"{head}{tail}".replace(",", "").replace(".", "")
    return f"{head.replace(',', '').replace('.', '')}.{tail}"
