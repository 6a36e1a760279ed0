"""What the head of a page says: its own title, its description, its addresses, its picture."""

import json
import re
import struct
from datetime import UTC, datetime
from html import unescape

import pytest

from delivery.links import choices_link
from forewarn.wiring import AppContext
from monitor.language import Language
from tests.lab import Lab
from tests.web.conftest import Visitor, listening
from tests.web.test_operator import sign_in
from tests.web.test_pages import PAGES

_SOURCES = {"en": "Sources · Forewarn", "zh": "监测来源 · Forewarn"}


def title(content: str) -> str:
    return unescape(re.findall(r"<title>(.*?)</title>", content)[0])


def tagged(content: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{name}" content="(.*?)">', content)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.usefixtures("world")
async def test_every_page_has_a_title_of_its_own(visitor: Visitor, language: str) -> None:
    paths = [path for path in PAGES if "view=" not in path and "?from=2" not in path]
    paths += ["/changes/2", "/sources/ring-rules/versions/2", "/changes?category=platform-policy"]
    pages = [await visitor.get(path, **{"Accept-Language": language}) for path in paths]
    titles = [title(answer.text) for answer in pages]

    # A list that is filtered by words keeps its title.
    assert {one for one in titles if titles.count(one) > 1} <= {_SOURCES[language]}


@pytest.mark.usefixtures("world")
async def test_the_title_of_a_change_names_whose_rule_it_is_and_what_changed(
    visitor: Visitor,
) -> None:
    content = (await visitor.get("/changes/1")).text

    assert title(content).startswith("Harbour Market · Ring rules: ")
    assert "5 → 8 percent" in title(content)
    assert tagged(content, "og:title") + " · Forewarn" == title(content)


@pytest.mark.usefixtures("world")
async def test_a_public_page_tells_its_addresses_and_its_picture(visitor: Visitor) -> None:
    content = (await visitor.get("/changes/1?view=inline&utm_source=x&lang=zh")).text
    here = f"{visitor.base}/changes/1"

    assert f'<link rel="canonical" href="{here}?lang=zh">' in content
    for tag, address in (("en", f"{here}?lang=en"), ("zh-CN", f"{here}?lang=zh"), ("x-default", here)):  # fmt: skip
        assert f'<link rel="alternate" hreflang="{tag}" href="{address}">' in content
    assert "Harbour Market" in tagged(content, "description")
    assert tagged(content, "og:description") == tagged(content, "description")
    assert tagged(content, "og:locale") == "zh_CN"
    assert tagged(content, "twitter:card") == "summary_large_image"
    assert tagged(content, "og:url") == here
    picture = await visitor.get(tagged(content, "og:image"))
    assert picture.headers["content-type"] == "image/png"
    assert struct.unpack(">II", picture.body[16:24]) == (1_200, 630)


@pytest.mark.usefixtures("world")
async def test_a_filter_is_part_of_the_canonical_address_and_is_escaped(visitor: Visitor) -> None:
    content = (await visitor.get('/changes?category=ip-enforcement&q="><script>x</script>')).text
    canonical = re.findall(r'<link rel="canonical" href="(.*?)">', content)[0]

    assert "category=ip-enforcement" in canonical
    assert "<script>x" not in content


async def test_pages_for_one_person_are_hidden_from_search_engines(
    world: AppContext, visitor: Visitor
) -> None:
    subscriber = world.stores.subscribers.welcome(1, Language.EN, datetime.now(UTC))
    session = await sign_in(world, visitor)
    for path in (choices_link(world, subscriber), "/operator", "/sign-in/bad", "/changes/999"):
        answer = await visitor.get(path, **session)

        assert 'name="robots" content="noindex"' in answer.text, path
        assert "og:" not in answer.text
        assert "canonical" not in answer.text
        if path != "/changes/999":
            assert answer.headers["x-robots-tag"] == "noindex"
    for path in ("/search?q=brand", "/sources/ring-rules/compare", "/api/v1/changes"):
        assert (await visitor.get(path)).headers["x-robots-tag"] == "noindex"
    for path in ("/", "/changes/1", "/sources/ring-rules", "/static/social-card.png"):
        assert "x-robots-tag" not in (await visitor.get(path)).headers


async def test_robots_may_read_the_public_pages_only(visitor: Visitor) -> None:
    text = (await visitor.get("/robots.txt")).text

    for path in ("/operator", "/sign-in", "/subscriptions", "/mine", "/export/", "/api/"):
        assert f"Disallow: {path}\n" in text
    assert "Disallow: /\n" not in text
    assert "Disallow: /changes" not in text
    assert f"Sitemap: {visitor.base}/sitemap.xml" in text


@pytest.mark.usefixtures("world")
async def test_the_sitemap_lists_pages_sources_and_changes(visitor: Visitor) -> None:
    index = await visitor.get("/sitemap.xml")
    assert index.headers["content-type"].startswith("application/xml")
    listed = [address for part in re.findall("<loc>(.*?)</loc>", index.text)
              for address in re.findall("<loc>(.*?)</loc>", (await visitor.get(part)).text)]  # fmt: skip

    for path in ("/", "/changes", "/sources/ring-rules", "/changes/1", "/changes/2"):
        assert f"{visitor.base}{path}" in listed
    assert len(listed) == len(set(listed))
    for address in listed:
        assert (await visitor.get(address)).status == 200, address
    for path in ("/sitemaps/changes-0.xml", "/sitemaps/changes-9.xml", "/sitemaps/changes-x.xml"):
        assert (await visitor.get(path)).status == 404


async def test_the_manifest_describes_an_app_in_both_languages(visitor: Visitor) -> None:
    for language, name in (("en", "Changes"), ("zh", "规则变化")):
        answer = await visitor.get(f"/manifest.webmanifest?lang={language}")
        app = json.loads(answer.text)

        assert answer.headers["content-type"] == "application/manifest+json"
        assert "set-cookie" not in answer.headers
        assert app["shortcuts"][0]["name"] == name
        assert {icon.get("purpose") for icon in app["icons"]} >= {"any", "maskable"}
        for icon in app["icons"][1:]:
            picture = await visitor.get(icon["src"])
            width = int(icon["sizes"].partition("x")[0])
            assert struct.unpack(">II", picture.body[16:24]) == (width, width)


async def test_old_programs_find_an_icon(visitor: Visitor) -> None:
    answer = await visitor.get("/favicon.ico")

    assert answer.headers["content-type"] == "image/x-icon"
    assert answer.body[:4] == b"\0\0\1\0"


async def test_a_contact_is_told_only_if_one_is_set(visitor: Visitor, lab: Lab) -> None:
    text = (await visitor.get("/.well-known/security.txt")).text
    assert "Contact: mailto:ops@example.org\n" in text
    assert re.search(r"^Expires: 20\d\d-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)

    async with listening(lab, FOREWARN_CONTACT="") as context:
        there = Visitor(context.settings.public_url)
        assert (await there.get("/.well-known/security.txt")).status == 404
