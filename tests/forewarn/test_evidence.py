"""Proof of a version: intact as made, told at once when anything was touched, time-stamped for real."""

import io
import json
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from forewarn.evidence import bundle_of
from monitor.evidence import verify
from monitor.pictures import Picture, PictureMark, PicturePart, PictureSide
from monitor.text import sha256
from runtime.clock import now
from tests.lab import Lab, page, publish

TSA = """
[tsa]
default_tsa = tsa1
[tsa1]
dir = {0}
serial = {0}/serial
crypto_device = builtin
signer_cert = {0}/tsa.pem
signer_key = {0}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
basicConstraints = critical,CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[req]
distinguished_name = dn
[dn]
"""


@pytest.fixture
def recorded(lab: Lab) -> Lab:
    """Three versions of one page."""
    lab.watch("ring-rules", title="Rings & <b>chains</b>")
    with lab.context() as context:
        for fee in (5, 8, 9):
            publish(context, context.sources["ring-rules"], page(f"Fees are {fee} percent of all."))
    return lab


def bundle(lab: Lab, number: int = 2) -> bytes:
    with lab.context() as context:
        made = bundle_of(context, "ring-rules", number)
    assert made is not None
    return made


def files_of(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return written.getvalue()


def test_a_bundle_holds_the_capture_the_text_the_chain_and_a_cover(recorded: Lab) -> None:
    files = files_of(bundle(recorded))
    manifest = json.loads(files["manifest.json"])
    records = ArchiveIterator(io.BytesIO(files["capture.warc.gz"]))
    record = next(iter(records))
    cover = files["cover.html"].decode()

    assert sha256(files["text.txt"]) == manifest["version"]["text_sha256"]
    assert b"Fees are 8 percent of all." in files["text.txt"]
    assert b"<p>Fees are 8 percent of all.</p>" in record.content_stream().read()
    assert record.rec_headers.get_header("WARC-Target-URI") == f"{recorded.site.url}/ring-rules"
    assert [link["number"] for link in manifest["chain"]] == [1, 2, 3]
    assert "ring-rules@2" in cover
    assert "这个网页当时的内容" in cover
    assert "<b>chains" not in cover


def test_the_same_version_gives_the_same_bytes_and_verifies(recorded: Lab) -> None:
    made = bundle(recorded)
    verdict = verify(made)

    assert made == bundle(recorded)
    assert verdict.is_intact
    assert (verdict.source, verdict.version) == ("ring-rules", 2)
    assert not [finding for finding in verdict.findings if finding.holds is False]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("text.txt", b"8 percent", b"3 percent"),
        ("cover.html", b"ring-rules@2", b"ring-rules@1"),
        ("manifest.json", b'"recorded_at": "20', b'"recorded_at": "19'),
        ("manifest.json", b'"number": 3', b'"number": 4'),
    ],
)
def test_what_was_touched_is_told(recorded: Lab, name: str, old: bytes, new: bytes) -> None:
    files = files_of(bundle(recorded))
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)

    assert not verify(zipped(files)).is_intact


def test_a_text_exchanged_with_its_hash_breaks_the_chain(recorded: Lab) -> None:
    """Whoever forges a text must forge every version that came after it."""
    files = files_of(bundle(recorded))
    manifest = json.loads(files["manifest.json"])
    old = manifest["version"]["text_sha256"]
    files["text.txt"] = files["text.txt"].replace(b"8 percent", b"3 percent")
    new = sha256(files["text.txt"])
    manifest["files"]["text.txt"] = new
    files["manifest.json"] = json.dumps(manifest).replace(old, new).encode()
    wrong = [finding.what for finding in verify(zipped(files)).findings if finding.holds is False]

    assert wrong == ["each version is bound to the one before"]


@pytest.fixture
def pictured(recorded: Lab) -> Lab:
    """The same, with the pictures of the second version."""
    with recorded.context() as context:
        while claimed := context.stores.pictures.claim(now()):
            change = context.stores.history.change(claimed.change_id)
            pictures = [
                Picture(
                    side=PictureSide.AFTER, part=part, width=960, height=640,
                    mark=PictureMark.TEXT, body=f"RIFF {part}".encode(),
                )
                for part in PicturePart
            ]  # fmt: skip
            is_second = change is not None and change.to_version == 2
            context.stores.pictures.drawn(claimed.change_id, pictures if is_second else [], now())
    return recorded


def test_pictures_go_along_with_their_hashes_and_are_called_renderings(pictured: Lab) -> None:
    made = bundle(pictured)
    files = files_of(made)
    manifest = json.loads(files["manifest.json"])
    verdict = verify(made)
    told = [finding.what for finding in verdict.findings if finding.holds is None]

    assert files["picture-place.webp"] == b"RIFF place"
    assert manifest["files"]["picture-page.webp"] == sha256(b"RIFF page")
    assert [one["what"] for one in manifest["renderings"]] == ["a rendering made by Forewarn"] * 2
    assert "renderings made by Forewarn" in files["cover.html"].decode()
    assert "不能证明访客当时看到的版面" in files["cover.html"].decode()
    assert verdict.is_intact
    assert (
        "picture-page.webp is a rendering made by Forewarn, no proof of what a visitor saw" in told
    )


def test_a_version_without_pictures_says_nothing_of_them(pictured: Lab) -> None:
    files = files_of(bundle(pictured, 3))

    assert not [name for name in files if name.startswith("picture-")]
    assert b"renderings" not in files["manifest.json"] + files["cover.html"]


def test_a_touched_or_foreign_picture_is_told(pictured: Lab) -> None:
    files = files_of(bundle(pictured))
    touched = files | {"picture-page.webp": b"RIFF other"}
    manifest = json.loads(files["manifest.json"])
    manifest["renderings"][0]["capture_sha256"] = "0" * 64
    foreign = files | {"manifest.json": json.dumps(manifest).encode()}

    assert not verify(zipped(touched)).is_intact
    assert not verify(zipped(foreign)).is_intact


def test_what_is_no_bundle_is_said_in_one_line(recorded: Lab) -> None:
    files = files_of(bundle(recorded))
    without = {name: body for name, body in files.items() if name != "capture.warc.gz"}
    for broken in (
        b"", b"PK\x03\x04", zipped({}), zipped({"manifest.json": b"[]"}),
        zipped({"manifest.json": b'{"format": "forewarn-evidence/1"}'}), zipped(without),
        zipped(files | {"more.txt": b"added"}), zipped(files | {"timestamp.tsr": b"none"}),
        bundle(recorded)[:-200],
    ):  # fmt: skip
        assert not verify(broken).is_intact


def test_the_commands_write_and_check_it(recorded: Lab) -> None:
    assert (
        recorded.forewarn("evidence", "ring-rules@2").stdout.strip() == "ring-rules-2.evidence.zip"
    )
    good = recorded.forewarn("evidence", "verify", "ring-rules-2.evidence.zip").stdout
    file = recorded.folder / "ring-rules-2.evidence.zip"
    files = files_of(file.read_bytes())
    file.write_bytes(zipped(files | {"text.txt": b"forged"}))
    bad = recorded.forewarn("evidence", "verify", file.name, code=1).stdout

    assert "Intact: this is ring-rules@2 as recorded" in good
    assert "the recorder's own word" in good
    assert "WRONG text.txt is as the manifest says" in bad
    assert "Not intact: it proves nothing." in bad
    assert "the last is 3" in recorded.forewarn("evidence", "ring-rules@9", code=2).stderr
    assert "cannot be read" in recorded.forewarn("evidence", "verify", "none.zip", code=2).stderr
    assert "name the bundle" in recorded.forewarn("evidence", "verify", code=2).stderr


class Authority:
    """A time-stamp authority: OpenSSL's own `ts -reply` behind HTTP."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "tsa.cnf").write_text(TSA.format(folder))
        (folder / "serial").write_text("01\n")
        self._certify("root", "-x509", "-extensions", "root", "-days", "30")
        self._certify("other", "-x509", "-extensions", "root", "-days", "30")
        self._certify("tsa")
        self._openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-CAcreateserial", "-days", "30", "-extfile", "tsa.cnf", "-extensions", "ext",
            "-out", "tsa.pem",
        )  # fmt: skip

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        self._openssl(
            "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr"
        )
        return (self.folder / "reply.tsr").read_bytes()

    def _certify(self, name: str, *more: str) -> None:
        out = f"{name}.pem" if more else f"{name}.csr"
        self._openssl(
            "req", "-config", "tsa.cnf", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout",
            f"{name}.key", "-out", out, "-subj", f"/CN={name} of the tests", *more,
        )  # fmt: skip

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Authority, str]]:
    own = Authority(tmp_path_factory.mktemp("tsa"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["content-length"]))
            body = own.reply(query)
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield own, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_an_authority_signs_when_it_existed(
    recorded: Lab, authority: tuple[Authority, str]
) -> None:
    own, address = authority
    recorded.environ["FOREWARN_TIMESTAMP_URL"] = address
    recorded.forewarn("evidence", "ring-rules@2", "--out", "stamped.zip")
    root, other = str(own.folder / "root.pem"), str(own.folder / "other.pem")
    trusted = recorded.forewarn("evidence", "verify", "stamped.zip", "--ca", root).stdout
    unknown = recorded.forewarn("evidence", "verify", "stamped.zip").stdout
    stranger = recorded.forewarn("evidence", "verify", "stamped.zip", "--ca", other, code=1).stdout

    assert "an authority that you trust signed that it existed at" in trusted
    assert "check it with --ca FILE" in unknown
    assert "Not intact" in stranger


def test_a_stamp_of_another_bundle_is_told(recorded: Lab, authority: tuple[Authority, str]) -> None:
    own, address = authority
    recorded.environ["FOREWARN_TIMESTAMP_URL"] = address
    first, second = files_of(bundle(recorded, 1)), files_of(bundle(recorded, 2))
    del own

    assert verify(zipped(second)).is_intact
    assert not verify(zipped(second | {"timestamp.tsr": first["timestamp.tsr"]})).is_intact


def test_an_authority_that_is_away_leaves_the_bundle_without_a_stamp(recorded: Lab) -> None:
    recorded.environ["FOREWARN_TIMESTAMP_URL"] = "http://127.0.0.1:9/"
    recorded.forewarn("evidence", "ring-rules@2", "--out", "plain.zip")

    assert "timestamp.tsr" not in files_of((recorded.folder / "plain.zip").read_bytes())
    assert (
        "no authority has time-stamped it"
        in recorded.forewarn("evidence", "verify", "plain.zip").stdout
    )
