"""The API: what it says of itself holds, pages follow each other, unchanged answers cost nothing."""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from limits import parse

from forewarn.wiring import AppContext
from tests.lab import page, publish
from tests.web.conftest import CHANGED, KEY, Visitor
from web import guard

COMMAND = Path(sys.executable).with_name("schemathesis")


async def get(visitor: Visitor, path: str) -> dict[str, Any]:
    answer = await visitor.get(f"/api/v1{path}")
    assert answer.status == 200, answer.text
    found: dict[str, Any] = json.loads(answer.body)
    return found


@pytest.mark.usefixtures("world")
async def test_it_tells_sources_versions_and_changes(visitor: Visitor) -> None:
    listed = await get(visitor, "/sources")
    one = await get(visitor, "/sources/ring-rules")
    versions = await get(visitor, "/sources/ring-rules/versions")
    version = await get(visitor, "/sources/ring-rules/versions/2")
    changes = await get(visitor, "/changes?category=platform-policy")
    change = await get(visitor, f"/changes/{changes['items'][0]['id']}")

    assert [source["id"] for source in listed["items"]] == ["hostile-rules", "ring-rules"]
    assert (one["state"], one["jurisdiction"]) == ("ok", "US")
    assert [v["number"] for v in versions["items"]] == [2, 1]
    assert version["blocks"][1]["text"].startswith("Every brand must be registered from 1 March")
    assert changes["items"][0]["effective_date"] == "2027-03-01"
    assert changes["items"][0]["severity"] == "major"
    assert changes["items"][0]["level"] in {"affects", "act"}
    assert changes["items"][0]["headline"]
    assert {reason["level"] for reason in change["reasons"]} <= {"information", "affects", "act"}
    assert {edit["silent_because"] for edit in change["edits"]} == {""}
    least = changes["items"][0]["level"]
    assert (await get(visitor, f"/changes?severity={least}"))["items"]
    assert {edit["op"] for edit in change["edits"]} == {"added", "modified"}
    assert change["reasons"]


async def test_pages_follow_each_other_until_the_end(context: AppContext, visitor: Visitor) -> None:
    now = datetime.now(UTC)
    for number in range(8):
        data = page(f"Every brand must pay {number} dollars.", "Parcels are sent in 3 days.")
        publish(context, context.sources["ring-rules"], data, now + timedelta(seconds=number))
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        answer = await get(visitor, f"/changes?limit=3&cursor={cursor}")
        seen += [change["id"] for change in answer["items"]]
        cursor = answer["next"]

    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 7
    versions = await get(visitor, "/sources/ring-rules/versions?limit=5")
    rest = await get(visitor, f"/sources/ring-rules/versions?limit=5&cursor={versions['next']}")
    assert [v["number"] for v in versions["items"] + rest["items"]] == list(range(8, 0, -1))


@pytest.mark.usefixtures("world")
async def test_search_finds_rules_and_changes(visitor: Visitor) -> None:
    found = await get(visitor, "/search?q=%E9%94%82%E7%94%B5%E6%B1%A0")
    other = await get(visitor, "/search?q=%E9%94%82%E7%94%B5%E6%B1%A0&category=tax-tariff")

    assert [rule["source"] for rule in found["rules"]] == ["ring-rules"]
    assert [change["source"] for change in found["changes"]] == ["ring-rules"]
    assert (other["rules"], other["changes"]) == ([], [])


@pytest.mark.usefixtures("world")
async def test_an_answer_that_is_unchanged_costs_nothing(visitor: Visitor) -> None:
    for path in ("/api/v1/changes", "/changes", "/feeds/all.atom", "/"):
        first = await visitor.get(path)
        again = await visitor.get(path, **{"If-None-Match": first.headers["etag"]})
        head = await visitor.ask("HEAD", path)

        assert (again.status, again.body) == (304, b""), path
        assert (head.status, head.body) == (200, b"")
        assert "Cookie" in again.headers["vary"]


async def test_a_change_gives_a_new_etag(world: AppContext, visitor: Visitor) -> None:
    first = await visitor.get("/api/v1/changes")
    publish(
        world,
        world.sources["ring-rules"],
        page("Every brand must leave by 2027-05-01.", *CHANGED[1:]),
    )
    again = await visitor.get("/api/v1/changes", **{"If-None-Match": first.headers["etag"]})

    assert again.status == 200
    assert again.headers["etag"] != first.headers["etag"]


@pytest.mark.usefixtures("world")
async def test_what_is_wrong_is_a_problem_in_json(visitor: Visitor) -> None:
    for path, status in (
        ("/changes/999", 404),
        ("/nothing", 404),
        ("/changes?limit=0", 422),
        ("/changes?cursor=x", 422),
        ("/changes?category=x", 422),
        ("/changes?since=yesterday", 422),
        ("/search", 422),
    ):
        answer = await visitor.get(f"/api/v1{path}")
        data = json.loads(answer.body)

        assert (answer.status, data["status"]) == (status, status), path
        assert answer.headers["content-type"] == "application/problem+json"
    answer = await visitor.get("/api/v1/changes?limit=0")
    assert "limit: Input should be greater than or equal to 1" in answer.text


async def test_read_keys_guard_the_api_alone(keyed: Visitor) -> None:
    for headers, status in (
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Bearer {KEY}"}, 200),
        ({"X-API-Key": KEY}, 200),
    ):
        answer = await keyed.get("/api/v1/sources", **headers)
        assert answer.status == status, headers
    assert (await keyed.get("/")).status == 200
    refused = await keyed.get("/api/v1/sources")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert json.loads(refused.body)["title"] == "A read key is needed"


@pytest.mark.usefixtures("world")
async def test_the_api_does_what_its_description_says(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Schemathesis asks what the description allows, and more; each answer must be as described."""
    for limit in ("_LIMIT", "_COSTLY_LIMIT"):
        monkeypatch.setattr(guard, limit, parse("1000000/minute"))
    command = [
        str(COMMAND), "run", f"{visitor.base}/api/v1/openapi.json", "--checks", "all",
        "--max-examples", "25", "--generation-deterministic", "--no-color",
    ]  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    data, _ = await process.communicate()

    assert process.returncode == 0, data.decode()[-6_000:]
    assert "Tested: 24" in data.decode()
