"""What operators do on their pages: it happens, is said, recorded, and can be undone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from forewarn.wiring import AppContext
from monitor.audience import ChannelName, MessageKind
from monitor.check_reason import CheckReason
from monitor.language import Language
from monitor.model import FetchFailure, Outcome
from monitor.ports import CheckResult, FetchFailed
from runtime.clock import now
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import SubscriberRow
from storage.tracker import Tracker
from tests.lab import page, publish, start_checks
from tests.web.conftest import HOSTILE, OPERATOR, Visitor
from tests.web.operating import Desk, said, undo_of

RING = "/operator/sources/ring-rules"
LONG = tuple(f"Rule {n}: rings must carry a mark of their maker." for n in range(60))


@pytest.fixture
async def desk(context: AppContext) -> Desk:
    """An operator who is signed in, and a source of which a version is held."""
    for texts in (LONG, LONG[:30]):
        publish(context, context.sources["ring-rules"], page(*texts))
    signed_in = Desk(context)
    await signed_in.sign_in()
    return signed_in


def recorded(context: AppContext) -> list[tuple[str, str, str]]:
    acts = context.stores.operator_acts.latest(50)[::-1]
    return [(one.by, one.act, one.subject) for one in acts if one.act != "sign-in"]


def seen_hash(shown: str) -> str:
    return str(re.findall(r'name="seen" value="([^"]+)"', shown)[0])


async def test_a_refusal_is_said_recorded_and_taken_back(desk: Desk) -> None:
    shown = await desk.see(RING)
    assert shown.index("The difference to the last good version") < shown.index('value="accept"')
    assert 'class="yes" type="submit" name="do" value="accept"' in shown
    assert 'class="no" type="submit" name="do" value="refuse"' in shown
    shown = await desk.does(f"{RING}/decide", do="refuse", seen=seen_hash(shown))
    assert said(shown) == ["Harbour Market: Ring rules: rejected; the last good version stays."]
    assert "This version was rejected" in shown
    assert said(await desk.see(RING)) == []

    shown = await desk.does("/operator/acts/undo", id=undo_of(shown), next=RING)
    assert said(shown) == [
        "Harbour Market: Ring rules: the held version waits for a decision again."
    ]
    assert [one.source_id for one in desk.context.stores.health.pending()] == ["ring-rules"]
    assert recorded(desk.context) == [
        (f"chat:{OPERATOR}", "refuse", "ring-rules"), (f"chat:{OPERATOR}", "unrefuse", "ring-rules"),
    ]  # fmt: skip


async def test_an_accepted_version_offers_no_undo(desk: Desk) -> None:
    shown = await desk.see(RING)
    shown = await desk.does(f"{RING}/decide", do="accept", seen=seen_hash(shown))

    assert said(shown) == ["Harbour Market: Ring rules: accepted as version 2."]
    assert undo_of(shown) == []
    assert undo_of(await desk.see("/operator/acts")) == []


async def test_of_two_operators_the_first_decides_and_the_other_is_told(desk: Desk) -> None:
    other = Desk(desk.context)
    await other.sign_in()
    seen = seen_hash(await desk.see(RING))
    await other.see(RING)
    await desk.does(f"{RING}/decide", do="accept", seen=seen)
    shown = await other.does(f"{RING}/decide", do="refuse", seen=seen)

    assert "no version is held. Another operator, or time, has decided." in said(shown)[0]
    assert len(desk.context.stores.history.versions("ring-rules")) == 2


async def test_a_text_that_came_meanwhile_is_looked_at_first(desk: Desk) -> None:
    seen = seen_hash(await desk.see(RING))
    publish(desk.context, desk.context.sources["ring-rules"], page(*LONG[:20]))
    shown = await desk.does(f"{RING}/decide", do="accept", seen=seen)

    assert said(shown) == [
        "Harbour Market: Ring rules: another text is held by now. Please look at it first."
    ]
    assert len(desk.context.stores.history.versions("ring-rules")) == 1


async def test_a_pause_has_a_reason_that_is_escaped_and_is_undone_from_the_record(
    desk: Desk,
) -> None:
    await desk.see(RING)
    shown = await desk.does(f"{RING}/decide", do="pause", why=HOSTILE)
    assert said(shown) == ["Harbour Market: Ring rules is paused."]
    raw = (await desk.ask("GET", "/operator/acts")).text
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw
    acts = await desk.see("/operator/acts")
    shown = await desk.does("/operator/acts/undo", id=undo_of(acts))

    assert said(shown) == [
        "Harbour Market: Ring rules is watched again; the first check comes at once."
    ]
    assert desk.context.stores.health.paused() == frozenset()


async def test_what_was_settled_since_is_not_undone(desk: Desk) -> None:
    await desk.see(RING)
    stale = undo_of(await desk.does(f"{RING}/decide", do="pause"))
    await desk.does(f"{RING}/decide", do="resume")
    await desk.does(f"{RING}/decide", do="pause", why="again")
    shown = await desk.does("/operator/acts/undo", id=stale)

    assert said(shown) == ["That can no longer be undone; something else was done since."]
    assert desk.context.stores.health.paused() == {"ring-rules"}


async def test_a_check_shows_how_far_it_is(desk: Desk) -> None:
    jobs = desk.context.stores.jobs
    await desk.see(RING)
    answer = await desk.send(f"{RING}/decide", do="check")
    path = answer.headers["location"]
    shown = await desk.see(path)
    assert '<li class="now">Queued</li>' in shown
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown
    assert (await desk.ask("GET", f"{path}/state")).text.startswith('{"state":"queued"')
    start_checks(jobs, [int(path.rpartition("/")[2])], "here", now())
    assert 'data-state="running"' in await desk.see(path)
    result = CheckResult(
        source_id="ring-rules",
        outcome=Outcome.FAILED,
        reason=CheckReason("http-503", "busy"),
    )
    jobs.finish(result, now())
    shown = await desk.see(path)

    assert "The page could not be read" in shown
    assert "refresh" not in shown.partition("</head>")[0]
    assert recorded(desk.context) == [(f"chat:{OPERATOR}", "check", "ring-rules")]


async def test_a_public_source_page_offers_a_check_to_operators_only(
    desk: Desk, visitor: Visitor
) -> None:
    assert 'value="check"' in await desk.see("/sources/ring-rules")
    assert 'value="check"' not in (await visitor.get("/sources/ring-rules")).text
    forged = await visitor.get("/sources/ring-rules", Cookie="operator=forged")
    assert 'value="check"' not in forged.text


async def test_sources_are_filtered_and_their_reasons_are_in_the_readers_language(
    desk: Desk,
) -> None:
    context = desk.context
    source = context.sources["hostile-rules"]
    for hour in range(3):
        at = now() - timedelta(hours=9 - hour)
        failure = FetchFailure(
            source_id=source.id, failed_at=at, reason=CheckReason("captcha", "collapsed: english")
        )
        Tracker(context.stores.archive).take(FetchFailed(source, failure), at)
    everything = await desk.see("/operator/sources")
    assert everything.index("ring-rules") < everything.index("hostile-rules")
    unwell = await desk.see("/operator/sources?state=unwell")
    assert 'value="hostile-rules"' in unwell
    assert 'value="ring-rules"' not in unwell
    held = await desk.see("/operator/sources?state=held&lang=zh")
    assert 'value="hostile-rules"' not in held
    assert "少了一大段正文" in held
    assert 'value="ring-rules"' not in await desk.see("/operator/sources?q=hostile")
    assert "No source matches." in await desk.see("/operator/sources?q=nowhere&lang=en")
    chinese = await desk.see("/operator?lang=zh")

    assert "网站要求人机验证" in chinese
    assert "english" not in chinese
    assert "起始日期" not in chinese


async def test_many_are_paused_after_a_question_and_what_failed_is_named(desk: Desk) -> None:
    context = desk.context
    context.stores.health.pause("hostile-rules", "", now())
    await desk.see("/operator/sources")
    both = ["ring-rules", "hostile-rules", "no-such-source"]
    shown = await desk.does("/operator/sources", do="pause", source=both)
    assert "Pause 2 sources?" in shown
    assert "Harbour Market: Ring rules" in shown
    assert context.stores.health.paused() == {"hostile-rules"}
    shown = await desk.does("/operator/sources", do="pause", source=both, sure="yes", why="a test")
    assert said(shown) == [
        "1 source is paused.", "Harbour Market: <b>Hostile</b> rules was paused already.",
    ]  # fmt: skip
    shown = await desk.does("/operator/acts/undo", id=undo_of(shown), next="/operator/sources")
    assert context.stores.health.paused() == {"hostile-rules"}

    assert said(await desk.does("/operator/sources", do="pause")) == ["No source was chosen."]
    assert (await desk.send("/operator/sources", do="explode", source=both)).status == 400


async def test_an_ended_session_loses_nothing(desk: Desk) -> None:
    await desk.see(RING)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=13), tick=True):
        answer = await desk.send(f"{RING}/decide", do="pause", why="slow")
        assert answer.status == 403
        assert "Then you are asked whether to do it." in answer.text
        assert desk.context.stores.health.paused() == frozenset()
        answer = await desk.sign_in()
        shown = await desk.see(answer.headers["location"])
        assert "You were about to do this" in shown
        assert desk.context.stores.health.paused() == frozenset()
        await desk.does(f"{RING}/decide", do="pause", why="slow")

        assert desk.context.stores.health.paused() == {"ring-rules"}
        assert (await desk.ask("GET", "/operator/unfinished")).status == 303


async def test_a_form_of_an_earlier_session_is_offered_again_at_once(desk: Desk) -> None:
    await desk.see(RING)
    await desk.sign_in()
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5), tick=True):
        await desk.sign_in()
        answer = await desk.send(f"{RING}/decide", do="pause")
        assert answer.headers["location"] == "/operator/unfinished"
        assert "Do it now" in await desk.see("/operator/unfinished")
    assert desk.context.stores.health.paused() == frozenset()


async def test_a_form_leads_to_no_other_site(desk: Desk) -> None:
    await desk.see(RING)
    ids = undo_of(await desk.does(f"{RING}/decide", do="pause"))
    for there in ("https://evil.example", "//evil.example", "/operator//evil.example", "/changes"):
        answer = await desk.send("/operator/acts/undo", id=ids, next=there)
        assert answer.headers["location"] == "/operator/acts", there


async def test_proposals_lead_to_the_editor_or_are_declined(desk: Desk) -> None:
    proposals = desk.context.stores.proposals
    proposals.suggest("https://a.example.org/rules?for=b&c=1", now())
    proposals.suggest("javascript:alert(1)", now())
    first, second = proposals.waiting()
    shown = await desk.see("/operator/proposals")
    raw = (await desk.ask("GET", "/operator/proposals")).text
    assert f"proposal={first.id}" in shown
    assert "/operator/sources/new?url=https%3A//a.example.org/rules%3Ffor%3Db%26c%3D1" in shown
    assert f"proposal={second.id}" not in shown
    assert 'href="javascript:' not in raw
    path = f"/operator/proposals/{first.id}"
    shown = await desk.does(path, do="decline", why="we watch it")
    assert said(shown) == ["The proposal is declined."]
    assert said(await desk.does(path, do="decline")) == [
        "Another operator has dealt with that proposal."
    ]
    (act,) = [
        one for one in desk.context.stores.operator_acts.latest(9) if one.act == "decline-proposal"
    ]
    assert act.detail == "we watch it"
    await desk.does("/operator/acts/undo", id=str(act.id))
    assert [one.id for one in proposals.waiting()] == [first.id, second.id]


def park(context: AppContext, *errors: str, kind: str = "reminder") -> list[int]:
    """Messages that cannot be sent for these reasons."""
    reader = context.stores.subscribers.welcome(4711, Language.EN, now())
    with context.stores.database.write() as session:
        rows = [
            OutboxRow(
                subscriber_id=reader.id, kind=kind, channel=ChannelName.TELEGRAM, status="dead",
                created_at=now(), due_at=now(), attempts=3,
            )
            for _ in errors
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        for row, error in zip(rows, errors, strict=True):
            for outcome in ("failed", "dead"):
                session.add(
                    DeliveryRow(outbox_id=row.id, attempted_at=now(), outcome=outcome, error=error)
                )
        return [row.id for row in rows]


async def test_parked_messages_are_sent_again_or_dropped(desk: Desk) -> None:
    parked = desk.context.stores.parked
    blocked = "Forbidden: bot was blocked by the user"
    ids = park(desk.context, blocked, blocked, "<b>strange</b>")
    shown = await desk.see("/operator/messages")
    assert "the reader blocked the bot" in shown
    assert "4711" not in shown
    assert [(one.error, one.count) for one in parked.causes()] == [
        (blocked, 2),
        ("<b>strange</b>", 1),
    ]
    shown = await desk.does("/operator/messages", do="retry", id=str(ids[2]))
    assert said(shown) == ["1 message is sent again."]
    assert said(await desk.does("/operator/messages", do="retry", id=str(ids[2]))) == [
        "1 message was not in that state any more."
    ]
    cause = {"channel": "telegram", "error": blocked}
    shown = await desk.does("/operator/messages", do="drop", **cause)
    assert "Drop 2 messages?" in shown
    assert parked.count() == 2
    shown = await desk.does("/operator/messages", do="drop", sure="yes", **cause)
    assert said(shown) == ["2 messages are dropped."]
    assert parked.count() == 0
    shown = await desk.does("/operator/acts/undo", id=undo_of(shown), next="/operator/messages")

    assert said(shown) == ["2 acts are undone."]
    assert parked.causes()[0].error == blocked


async def test_a_digest_is_not_sent_twice(desk: Desk) -> None:
    ids = park(desk.context, "Forbidden", kind=MessageKind.DIGEST)

    assert "Its content went into the next digest." in await desk.see("/operator/messages")
    assert desk.context.stores.parked.retry(ids, now()) == []


async def test_a_test_message_goes_to_the_operators_own_chat(desk: Desk) -> None:
    await desk.see("/operator/messages")
    shown = await desk.does("/operator/messages/test")
    assert said(shown) == ["The test message is on its way to your chat."]
    (pending,) = desk.context.stores.outbox.claim([ChannelName.TELEGRAM], now(), 5)
    assert pending.subscriber.chat_id == OPERATOR
    await desk.sign_in(0)
    await desk.see("/operator/messages")

    assert "which has no chat" in said(await desk.does("/operator/messages/test"))[0]


async def test_a_paused_relay_keeps_its_messages(desk: Desk) -> None:
    stores = desk.context.stores
    (number,) = park(desk.context, "the webhook answered 410")
    reader = stores.subscribers.everyone()[0].id
    with stores.database.write() as session:
        session.get_one(SubscriberRow, reader).relay = "https://hooks.example.org/a/secret"
        session.execute(update(OutboxRow).values(channel=ChannelName.RELAY, status="pending"))
    shown = await desk.see("/operator/relays")
    assert "hooks.example.org/…" in shown
    assert "secret" not in shown
    assert "the webhook answered with an error" in shown
    path = f"/operator/relays/{reader}"
    shown = await desk.does(path, do="pause")
    assert said(shown) == ["Paused. What is for it waits."]
    assert stores.outbox.claim([ChannelName.RELAY], now(), 5) == []
    assert stores.outbox.oldest(now()) is None
    assert said(await desk.does(path, do="pause"))[0].startswith("It was paused already")
    await desk.does("/operator/acts/undo", id=undo_of(shown))

    assert [one.id for one in stores.outbox.claim([ChannelName.RELAY], now(), 5)] == [number]


async def test_the_first_page_counts_what_waits_and_leads_to_it(desk: Desk) -> None:
    desk.context.stores.proposals.suggest("https://a.example.org/rules", now())
    park(desk.context, "Forbidden")
    shown = await desk.see("/operator")

    for path, count in (
        ("/operator/sources?state=held", 1), ("/operator/sources?state=unwell", 0),
        ("/operator/proposals", 1), ("/operator/messages", 1), ("/operator/relays", 0),
    ):  # fmt: skip
        assert re.search(rf'href="{re.escape(path)}"[^>]*><b>{count}</b>', shown), path
    assert shown.index("Held versions to review") < shown.index("The system")


@pytest.mark.parametrize(
    "path",
    [
        "/operator/acts/undo", "/operator/sources", f"{RING}/decide", f"{RING}/places", "/operator/proposals/1",
        "/operator/messages", "/operator/messages/test", "/operator/relays/1",
    ],
)  # fmt: skip
async def test_no_act_without_a_token_of_this_session(desk: Desk, path: str) -> None:
    before = desk.context.stores.operator_acts.latest(9)
    for token in ("", "forged"):
        desk.token = token
        answer = await desk.send(path, do="pause", sure="yes", source="ring-rules", id="1")
        assert answer.status == 403
    assert desk.context.stores.operator_acts.latest(9) == before
    assert desk.context.stores.health.paused() == frozenset()


async def test_an_address_that_is_watched_by_now_is_no_proposal_any_more(desk: Desk) -> None:
    desk.context.stores.proposals.suggest(desk.context.sources["ring-rules"].url, now())

    assert "No proposal waits." in await desk.see("/operator/proposals")


async def test_a_flash_cannot_be_forged(desk: Desk) -> None:
    desk.cookies["flash"] = "W3sia2V5IjoiPGI-In1d.x.y"
    assert said(await desk.see("/operator")) == []
