"""What operators read in Telegram, in both languages."""

from bot.operator_messages import report_message
from monitor.check_reason import CheckReason
from monitor.health import Health, OperatorReport
from monitor.language import Language
from monitor.model import Proposal, ProposalKind


def ill(name: str, reason: str) -> Health:
    return Health(source_id=name, outcome="failed", reason=CheckReason.parse(reason), failures=3)


def test_sources_of_one_cause_are_one_line() -> None:
    broken = tuple(ill(f"s{n}", "timeout: no answer") for n in range(20))
    shown = report_message(OperatorReport(broken=broken), (), (), Language.EN)

    assert shown == (
        "<b>20 sources cannot be read</b> (the last good versions stay)\n"
        "20 for one cause, the site does not answer: s0, s1, s2 …"
    )


def test_few_sources_are_told_each_with_its_reason() -> None:
    shown = report_message(
        OperatorReport(broken=(ill("a", "captcha: <b>verify</b>"),)), (), (), Language.ZH
    )

    assert "a: captcha: &lt;b&gt;verify&lt;/b&gt;" in shown


def test_proposals_are_told_by_kind() -> None:
    proposed = [
        Proposal(
            source_id="a", kind=ProposalKind.MOVED, url="https://x.example.org/new", title="Rule"
        ),
        Proposal(
            source_id="b", kind=ProposalKind.LINKED, url="https://x.example.org/2", title="<i>Two"
        ),
    ]
    shown = report_message(OperatorReport(healed=(ill("c", ""),)), (), proposed, Language.EN)
    linked = "<b>New pages on watched sites</b> (add them with: forewarn sources add)"

    assert shown.split("\n\n") == [
        "<b>1 source can be read again</b>\nc",
        "<b>Moved for good</b> (update the address in the catalogue)\na: Rule → https://x.example.org/new",
        f"{linked}\nb: &lt;i&gt;Two → https://x.example.org/2",
    ]


def test_sources_that_name_no_entry_are_told_by_name() -> None:
    emptied = OperatorReport(emptied=(ill("a", ""), ill("b", "")))

    assert report_message(emptied, (), (), Language.EN) == (
        "<b>2 sources name no entry</b> for longer than ever before; were they rebuilt?\na\nb"
    )
    assert report_message(emptied, (), (), Language.ZH).startswith("<b>2 个来源一直没有任何条目")
