"""What set-up says: progress, and what went wrong as one sentence with what to do next.

Everything goes to stderr, for stdout belongs to the command that set-up makes way for.
"""

import sys


class SetupError(Exception):
    """Set-up stopped. The text says what happened and what to do next, in one line."""


def tell(line: str) -> None:
    """Print a line of progress."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def last_line(output: str) -> str:
    """Return the last line of a program's output that says something."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given"
