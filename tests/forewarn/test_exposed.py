"""The doctor names files with secrets that everyone may read."""

from pathlib import Path

import pytest

from forewarn.exposed import exposed_files
from forewarn.settings import Settings
from tests.lab import Lab


@pytest.mark.parametrize("name", ["forewarn.toml", "forewarn.env", ".env"])
def test_the_doctor_names_a_file_whose_secrets_everyone_may_read(lab: Lab, name: str) -> None:
    lab.watch("ring-rules")
    key = "k" * 30
    file = lab.folder / name
    equals = "=" if name.endswith("env") else " = "
    file.write_text(f'FOREWARN_READ_KEYS{equals}"{key}"\n')
    file.chmod(0o644)
    output = lab.forewarn("doctor", code=1, FOREWARN_READ_KEYS=key).stdout
    file.chmod(0o640)
    mended = lab.forewarn("doctor", FOREWARN_READ_KEYS=key).stdout
    file.write_text("# nothing of ours\n")
    file.chmod(0o644)
    harmless = lab.forewarn("doctor", FOREWARN_READ_KEYS=key).stdout

    assert (
        f"broken   files      everyone on this machine may read secrets of yours; run: chmod 600 {file}"
        in output
    )
    assert key not in output
    assert "no file with secrets is open to everyone" in mended
    assert "no file with secrets is open to everyone" in harmless


def test_the_doctor_names_a_database_key_that_everyone_may_read(tmp_path: Path) -> None:
    key = tmp_path / "client.key"
    key.write_text("-----BEGIN PRIVATE KEY-----")
    key.chmod(0o644)
    url = f"postgresql://me@db.example.org/rules?sslkey={key}"
    settings = Settings.load({"FOREWARN_DATABASE_URL": url}, tmp_path / "none.toml")
    open_to_all = exposed_files(settings)
    key.chmod(0o600)

    assert open_to_all == [key]
    assert exposed_files(settings) == []
