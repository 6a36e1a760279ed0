"""What a subscriber follows of what changed: the rule by which changes are routed, for one reader."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.audience import Subscription
from monitor.model import Change, Severity
from monitor.source import Source
from monitor.targets import PAIR, WORD, changed_text, matches, mentions, targets_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """The subscriptions of one subscriber. `muted`: the targets that are muted for now.

    `min_severity`: milder changes are not sent, unless a subscription says otherwise.
    """

    subscriptions: Sequence[Subscription]
    min_severity: Severity
    muted: Collection[str] = ()

    @property
    def has_words(self) -> bool:
        """Whether the text of a change decides, and its edits must be read: for words and pairs."""
        targets = (*(one.target for one in self.subscriptions), *self.muted)
        return any(target.startswith((WORD, PAIR)) for target in targets)

    def has(self, change: Change, source: Source | None) -> bool:
        """Whether a change is followed: an alert or a digest tells of it."""
        severity = change.assessment.severity
        wanted = [
            one.target
            for one in self.subscriptions
            if severity >= (one.min_severity or self.min_severity)
        ]
        return (
            severity is not Severity.COSMETIC
            and _is_any(wanted, change, source)
            and not _is_any(self.muted, change, source)
        )


def _is_any(targets: Collection[str], change: Change, source: Source | None) -> bool:
    """Whether a change matches any of the targets."""
    known = targets_of(change, source)
    words = [target for target in targets if target.startswith(WORD)]
    if any(matches(target, known) for target in targets):
        return True
    text = changed_text(change) if words else ""
    return any(mentions(word, text) for word in words)
