"""What an installer is made of, joined from where each fact is written once.

``pyproject.toml`` names the program, ``requirements.lock`` its packages, ``briefcase.toml`` what
only installers need, ``README.md`` opens with the long description, and the room ``display`` knows
the Debian packages that Qt wants.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from tessera.display.libraries import Need

Table = dict[str, Any]  # TOML as it is written; Briefcase checks it

FONT_PACKAGE = "fonts-dejavu-core"


def installer_config(root: Path) -> Table:
    """Return the tables ``[project]`` and ``[tool.briefcase]`` for Briefcase's own parser."""
    project: Table = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    briefcase: Table = tomllib.loads((root / "briefcase.toml").read_text("utf-8"))
    kept = ("name", "description", "license", "license-files", "requires-python", "authors")
    joined = {name: project[name] for name in kept}
    joined |= {"version": version(root), "dependencies": locked_requirements(root)}
    app = briefcase["app"]["tessera"]
    app["long_description"] = opening(root)
    app["linux"]["debian"] = {"system_runtime_requires": debian_packages()}
    return {"project": joined, "tool": {"briefcase": briefcase}}


def version(root: Path) -> str:
    """Return the program's version, which stands in its package."""
    source = (root / "app/tessera/__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
    assert found is not None, "app/tessera/__init__.py has no __version__"
    return found[1]


def locked_requirements(root: Path) -> list[str]:
    """Return the requirements with the versions that were tested together."""
    lock = (root / "requirements.lock").read_text("utf-8")
    return re.findall(r"^([A-Za-z0-9].*?) \\$", lock, re.MULTILINE)


def opening(root: Path) -> str:
    """Return the first paragraph of the README: what the program is, in two sentences."""
    readme = (root / "README.md").read_text("utf-8")
    paragraphs = (part.strip() for part in readme.split("\n\n"))
    first = next(part for part in paragraphs if part and part[0] not in "#![<")
    return re.sub(r"[*_`]", "", " ".join(first.split()))


def debian_packages() -> list[str]:
    """Return what a Debian package of the program has to depend on."""
    packages = {name for need in Need for name in need.packages}
    return sorted({*packages, FONT_PACKAGE})


def release_date(root: Path) -> str:
    """Return the day of the newest entry in the change log."""
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    found = re.search(r"^## .*?(\d{4}-\d{2}-\d{2})", changes, re.MULTILINE)
    assert found is not None, "CHANGELOG.md has no dated entry"
    return found[1]
