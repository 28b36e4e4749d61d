"""What set-up says: progress, and what went wrong as one sentence with what to do next.

Everything goes to stderr, for stdout belongs to the command that set-up makes way for.
"""

import sys

OWN_VERBS = ("setup", "test", "check", "package")


class SetupError(Exception):
    """Set-up stopped. The text says what happened and what to do next, in one line."""


def tell(line: str) -> None:
    """Print a line of progress, where somebody watches.

    A script that calls a command for the first time gets the command's own words only.
    """
    if sys.stderr.isatty() or any(verb in sys.argv[1:2] for verb in OWN_VERBS):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def last_line(output: str) -> str:
    """Return the last line of a program's output that says something."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given"
