"""The papers say what is so: links lead somewhere, and lists match the program."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("changes/*.md")])
DECISIONS = sorted(ROOT.glob("docs/decisions/*.md"))
LINK = re.compile(r"(?<!`)\[[^\]]+\]\(([^)#\s]+)[^)]*\)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(paper: Path) -> None:
    links = LINK.findall(COMMENT.sub("", paper.read_text("utf-8")))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (paper.parent / link).exists()] == []


def test_the_build_runs_exactly_the_readmes_test_command() -> None:
    command = "python3 run.py test"
    assert f"\n{command}\n" in text("README.md")
    assert text(".ci/run").splitlines()[-1] == f"exec {command}"


def test_the_contributors_commands_are_those_of_run_py() -> None:
    listed = re.findall(r"^\| `python3 run\.py ?(\w*)` \|", text("CONTRIBUTING.md"), re.MULTILINE)
    (verbs,) = re.findall(r"^OWN_VERBS = \((.*)\)$", text("run.py"), re.MULTILINE)
    assert sorted(filter(None, listed)) == sorted(re.findall(r'"(\w+)"', verbs))


def test_the_rooms_of_the_architecture_are_those_of_the_house() -> None:
    table = re.findall(r"^\| `(\w+)` \|", text("ARCHITECTURE.md"), re.MULTILINE)
    rooms = {path.stem for path in (ROOT / "app/tessera").iterdir() if path.stem[0] != "_"}
    assert set(table) == rooms - {"py"}


def test_every_dependency_has_a_reason_on_a_page() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    names = [re.split(r"[><=\[; ]", line)[0].lower() for line in project["dependencies"]]
    reasons = "\n".join(path.read_text("utf-8") for path in DECISIONS).lower()
    assert [name for name in names if name not in reasons] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.name)
def test_a_decision_is_one_page_with_four_parts(page: Path) -> None:
    content = page.read_text("utf-8")
    for part in ("Context", "Decision", "Consequences", "Alternatives"):
        assert f"**{part}.**" in content, part
    assert content.startswith(f"# {page.name[:3]} ")
    assert len(content.split()) < 600


def test_decisions_are_numbered_once() -> None:
    numbers = [page.name[:3] for page in DECISIONS]
    assert len(set(numbers)) == len(numbers)


def test_the_words_are_in_order() -> None:
    words = re.findall(r"^\| ([a-z, ]+) \|", text("docs/words.md"), re.MULTILINE)[1:]
    assert words == sorted(words)


def test_the_change_log_opens_with_this_version() -> None:
    (version,) = re.findall(
        r'^__version__ = "(.*)"$', text("app/tessera/__init__.py"), re.MULTILINE
    )
    assert re.findall(r"^## (\S+) – ", text("CHANGELOG.md"), re.MULTILINE)[0] == version


def test_the_variables_of_the_readme_are_read_by_the_program() -> None:
    variables = re.findall(r"^\| `([A-Z_]+)` \|", text("README.md"), re.MULTILINE)
    sources = [path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py")]
    assert variables
    assert [name for name in variables if not any(f'"{name}"' in code for code in sources)] == []
