"""The checks that need no test: format, lint, types, import contracts."""

from bootstrap.places import Places
from bootstrap.summary import Summary

# Contracts have no module to start, only a function.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"

CHECKS = {
    "format": ("-m", "ruff", "format", "--check", "."),
    "lint": ("-m", "ruff", "check", "."),
    "types": ("-m", "mypy"),
    "contracts": ("-c", LINT_IMPORTS),
}


def run_checks(places: Places, summary: Summary) -> None:
    """Run all of them, one after the other, and note how each ended."""
    for title, arguments in CHECKS.items():
        summary.run(title, [str(places.python), *arguments])
