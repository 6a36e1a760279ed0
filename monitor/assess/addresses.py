"""Prove that two texts hold one address: hidden from programs or shown, or with other parameters."""

import re

from monitor.assess.differences import Difference, written
from monitor.tokens import TokenKind

_MAIL = re.compile(
    r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}", re.IGNORECASE | re.ASCII
)
# What every hidden address holds; most texts have none.
_HINT = re.compile(r"protected|\*\*|[\[(]\s?(?:at|@)", re.IGNORECASE)
# How an e-mail address is hidden: [email protected], su***@example.com, name (at) example (dot) com, and
# only its middle: servi[email protected]ple.com. It is tried once for each run of letters.
_HIDDEN = re.compile(
    r"(?<![a-z0-9_.+-])[a-z0-9_.+-]{0,64}(?:\[?e-?mail[\s\xa0]{1,5}protected\]?|\*{2,64}+[\w.*-]{0,64}+@"
    r"|\s?[\[(]\s?(?:at|@)\s?[\])]\s?[\w-]{1,64}(?:\s?[\[(.]\s?(?:dot)?\s?[\])]?\s?[\w-]{1,24}){1,4})[\w.@-]{0,80}",
    re.IGNORECASE | re.ASCII,
)
_ANY_MAIL = re.compile(f"{_HIDDEN.pattern}|{_MAIL.pattern}", re.IGNORECASE | re.ASCII)
_PAGE = re.compile(r"^(?:https?://)?(?:www\.)?([^?#\s]*?)/?(?:[?#]\S*)?$", re.IGNORECASE)
_SIGNS = " []()<>.,;:"


def levelled(text: str) -> str:
    """Return the text with each e-mail address, shown or hidden, written alike."""
    return _ANY_MAIL.sub("@", text)


def hides_mail(text: str) -> bool:
    """Return whether the text hides an e-mail address."""
    return bool(_HINT.search(text) and _HIDDEN.search(text))


def is_same_address(found: Difference, before: str, after: str) -> bool:
    """Return whether an e-mail address was hidden or shown, or a link got other parameters."""
    sides = ((found.old, before), (found.new, after))
    old, new = (written(tokens, text).strip(_SIGNS) for tokens, text in sides)
    if _HIDDEN.fullmatch(old) or _HIDDEN.fullmatch(new):
        return _is_mail(old) and _is_mail(new)
    is_link = [token.kind for token in (*found.old, *found.new)] == [TokenKind.ADDRESS] * 2
    is_pair = is_link and bool(found.old) and bool(found.new)
    return is_pair and (_page(old) == _page(new) or _mail(old) == _mail(new))


def _mail(address: str) -> str:
    return address.casefold().removeprefix("mailto:")


def _is_mail(text: str) -> bool:
    return bool(_HIDDEN.fullmatch(text) or _MAIL.fullmatch(text))


def _page(address: str) -> str:
    found = _PAGE.match(address)
    return found[1].casefold() if found else address
