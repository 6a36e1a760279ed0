"""The shipped API sources against doubles that answer in the APIs' true shapes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from forewarn.demo.site import Answer, Site
from monitor.model import Version
from tests.lab import Lab

GOLDEN = Path(__file__).parent / "golden"
APIS = sorted(folder.name for folder in GOLDEN.iterdir())
CATALOGUE = Path(__file__).parents[2] / "catalogue"


def shipped(source_id: str) -> dict[str, Any]:
    """A source of the catalogue as its YAML has it."""
    for file in CATALOGUE.glob("*.yaml"):
        sources: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))["sources"]
        if source_id in sources:
            return sources[source_id]
    raise LookupError(source_id)


def moved(value: Any, site: str) -> Any:
    """The same declaration with every address on our own site."""
    if isinstance(value, dict):
        return {name: moved(part, site) for name, part in value.items()}
    if isinstance(value, str) and value.startswith("https://"):
        return value.replace("https://" + urlsplit(value).netloc, site)
    return value.replace("'https://www.gov.uk", f"'{site}") if isinstance(value, str) else value


def serve(site: Site, folder: Path) -> None:
    answers = yaml.safe_load((folder / "answers.yaml").read_text("utf-8"))
    for path, answer in answers.items():
        is_text = isinstance(answer, str)
        body = answer.replace("SITE", site.url) if is_text else json.dumps(answer)
        kind = "application/xml" if is_text else "application/json"
        site.pages[path] = Answer(body.encode(), headers={"Content-Type": kind})


def fields_of(version: Version, site: str) -> list[str]:
    """A version as the golden files have it."""
    document = version.document
    day = f"{document.published_at:%Y-%m-%d}" if document.published_at else "-"
    lines = [f"== {document.title} | {day} | {document.url}"]
    lines += [f"{block.kind} | {block.text}" for block in document.blocks]
    return [line.replace(site, "SITE").rstrip() for line in lines]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    """What one crawl of all of them stored, by source."""
    with Site() as site:
        lab = Lab(tmp_path_factory.mktemp("apis"), site)
        for name in APIS:
            serve(site, GOLDEN / name)
            lab.watch(name, **moved({**shipped(name), "enabled": True}, site.url))
        results = lab.crawl()
        assert {result["outcome"] for result in results.values()} == {"first"}
        with lab.context() as context:
            yield {
                name: [
                    line
                    for entry in context.stores.history.versions(name)
                    if (version := context.stores.history.version(name, entry.number))
                    for line in fields_of(version, site.url)
                ]
                for name in APIS
            }


@pytest.mark.parametrize("name", APIS)
def test_an_api_of_the_catalogue_is_read_in_its_true_shape(
    name: str, crawled: dict[str, list[str]]
) -> None:
    expected = (GOLDEN / name / "expected.txt").read_text("utf-8").splitlines()

    assert crawled[name] == expected
