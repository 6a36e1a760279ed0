"""Decide whether words that spell a name stand for its owner.

`Moonveil Garden Co., Ltd` is not the company Moonveil, and "happy home" in a sentence is nobody;
`HappyHome`, written as one word, is a name.
"""

import re
from dataclasses import dataclass

from monitor.text import CJK
from monitor.watchlist.letters import Word
from monitor.watchlist.names import begins_suffix, is_common, word_set
from monitor.watchlist.terms import TermKind, WatchTerm

_CJK = re.compile(f"[{CJK}]")
_QUOTES = "\"'\u2018\u2019\u201c\u201d\u201e«»「」『』《》【】"
_SEPARATORS = frozenset(f"{_QUOTES},;|:\n\t()[]{{}}<>•·/、，；：。（）—–")
_NUMBERING = re.compile(r"(?:^|[\n,;|])\s*(?:No\.\s*)?\d{1,5}[.)、:\s]\s*$")
# A company's form ends a name of at most so many more words.
_LONGEST_REST = 6
_LONGEST_REST_CJK = 10
_CALLER_CHARS = 2
_LINKS = frozenset({"of", "and", "for"})
# More stands between two sentences than between a name and its company's form.
_GAP = 4
_CONTEXT_REACH = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """Words `first` to `last` of a text, under a heading, that spell a name."""

    text: str
    place: str
    words: list[Word]
    first: int
    last: int

    @property
    def start(self) -> int:
        """Return where the name begins."""
        return self.words[self.first].start

    @property
    def end(self) -> int:
        """Return where the name ends."""
        return self.words[self.last].end

    def names(self, term: WatchTerm) -> bool:
        """Whether the words name the term's owner."""
        if term.kind is TermKind.COMPANY and (self._goes_on() or self._began_before()):
            return False
        # To look everyday words up takes much longer than to look at the signs around them.
        return self._is_marked() or not is_common(self.text[self.start : self.end])

    def _goes_on(self) -> bool:
        """Whether the name goes on, to the form of another company."""
        following = self.last + 1
        if begins_suffix(self.words, following):
            return False
        is_chinese = self._is_chinese(self.last)
        limit = following + (_LONGEST_REST_CJK if is_chinese else _LONGEST_REST)
        for index in range(following, min(limit, len(self.words))):
            between = self.text[self.words[index - 1].end : self.words[index].start]
            if index > following and begins_suffix(self.words, index) and len(between) < _GAP:
                return True  # a comma may stand before it
            if not self._is_joined(index) or self._is_joint(index):
                return False
        return False

    def _began_before(self) -> bool:
        """Whether words before it belong to the company's name."""
        before = self.first - 1
        if before < 0 or not self._is_joined(self.first) or self._is_role(before):
            return False
        if self._is_chinese(self.first):
            return self._is_chinese(before)
        is_company = begins_suffix(self.words, self.last + 1)
        return is_company and self._is_capital(before) and not self._is_city(before)

    def _is_marked(self) -> bool:
        """Whether everyday words are marked as a name: by quotes, a list, a caller or capitals."""
        if self._is_quoted():
            return True
        if not self._has_capitals():
            return False
        if begins_suffix(self.words, self.last + 1):
            return not self._follows_capital()
        if not self._ends_item():
            return self._stands_out()
        if self._is_called():
            return True
        return (self._begins_item() and self._is_in_list()) or self._stands_out()

    def _has_capitals(self) -> bool:
        """Whether each word of the name has a capital; `of` and `the` need none inside it."""
        inside = range(self.first + 1, self.last + 1)
        return self._is_capital(self.first) and all(
            self._is_capital(index) or self._is_joint(index) for index in inside
        )

    def _is_quoted(self) -> bool:
        before, after = self.text[: self.start][-1:], self.text[self.end :][:1]
        return bool(before and after) and before in _QUOTES and after in _QUOTES

    def _is_called(self) -> bool:
        """Whether a word right before says that a name comes: `defendant`, `v.`, `d/b/a`."""
        before = self.first - 1
        if before < 0:
            return False
        joined = "".join(word.letters for word in self.words[max(0, before - 2) : before + 1])
        callers = word_set("callers")
        return self.words[before].letters in callers or joined.endswith(
            tuple(caller for caller in callers if _CJK.match(caller) or len(caller) > _CALLER_CHARS)
        )

    def _begins_item(self) -> bool:
        before = self.text[: self.start].rstrip(" \u00a0")
        return not before or before[-1] in _SEPARATORS or bool(_NUMBERING.search(f"{before} "))

    def _ends_item(self) -> bool:
        after = self.text[self.end :].lstrip(" \u00a0")[:1]
        return not after or after in _SEPARATORS or after == "."

    def _is_in_list(self) -> bool:
        """Whether a heading or the words before say that names of shops or people are listed."""
        before = f"{self.place} {self.text[max(0, self.start - _CONTEXT_REACH) : self.start]}"
        said = before.casefold()
        return any(context in said for context in word_set("contexts"))

    def _stands_out(self) -> bool:
        """Whether several words with capitals stand between words without."""
        if self.first == self.last or self._is_chinese(self.first):
            return False
        before, after = self._neighbour_before(), self._neighbour_after()
        if after is not None and self._leads_on(after):
            return False
        if before is None:  # a sentence begins with a capital anyway; a heading has only capitals
            return after is not None and not self._is_capital(after)
        return not self._is_capital(before) and (after is None or not self._is_capital(after))

    def _leads_on(self, index: int) -> bool:
        """Whether `of`, `and` or their like lead on to another part of a name."""
        following = index + 1
        return (
            self._is_joint(index)
            and following < len(self.words)
            and self._is_joined(following)
            and self._is_capital(following)
            and self.words[index].letters in _LINKS
        )

    def _neighbour_before(self) -> int | None:
        """Return the word right before, or None."""
        return self.first - 1 if self.first and self._is_joined(self.first) else None

    def _neighbour_after(self) -> int | None:
        """Return the word right after, or None."""
        after = self.last + 1
        return after if after < len(self.words) and self._is_joined(after) else None

    def _follows_capital(self) -> bool:
        before = self._neighbour_before()
        if before is None or not self._is_capital(before):
            return False
        return not self._is_role(before) and not self._is_city(before)

    def _is_joined(self, index: int) -> bool:
        """Whether only a space stands between a word and the one before it."""
        between = self.text[self.words[index - 1].end : self.words[index].start]
        return not between.strip(" \u00a0&-")

    def _is_capital(self, index: int) -> bool:
        return not self.text[self.words[index].start].islower()

    def _is_chinese(self, index: int) -> bool:
        return bool(0 <= index < len(self.words) and _CJK.match(self.words[index].letters))

    def _is_joint(self, index: int) -> bool:
        return self.words[index].letters in word_set("joints") | word_set("callers")

    def _is_role(self, index: int) -> bool:
        """Whether the word may stand before a name without being a part of it."""
        if self._is_joint(index):
            return True
        ending = "".join(word.letters for word in self.words[max(0, index - 2) : index + 1])
        roles = word_set("joints") | word_set("callers") | word_set("cities")
        return any(_CJK.match(role) and ending.endswith(role) for role in roles)

    def _is_city(self, index: int) -> bool:
        return self.words[index].letters in word_set("pinyin_cities")
