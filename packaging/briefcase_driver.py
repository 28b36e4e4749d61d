"""Make an installer with Briefcase: ``python3 run.py package [create|build|package] [WORDS…]``.

Briefcase reads one ``pyproject.toml`` and takes the code from beside it. So a folder is staged in
``build/installer``: the joined configuration, the code with its resources inside the package, the
icons drawn to size and our own template; then Briefcase works there, and what it makes lies in
its ``dist``.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import tomli_w
from draw_icons import draw_icons
from installer_config import installer_config, release_date, version

ROOT = Path(__file__).resolve().parent.parent
STAGE = ROOT / "build/installer"
VERBS = ("create", "build", "run", "package", "update", "open")
TEMPLATE = "linux-template"
HELP = """\
usage: run.py package [{verbs}] [WORD ...]

Make an installer with Briefcase, in build/installer/dist. WORDs are Briefcase's own.
""".format(verbs="|".join(VERBS))
APP_ID = "io.github.tessera-studio.tessera"
NO_CACHES = shutil.ignore_patterns("__pycache__")


def main(words: Sequence[str]) -> int:
    """Stage, hand over to Briefcase, and say where the result lies; return the exit code."""
    if "-h" in words or "--help" in words:
        sys.stdout.write(HELP)
        return 0
    command = list(words) if words and words[0] in VERBS else ["package", *words]
    if missing := _missing():
        sys.stderr.write(f"tessera: {missing}\n")
        return 1
    stage(ROOT, STAGE)
    code = subprocess.call([sys.executable, "-m", "briefcase", *command], cwd=STAGE)
    if code == 0 and command[0] == "package":
        print(f"The installer lies in {STAGE / 'dist'}")
    return code


def stage(root: Path, folder: Path) -> None:
    """Write everything that Briefcase reads; what it built before stays."""
    for name in ("app", "icons", TEMPLATE):
        shutil.rmtree(folder / name, ignore_errors=True)
    package = folder / "app/tessera"
    shutil.copytree(root / "app/tessera", package, ignore=NO_CACHES)
    shutil.copytree(root / "resources", package / "resources", dirs_exist_ok=True)
    for name in ("LICENSE", "CHANGELOG.md", "README.md"):
        shutil.copy(root / name, folder / name)
    (folder / "pyproject.toml").write_text(tomli_w.dumps(installer_config(root)), "utf-8")
    draw_icons(folder / "icons")
    _stage_template(root, folder / TEMPLATE)


def _stage_template(root: Path, folder: Path) -> None:
    """Copy our template with the desktop's two files filled in."""
    shutil.copytree(root / "packaging" / TEMPLATE, folder)
    project = installer_config(root)["project"]
    facts = {
        "@ID@": APP_ID,
        "@SUMMARY@": project["description"].rstrip("."),
        "@VERSION@": version(root),
        "@DATE@": release_date(root),
    }
    share = folder / "{{ cookiecutter.format }}" / f"tessera-{version(root)}/usr/share"
    (share.parent / "lib/tessera").mkdir(parents=True)  # git keeps no empty folders
    for name, place in (("desktop", "applications"), ("metainfo.xml", "metainfo")):
        text = (root / f"packaging/tessera.{name}.in").read_text("utf-8")
        for word, fact in facts.items():
            text = text.replace(word, fact)
        (share / place).mkdir(parents=True)
        (share / place / f"{APP_ID}.{name}").write_text(text, "utf-8")


def _missing() -> str | None:
    """Return one line when Briefcase could only fail here."""
    if shutil.which("git") is None:
        return "Briefcase needs git. Install it, then start again."
    if sys.platform != "linux":
        return None
    system = Path("/usr/bin/python3")
    needed = [name for name in ("gcc", "make", "strip", "dpkg-deb") if shutil.which(name) is None]
    if needed:
        line = "sudo apt-get install -y build-essential python3-dev dpkg-dev git"
        return f"Making a package needs {', '.join(needed)}. Install them: {line}"
    if not system.exists() or system.resolve().name != Path(sys.executable).resolve().name:
        return (
            "A Linux package is built with the system's own Python. "
            "Delete .venv, then start with: /usr/bin/python3 run.py package"
        )
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
