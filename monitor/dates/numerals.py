"""Read numbers and years that East Asian texts write in characters."""

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}
_TENS = {"十": 10, "廿": 20, "卅": 30}
# A year of an era: the era's first year is 1, written 元.
_ERAS = {"令和": 2018, "平成": 1988, "民国": 1911, "民國": 1911}

SIGNS = "".join(_DIGITS)
NUMBER = rf"(?:\d{{1,2}}|[{SIGNS}十廿卅]{{1,4}})"
YEAR = rf"(?:(?:19|20)\d{{2}}|[一二][{SIGNS}]{{3}}|(?:{'|'.join(_ERAS)})\s?(?:元|\d{{1,3}}))"


def year(text: str) -> int:
    """Return the year of the common era; `text` matches `YEAR`."""
    era = next((name for name in _ERAS if text.startswith(name)), None)
    if era:
        count = text.removeprefix(era).strip()
        return _ERAS[era] + (1 if count == "元" else int(count))
    return int("".join(str(_DIGITS.get(sign, sign)) for sign in text))


def number(text: str) -> int:
    """Return a number below a hundred: 7, 七, 十七, 二十七, 廿七; 0 for what is no number."""
    if text.isdecimal():
        return int(text)
    found = re.fullmatch(rf"([{SIGNS}]?)([十廿卅]?)([{SIGNS}]?)", text)
    if not found:
        return 0
    lead, ten, last = found.groups()
    tens = _TENS.get(ten, 0) * (_DIGITS[lead] if ten and lead else 1)
    return tens + _DIGITS.get(last or ("" if ten else lead), 0)
