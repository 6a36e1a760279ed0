"""Generated policy pages on a loopback server: what a round of checks is measured on."""

import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.doubles.smtp import free_port

_WORDS = (
    "seller listing trademark goods must shall brand certificate notice fee refund account order "
    "buyer policy prohibited evidence authorisation category jewellery battery customs tariff "
    "days penalty appeal review import package record office court claim warranty safety label"
).split()
_NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  types {{ text/html html; text/plain txt; }}
  etag {etag}; {undated}
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  log_format moment '$msec $uri'; access_log {folder}/access.log moment buffer=1k flush=1s;
  server {{ listen {port}; root {folder}/pages; charset utf-8; }}
}}
"""
_UNDATED = "if_modified_since off; add_header Last-Modified '';"


class Pages:
    """`count` pages of 20 to 200 KB on `hosts` loopback addresses."""

    def __init__(self, folder: Path, count: int, hosts: int) -> None:
        self.folder = folder
        self.count = count
        self.port = free_port()
        self._hosts = hosts
        (folder / "pages").mkdir()
        (folder / "pages" / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n")
        for number in range(count):
            self._write(number, "")

    @property
    def urls(self) -> list[str]:
        """The addresses, host by host in turn."""
        hosts = [f"127.0.{n // 250}.{n % 250 + 1}" for n in range(self._hosts)]
        return [f"http://{hosts[n % self._hosts]}:{self.port}/{n}.html" for n in range(self.count)]

    def change(self, share: float, mark: str) -> None:
        """Every so many-th page has one new rule."""
        for number in range(0, self.count, round(1 / share)):
            self._write(number, f"<p>From now on {mark} needs a certificate of origin.</p>")

    def served(self) -> tuple[int, float]:
        """How many pages were asked for since this was asked last, and in how many seconds.

        A request for robots.txt takes time, too, but brings no page.
        """
        log = self.folder / "access.log"
        time.sleep(1.2)  # nginx writes its buffer each second
        lines = [line.split() for line in log.read_text().splitlines()]
        log.write_text("")
        moments = [float(moment) for moment, _ in lines]
        pages = sum(uri.endswith(".html") for _, uri in lines)
        return pages, max(moments, default=0.0) - min(moments, default=0.0)

    def _write(self, number: int, more: str) -> None:
        (self.folder / "pages" / f"{number}.html").write_text(page(number, more))


def catalogue(urls: Sequence[str], first: int = 0) -> dict[str, object]:
    """The pages as sources of one organisation, as a catalogue's YAML has them."""
    sources = {
        f"policy-{number}": {
            "title": f"Policy {number}",
            "title_zh": f"规则 {number}",
            "category": "platform-policy",
            "kind": "page",
            "url": url,
            "language": "en",
            "select": "main",
        }
        for number, url in enumerate(urls, first)
    }
    return {"organisation": f"Harbour Market {first}", "sources": sources}


def page(number: int, more: str) -> str:
    """The same page for the same number: about 700 tags and 100 links to 100 KB, as policies have."""
    chance = random.Random(number)
    size = chance.randint(20_000, 200_000)
    parts: list[str] = []
    while size > 0:
        part = _section(chance, len(parts))
        parts.append(part)
        size -= len(part)
    menu = "".join(f"<li class='menu'><a href='/m/{n}'>Menu {n}</a></li>" for n in range(40))
    return (
        f"<!doctype html><html lang=en><head><title>Policy {number}</title></head><body>"
        f"<nav><ul>{menu}</ul></nav><main><h1>Policy {number}</h1>{''.join(parts)}{more}</main>"
        "<footer>Harbour Market</footer></body></html>"
    )


def _section(chance: random.Random, number: int) -> str:
    """A heading, paragraphs, and now and then a list with links."""
    part = f"<h2>{number + 1}. {_phrase(chance, 4)}</h2>"
    part += "".join(f"<p class='rule'>{_phrase(chance, 60)}.</p>" for _ in range(3))
    if number % 3 == 2:
        items = (
            f"<a href='/r/{n}'>{_phrase(chance, 3)}</a> {_phrase(chance, 9)}" for n in range(5)
        )
        part += f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    return part


def _phrase(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize()


@contextmanager
def served(count: int, *, hosts: int = 200, etags: bool = True) -> Iterator[Pages]:
    """The pages behind nginx; SystemExit where it is not installed."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists():
        raise SystemExit("this benchmark serves its pages with nginx: apt-get install nginx-light")
    with tempfile.TemporaryDirectory(prefix="forewarn-pages-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        pages = Pages(folder, count, hosts)
        config = folder / "nginx.conf"
        etag, undated = ("on", "") if etags else ("off", _UNDATED)
        config.write_text(_NGINX.format(folder=folder, port=pages.port, etag=etag, undated=undated))
        with subprocess.Popen([nginx, "-c", str(config)], stderr=subprocess.DEVNULL) as server:
            try:
                yield pages
            finally:
                server.terminate()
