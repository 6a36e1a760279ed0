"""Pages that need their scripts: read in the browser, which is kept inside the open internet."""

import shutil
import subprocess
from importlib.util import find_spec

import pytest

from crawler import browser
from crawler.egress_proxy import EgressProxy
from tests.crawler.test_kinds import documents
from tests.lab import PATIENCE, Lab, page

needs_chromium = pytest.mark.skipif(
    not (shutil.which("chromium") and find_spec("scrapy_playwright")),
    reason="Chromium is not installed",
)


@needs_chromium
def test_a_page_that_its_scripts_fill_is_read_in_the_browser(lab: Lab) -> None:
    script = "setTimeout(() => document.querySelector('main').innerHTML = '<h1>Rules</h1><p>Sellers must keep each invoice.</p>', 50)"
    lab.watch("rule", render="browser", select="main p")
    lab.watch("plain", kind="page")
    lab.site.put(
        "/rule", f"<html><body><main>Loading</main><script>{script}</script></body></html>"
    )
    lab.site.put("/plain", page("Sellers keep an invoice for each brand."))
    results = lab.crawl()

    assert {r["outcome"] for r in results.values()} == {"first"}
    (document,) = documents(lab, "rule").values()
    assert document.text == "Sellers must keep each invoice."


@needs_chromium
def test_the_browser_is_kept_inside_the_open_internet(lab: Lab) -> None:
    lab.watch("rule", render="browser")
    lab.site.put("/rule", page("Sellers keep an invoice for each brand."))
    result = lab.crawl(code=1, FOREWARN_ALLOW_PRIVATE_NETWORKS="false")["rule"]

    assert result["outcome"] == "failed"
    assert lab.site.requests == []


@needs_chromium
@pytest.mark.parametrize("guarded", [True, False])
def test_a_page_in_the_browser_cannot_call_inside(lab: Lab, guarded: bool) -> None:
    """Scripts, frames, redirects and beacons of a page try; the proxy is the only way out."""
    inner = f"{lab.site.url}/inner"
    calls = (
        f"fetch('{inner}?fetch', {{mode: 'no-cors'}}).catch(() => 0);"
        f"navigator.sendBeacon('{inner}?beacon'); new WebSocket('{inner}'.replace('http', 'ws'));"
        f"setTimeout(() => {{ location = '{inner}?location' }}, 300);"
    )
    html = f"<main><h1>Rules</h1><iframe src='{inner}?frame'></iframe><img src='{inner}?img'><script>{calls}</script></main>"
    file = lab.folder / "page.html"
    file.write_text(html, "utf-8")
    with EgressProxy() as proxy:
        outlet = proxy.address if guarded else ""
        options = browser.settings(outlet)["PLAYWRIGHT_LAUNCH_OPTIONS"]
        flags = [
            "--headless",
            "--disable-gpu",
            f"--user-data-dir={lab.folder}/profile",
            "--virtual-time-budget=3000",
        ]
        subprocess.run(
            [options["executable_path"], *options["args"], *flags, "--dump-dom", file.as_uri()],
            capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    assert (lab.site.requests == []) is guarded


def test_without_a_browser_its_sources_say_so_and_the_rest_goes_on(lab: Lab) -> None:
    lab.watch("rule", render="browser")
    lab.watch("plain")
    lab.site.put("/plain", page("Sellers keep an invoice for each brand."))
    results = lab.crawl(code=1, PATH="/nonexistent")

    assert results["rule"]["reason"].startswith("browser-missing: this page needs a browser")
    assert results["plain"]["outcome"] == "first"
