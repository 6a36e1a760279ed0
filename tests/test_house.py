"""The house stays as it is drawn: sizes, names, and docs that tell everything."""

import ast
import re
import subprocess
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.application import _COMMANDS, _OPERATORS
from forewarn.cli import Commands
from forewarn.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PACKAGES = tuple(
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "root_packages"
    ]
)
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
# What the page writes in code marks and is no path of the repository: commands and other pages' words.
ADDRESSES = ("/check", "/forget", "/export")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}


def sources() -> list[Path]:
    folders = (*PACKAGES, "tests", "benchmarks")
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_stay_small(file: Path) -> None:
    lines = file.read_text("utf-8").count("\n")
    long = [f.name for f in functions(file) if (f.end_lineno or 0) - f.body[0].lineno + 1 > 40]

    assert lines < 400
    assert long == []
    assert not FORBIDDEN_NAMES & {file.stem, *file.relative_to(ROOT).parts}


def test_no_two_classes_share_a_name() -> None:
    """But for private ones, which only their own file knows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    places: dict[str, list[str]] = defaultdict(list)
    for package in project["tool"]["importlinter"]["root_packages"]:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].append(f"{file.relative_to(ROOT)}:{node.lineno}")

    assert len(places) > 200
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_every_setting_is_documented() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text("utf-8")

    assert [
        name for name in Settings.model_fields if f"`{PREFIX}{name.upper()}`" not in documented
    ] == []


def test_every_command_is_documented() -> None:
    documented = (ROOT / "README.md").read_text("utf-8") + (
        ROOT / "docs" / "operations.md"
    ).read_text("utf-8")

    assert len(Commands.table) > 10
    assert [name for name in Commands.table if f"forewarn {name}" not in documented] == []


def test_every_command_of_the_bot_is_documented() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text("utf-8")

    assert [name for name in (*_COMMANDS, *_OPERATORS) if f"`/{name}" not in documented] == []


def test_the_packages_are_those_that_stand_here() -> None:
    found = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests"}

    assert set(PACKAGES) == found
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert found <= set(project["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert found <= set(project["mypy"]["files"])


def test_the_architecture_names_every_package() -> None:
    packages_text = ARCHITECTURE.partition("## The packages")[2].partition("\n## ")[0]

    assert [name for name in PACKAGES if f"`{name}`" not in packages_text] == []
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", packages_text, re.MULTILINE)
        for name in row.replace("`", "").split(", ")
    }
    assert named == set(PACKAGES)


def test_every_path_of_the_architecture_exists() -> None:
    """`name/…` in code marks and, in drawings, package/module."""
    marked = re.findall(r"`([\w*./-]+/[\w*./-]*)`", ARCHITECTURE)
    drawn = re.findall(rf"(?<![\w/])((?:{'|'.join(PACKAGES)})/[\w/*.-]+)", ARCHITECTURE)
    paths = {path for path in (*marked, *drawn) if path not in ADDRESSES}

    assert len(paths) > 30
    assert sorted(path for path in paths if not exists(path)) == []


def exists(path: str) -> bool:
    """A file, a folder, a module, a function of a module or a pattern of them."""
    name = path.strip("/.")
    forms = (name, f"{name}.py", f"{name.rpartition('.')[0]}.py")
    return any(
        list(folder.glob(form))
        for folder in (ROOT, ROOT / "storage", ROOT / "forewarn")
        for form in forms
    )


def test_every_link_between_the_documents_leads_somewhere() -> None:
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    links = [(f, t) for f in files for t in re.findall(r"\]\(([^)#:]+)\)", f.read_text("utf-8"))]

    assert len(links) > 5
    assert [(f.name, t) for f, t in links if not (f.parent / t).exists()] == []


def test_the_wheel_holds_what_the_program_reads(tmp_path: Path) -> None:
    build = ROOT / ".venv" / "bin" / "hatchling"
    if not build.exists():
        pytest.skip("the locked builder is not in .venv")
    subprocess.run(
        [build, "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = ZipFile(wheel).namelist()

    for name in (
        "catalogue/us-fcc.yaml", "monitor/vocabulary.yaml", "monitor/assess/rules.yaml", "monitor/texts/zh/bot.yaml", "web/templates/layout.html.j2", "web/static/style.css", "web/static/page.js",
        "mailer/templates/digest.html.j2", "storage/migrations/versions/0001_first_tables.py", "forewarn/demo/pages/catalogue.yaml",
    ):  # fmt: skip
        assert name in names
    assert not [name for name in names if name.startswith("tests/")]
