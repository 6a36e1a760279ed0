"""Put back the characters that a wrong encoding lost: `be?indigd` is `beëindigd`, `? 2.500` is `€ 2.500`."""

import re

# A letter that was two bytes became one sign or two.
_LOST = re.compile("[?\ufffd]{1,2}")
# Question marks end words. One before a letter, or two before a word, or the sign of a lost character is damage.
_DAMAGE = re.compile(
    r"\ufffd|(?<=[^\W\d_])\?{1,2}(?=[^\W\d_])|(?:^|(?<=[\s(]))\?{1,2}(?=[^\W_])|(?:^|(?<=[\s(]))\?(?=\s\d)"
)
# What is lost: letters with accents, quotes, dashes, signs of currencies and of comparison.
_RESTORED = "([À-ɏ‐-‧€£¥¢§°©®™±·–—«»¿¡≤≥×]{1,2})"
_MOST_CHARS = 20_000
_MOST_LOST = 200
# More than this share of lost characters is another text.
_SHARE = 0.1


def restored(before: str, after: str) -> tuple[str, str]:
    """Return two texts with the characters that one of them lost, if else they are the same."""
    if _is_damaged(before) and (whole := _restore(before, after)):
        return whole, after
    if _is_damaged(after) and (whole := _restore(after, before)):
        return before, whole
    return before, after


def _is_damaged(text: str) -> bool:
    return len(text) <= _MOST_CHARS and _DAMAGE.search(text) is not None


def _restore(damaged: str, whole: str) -> str:
    """Return the whole text if the damaged one is it with characters lost; '' if not."""
    found = list(_LOST.finditer(damaged))
    if len(found) > _MOST_LOST or sum(len(one[0]) for one in found) > len(damaged) * _SHARE + 2:
        return ""
    parts = [re.escape(part) for part in _LOST.split(damaged)]
    lost = [f"(?:{re.escape(one[0])}|{_RESTORED})" for one in found]
    pattern = parts[0] + "".join(sign + part for sign, part in zip(lost, parts[1:], strict=True))
    return whole if re.fullmatch(pattern, whole) else ""
