"""Keys of the API: each does what its scopes say, and every act carries its name."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from limits import parse

from forewarn.wiring import AppContext
from monitor.audience import ChannelName
from storage.api_keys import KeyScope
from tests.doubles.smtp import MailServer, body_of
from tests.lab import Lab, page, publish
from tests.web.conftest import KEY, RULES, Answer, Visitor, listening
from web import guard

NOW = datetime(2026, 11, 28, tzinfo=UTC)
SIGN_UP = {
    "email": "li@example.org",
    "language": "en",
    "subscriptions": [{"target": "customs-border"}, {"target": "jewellery", "frequency": "weekly"}],
}


class Program:
    """A program that uses the API with a key."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        self._visitor = visitor
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str) -> Answer:
        return await self._visitor.get(f"/api/v1{path}", **self._headers)

    async def post(self, path: str, body: object = None, **headers: str) -> Answer:
        sent = self._headers | headers
        more = {} if body is None else {"json": body}
        return await self._visitor.ask("POST", f"/api/v1{path}", headers=sent, **more)

    async def put(self, path: str, body: object) -> Answer:
        return await self._visitor.ask("PUT", f"/api/v1{path}", headers=self._headers, json=body)

    async def delete(self, path: str) -> Answer:
        return await self._visitor.ask("DELETE", f"/api/v1{path}", headers=self._headers)


def program(context: AppContext, visitor: Visitor, *scopes: KeyScope, name: str = "ci") -> Program:
    token = context.stores.api_keys.add(name, scopes, datetime.now(UTC))
    assert token is not None
    return Program(visitor, token)


def value(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.body)
    return found


def acts(context: AppContext) -> list[tuple[str, str, str]]:
    return [(one.by, one.act, one.subject) for one in context.stores.operator_acts.latest(20)]


def test_the_command_makes_lists_and_revokes_keys(lab: Lab) -> None:
    lab.watch("ring-rules")
    made = lab.forewarn("keys", "add", "shop", "--scope", "read", "--scope", "checks")
    token = made.stdout.strip()
    listed = lab.forewarn("keys", "list").stdout
    [as_json] = map(json.loads, lab.forewarn("keys", "list", "--json").stdout.splitlines())

    assert re.fullmatch(r"forewarn_[\w-]{43}", token)
    assert token not in listed + str(as_json)
    assert as_json["scopes"] == ["checks", "read"]
    assert as_json["used"] is None
    again = lab.forewarn("keys", "add", "shop", "--scope", "read", code=2).stderr
    assert "there is a key 'shop'" in again
    assert (
        "is no scope; choose" in lab.forewarn("keys", "add", "x", "--scope", "all", code=2).stderr
    )
    assert "is no name" in lab.forewarn("keys", "add", "a b", "--scope", "read", code=2).stderr
    assert "is revoked" in lab.forewarn("keys", "revoke", "shop").stdout
    assert "no valid key" in lab.forewarn("keys", "revoke", "shop", code=2).stderr
    assert "revoked 20" in lab.forewarn("keys", "list").stdout
    with lab.context() as context:
        assert context.stores.api_keys.of_token(token, NOW) is None
        assert acts(context) == [
            ("shell", "key-revoke", "key:shop"),
            ("shell", "key-add", "key:shop"),
        ]


def test_only_the_hash_of_a_key_is_stored(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        keys = context.stores.api_keys
        token = keys.add("ci", [KeyScope.READ], NOW)
        assert token is not None
        found = keys.of_token(token, NOW + timedelta(minutes=90))
        later = keys.of_token(token, NOW + timedelta(minutes=100))

        assert found is not None
        assert found.used_at is None
        assert later is not None
        assert later.used_at == NOW + timedelta(hours=1)
        for wrong in ("", "forewarn_", token[:-1], token.upper(), KEY):
            assert keys.of_token(wrong, NOW) is None
    dump = b"".join(file.read_bytes() for file in lab.folder.glob("forewarn.db*"))
    assert token.encode() not in dump


async def test_a_stored_key_opens_a_closed_api_until_it_is_revoked(lab: Lab) -> None:
    async with listening(lab, FOREWARN_READ_KEYS=KEY) as context:
        visitor = Visitor(context.settings.public_url)
        reader = program(context, visitor, KeyScope.READ)

        assert (await visitor.get("/api/v1/sources")).status == 401
        assert (await visitor.get("/api/v1/sources", **{"X-API-Key": KEY})).status == 200
        assert (await reader.get("/sources")).status == 200
        listed = Program(visitor, KEY)
        assert (await listed.post("/sources/ring-rules/check")).status == 401
        context.stores.api_keys.revoke("ci", datetime.now(UTC))
        assert (await reader.get("/sources")).status == 401


async def test_a_check_is_asked_for_and_followed(context: AppContext, visitor: Visitor) -> None:
    checker = program(context, visitor, KeyScope.CHECKS)
    asked = await checker.post("/sources/ring-rules/check")
    again = await checker.post("/sources/ring-rules/check")
    job = await checker.get(f"/jobs/{value(asked)['job']}")

    assert asked.status == 202
    assert asked.headers["location"] == f"/api/v1/jobs/{value(asked)['job']}"
    assert value(again)["job"] == value(asked)["job"]
    assert value(job)["state"] == "queued"
    assert value(job)["source"] == "ring-rules"
    assert job.headers["cache-control"] == "no-store"
    assert (await checker.post("/sources/nothing/check")).status == 404
    assert (await checker.get("/jobs/999")).status == 404
    assert acts(context)[0] == ("key:ci", "check", "ring-rules")


async def test_a_source_is_paused_and_resumed(context: AppContext, visitor: Visitor) -> None:
    keeper = program(context, visitor, KeyScope.SOURCES, KeyScope.CHECKS)
    paused = await keeper.post("/sources/ring-rules/pause", {"why": "moves house"})
    twice = await keeper.post("/sources/ring-rules/pause")
    checked = await keeper.post("/sources/ring-rules/check")
    resumed = await keeper.post("/sources/ring-rules/resume")

    assert (paused.status, resumed.status) == (200, 200)
    assert (twice.status, checked.status) == (409, 409)
    assert value(twice)["detail"] == "The source is paused already."
    assert value(checked)["detail"] == "The source is paused. Resume it first."
    assert twice.headers["content-type"] == "application/problem+json"
    assert [one[1] for one in acts(context)] == ["resume", "pause"]
    assert (await keeper.post("/sources/ring-rules/pause", {"reason": "x"})).status == 422


async def test_a_quarantined_snapshot_is_accepted_or_refused(
    context: AppContext, visitor: Visitor
) -> None:
    keeper = program(context, visitor, KeyScope.SOURCES)
    ring = context.sources["ring-rules"]
    many = [
        f"Rule {n}: parcel {n} is sent in 3 days and every brand is registered." for n in range(60)
    ]
    publish(context, ring, page(*many))
    none = await keeper.post("/sources/ring-rules/accept")
    publish(context, ring, page(many[0]))
    other = await keeper.post("/sources/ring-rules/accept", {"seen": "0" * 64})
    refused = await keeper.post("/sources/ring-rules/refuse")
    again = await keeper.post("/sources/ring-rules/refuse")
    hostile = context.sources["hostile-rules"]
    publish(context, hostile, page(*many))
    publish(context, hostile, page(many[0]))
    accepted = await keeper.post("/sources/hostile-rules/accept", {})

    assert "waits for a decision" in value(none)["detail"]
    assert "Another snapshot" in value(other)["detail"]
    assert (refused.status, again.status) == (200, 409)
    assert accepted.status == 200, accepted.text
    assert value(accepted)["version"] == 2


async def test_each_scope_allows_its_own_and_says_how_to_get_another(
    context: AppContext, visitor: Visitor
) -> None:
    reader = program(context, visitor, KeyScope.READ)
    for path in (
        "/sources/ring-rules/check",
        "/sources/ring-rules/pause",
        "/sources/ring-rules/accept",
    ):
        answer = await reader.post(path)
        assert answer.status == 403, path
        assert "forewarn keys add NAME --scope" in value(answer)["detail"]
    for path in ("/subscriptions", "/subscriptions/1", "/jobs/1"):
        assert (await reader.get(path)).status == 403, path
    bare = await visitor.ask("POST", "/api/v1/sources/ring-rules/check")
    assert (bare.status, bare.headers["www-authenticate"]) == (401, "Bearer")
    assert acts(context) == []


async def test_neither_a_cookie_nor_another_sites_page_opens_it(
    context: AppContext, visitor: Visitor
) -> None:
    token = context.stores.api_keys.add("ci", [KeyScope.CHECKS], NOW)
    path = "/api/v1/sources/ring-rules/check"
    cookie = {"Cookie": f"operator={token}; api_key={token}; X-API-Key={token}"}
    crossed = {"Authorization": f"Bearer {token}", "Sec-Fetch-Site": "cross-site"}

    assert (await visitor.ask("POST", path, headers=cookie)).status == 401
    assert (await visitor.ask("POST", f"{path}?key={token}&x-api-key={token}")).status == 401
    answer = await visitor.ask("POST", path, headers=crossed)
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers
    assert acts(context) == []


async def test_each_key_has_a_limit_of_its_own(
    context: AppContext, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_COSTLY_LIMIT", parse("2/minute"))
    one = program(context, visitor, KeyScope.CHECKS)
    other = program(context, visitor, KeyScope.CHECKS, name="other")
    statuses = [(await one.post("/sources/ring-rules/check")).status for _ in range(3)]

    assert statuses == [202, 202, 429]
    assert (await other.post("/sources/ring-rules/check")).status == 202


async def test_a_body_that_is_too_long_is_refused_unread(
    context: AppContext, visitor: Visitor
) -> None:
    keeper = program(context, visitor, KeyScope.SOURCES)
    answer = await keeper.post("/sources/ring-rules/pause", {"why": "x" * 70_000})

    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_e_mail_address_is_confirmed_by_its_owner(
    mailing: Lab, mail_server: MailServer
) -> None:
    async with listening(mailing) as context:
        visitor = Visitor(context.settings.public_url)
        signer = program(context, visitor, KeyScope.SUBSCRIPTIONS)
        added = await signer.post("/subscriptions", SIGN_UP)
        number = value(added)["id"]
        assert (added.status, value(added)["state"], value(added)["email"]) == (202, "pending", "")
        assert [(s["target"], s["frequency"]) for s in value(added)["subscriptions"]] == [
            ("customs-border", "daily"),
            ("jewellery", "weekly"),
        ]
        ring = context.sources["ring-rules"]
        publish(context, ring, page(*RULES))
        publish(context, ring, page(*RULES, "Every ring must be registered."))
        mailing.forewarn("deliver")
        [mail] = mail_server.mails
        code = re.search(r"\b\d{6}\b", body_of(mail))
        assert code is not None
        wrong = await signer.post(f"/subscriptions/{number}/confirm", {"code": "000000"})
        assert (wrong.status, value(wrong)["detail"][:17]) == (409, "The code is wrong")
        done = await signer.post(f"/subscriptions/{number}/confirm", {"code": code[0]})
        assert (done.status, value(done)["state"]) == (200, "confirmed")
        assert value(done)["email"] == "li@example.org"
        # A second time neither asks the owner again nor makes another subscriber.
        again = await signer.post("/subscriptions", SIGN_UP)
        assert (value(again)["id"], value(again)["state"]) == (number, "confirmed")
        assert context.stores.confirmations.unconfirmed(number, ChannelName.EMAIL) is None
        gone = await signer.delete(f"/subscriptions/{number}")
        assert (gone.status, gone.body) == (204, b"")
        assert context.stores.subscribers.get(number) is None
        assert (await signer.get(f"/subscriptions/{number}")).status == 404


async def test_a_relay_gets_its_secret_when_it_is_confirmed(
    context: AppContext, visitor: Visitor
) -> None:
    signer = program(context, visitor, KeyScope.SUBSCRIPTIONS)
    wish = {
        "relay": "https://hooks.example.com/in/secret-path",
        "subscriptions": [{"target": "ring-rules", "min_severity": "act"}],
    }
    added = value(await signer.post("/subscriptions", wish))
    again = value(await signer.post("/subscriptions", wish))
    waiting = context.stores.confirmations.unconfirmed(added["id"], ChannelName.RELAY)
    assert waiting is not None
    done = value(await signer.post(f"/subscriptions/{added['id']}/confirm", {"code": waiting.code}))
    listed = value(await signer.get("/subscriptions"))

    assert again["id"] == added["id"]
    assert done["secret"].startswith("whsec_")
    assert done["relay"] == "hooks.example.com/…"
    assert [one["id"] for one in listed["items"]] == [added["id"]]
    assert "secret" not in str(listed)
    assert listed["items"][0]["subscriptions"] == [
        {"target": "ring-rules", "frequency": "instant", "min_severity": "act"}
    ]


async def test_codes_are_few_and_chats_are_not_touched(
    context: AppContext, visitor: Visitor
) -> None:
    signer = program(context, visitor, KeyScope.SUBSCRIPTIONS)
    statuses = [(await signer.post("/subscriptions", SIGN_UP)).status for _ in range(4)]
    assert statuses == [202, 202, 202, 429]
    now = datetime.now(UTC)
    chat = context.stores.subscribers.welcome(
        5, context.stores.subscribers.everyone()[0].language, now
    )
    context.stores.subscribers.set_addresses(chat.id, "wang@example.org", "", "")

    taken = await signer.post("/subscriptions", SIGN_UP | {"email": "wang@example.org"})
    assert (taken.status, "belongs to a chat" in taken.text) == (409, True)
    assert (await signer.delete(f"/subscriptions/{chat.id}")).status == 404
    assert (await signer.get(f"/subscriptions/{chat.id}")).status == 404
    assert context.stores.subscribers.get(chat.id) is not None


async def test_what_is_wrong_with_a_subscription_is_named(
    context: AppContext, visitor: Visitor
) -> None:
    signer = program(context, visitor, KeyScope.SUBSCRIPTIONS)
    for changed, named in (
        ({"email": ""}, "email, relay: send one of the two"),
        ({"relay": "https://hooks.example.com/x"}, "email, relay: send one of the two"),
        ({"email": "no address"}, "email: this is no e-mail address"),
        ({"email": "", "relay": "http://localhost/x"}, "relay: this is no https address"),
        ({"timezone": "Mars/Olympus"}, "timezone:"),
        ({"subscriptions": [{"target": "<b>nothing"}]}, "target: '<b>nothing' is no"),
        ({"subscriptions": []}, "subscriptions:"),
        ({"hour": 24}, "hour:"),
        ({"language": "de"}, "language:"),
        ({"lang": "zh"}, "lang:"),
    ):
        answer = await signer.post("/subscriptions", SIGN_UP | changed)
        assert answer.status == 422, changed
        assert named in value(answer)["detail"]
    assert context.stores.subscribers.everyone() == []


async def test_a_source_of_the_overlay_is_written_and_removed(lab: Lab) -> None:
    async with listening(lab, FOREWARN_OVERLAY=str(lab.folder / "own")) as context:
        visitor = Visitor(context.settings.public_url)
        keeper = program(context, visitor, KeyScope.SOURCES)
        url = lab.sources["ring-rules"]["url"]
        settings = {
            "title": "Fees", "category": "platform-policy", "kind": "page", "url": url, "language": "en",
        }  # fmt: skip
        body = {"organisation": "Harbour Market", "settings": settings}
        added = await keeper.put("/sources/harbour-fees", body)
        edited = await keeper.put(
            "/sources/harbour-fees", body | {"settings": settings | {"title": "Prices"}}
        )
        other = await keeper.put("/sources/harbour-fees", body | {"organisation": "Other"})
        wrong = await keeper.put(
            "/sources/harbour-fees", body | {"settings": settings | {"kind": "x"}}
        )
        named = await keeper.put("/sources/..%2Fx", body)
        shipped = await keeper.delete("/sources/ring-rules")
        assert (added.status, value(added)["title"]) == (200, "Fees"), added.text
        assert (edited.status, value(edited)["title"]) == (200, "Prices")
        assert (other.status, "Harbour Market" in other.text) == (409, True)
        assert (wrong.status, "kind" in value(wrong)["detail"]) == (422, True)
        assert named.status in {404, 405, 422}
        assert (shipped.status, "shipped" in shipped.text) == (409, True)
        assert "harbour-fees" in context.sources
        gone = await keeper.delete("/sources/harbour-fees")
        assert gone.status == 204, gone.text
        assert "harbour-fees" not in context.sources
        assert [one[1] for one in acts(context)] == [
            "source-removed",
            "source-edited",
            "source-added",
        ]


async def test_without_an_overlay_no_source_is_written(
    context: AppContext, visitor: Visitor
) -> None:
    keeper = program(context, visitor, KeyScope.SOURCES)
    settings = {
        "title": "Fees", "category": "platform-policy", "kind": "page", "url": "https://harbour.example/x",
        "language": "en",
    }  # fmt: skip
    answer = await keeper.put("/sources/fees", {"organisation": "X", "settings": settings})

    assert (answer.status, "FOREWARN_OVERLAY" in answer.text) == (409, True)
