"""Whatever stands in a page, an answer or a header: the source is read, or refused; never a fault of ours."""

import json

from forewarn.demo.site import Answer
from tests.lab import Lab, page

LINKS = (
    "http://[zz]/", "http://shop℀.example/", "//[", "http://a:b/", "http://h.example:99999/", "mailto:", "javascript:0",
    "http://" + "a" * 70 + ".example/",
)  # fmt: skip


def page_with(*links: str) -> str:
    html = "".join(f'<li><a href="{link}">A notice on copied rings</a></li>' for link in links)
    return page("Rings may be listed.").replace("</main>", f"<ul>{html}</ul></main>")


def test_a_page_with_links_that_lead_nowhere_is_read_each_time(lab: Lab) -> None:
    lab.watch("ring-rules", discover=True)
    lab.watch("news", "/ring-rules", kind="listing", listing={"next": "a"})
    lab.site.put("/ring-rules", page_with(*LINKS, f"{lab.site.url}/more"))
    outcomes = {name: line["outcome"] for name, line in lab.crawl().items()}
    assert outcomes == {"ring-rules": "first", "news": "first"}

    lab.site.put("/ring-rules", page_with(*LINKS, f"{lab.site.url}/more", f"{lab.site.url}/new"))
    assert lab.crawl("ring-rules")["ring-rules"]["outcome"] == "cosmetic"
    assert "/new" in lab.forewarn("sources", "proposals").stdout


def test_an_answer_with_half_characters_depth_and_endless_numbers_is_read_or_refused(
    lab: Lab,
) -> None:
    api = {
        "entries": "items",
        "id": "id",
        "title": "title",
        "link": "link",
        "next": "next",
        "text": "text",
    }
    for name in ("half", "deep"):
        lab.watch(name, kind="api", api=api)
    items = [
        {"id": "\ud800", "title": "Half \udc00 of a pair", "link": "http://[zz]/", "text": 1e300},
        {"id": 2, "title": "Whole", "link": "//[", "text": ["a", {"b": 1}]},
    ]
    kind = {"Content-Type": "application/json"}
    half = json.dumps({"items": items, "next": "http://[zz]/"}).replace("1e+300", "1e400")
    lab.site.pages["/half"] = Answer(half.encode(), headers=kind)
    lab.site.pages["/deep"] = Answer(b"[" * 10_000 + b"]" * 10_000, headers=kind)
    found = lab.crawl(code=1)

    assert found["half"]["outcome"] == "first"
    assert found["deep"]["reason"].startswith("not-json: ")
    assert "Half � of a pair" in lab.forewarn("show", "half@1").stdout


def test_headers_that_make_no_sense_are_told_as_such(lab: Lab) -> None:
    lab.watch("away")
    lab.watch("busy")
    lab.site.pages["/away"] = Answer(b"", status=302, headers={"Location": "http://[zz]/"})
    lab.site.pages["/busy"] = Answer(b"", status=429, headers={"Retry-After": "9" * 5_000})
    found = lab.crawl(code=1)

    assert found["away"]["reason"].partition(":")[0] == "redirect"
    assert found["busy"]["reason"].startswith("http-429: ")


def test_an_address_is_checked_as_the_crawl_will_check_it(lab: Lab) -> None:
    lab.watch("near", "/ring-rules")
    file = str(lab.catalogue / "harbour.yaml")
    lab.forewarn("sources", "check", file)
    html = lab.forewarn("sources", "check", file, code=2, FOREWARN_ALLOW_PRIVATE_NETWORKS="false")
    assert "FOREWARN_ALLOW_PRIVATE_NETWORKS" in html.stderr
