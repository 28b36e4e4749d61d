"""A sandbox whose catalogue is not the program's: it has a stranger, and counts others otherwise.

Run in a process of its own, as the program runs it. The first line on stdout is the address.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STRANGER = "stranger-7-vision"
AS_OF = "2026-11-20"
STRANGERS_RULE = {
    "kind": "patch",
    "auto": "original",
    "multiplier": 1.37,
    "cell": 28,
    "reject_over": 20000,
    "levels": {
        "low": {"box": 640},
        "high": {"box": 3000, "budget": 1800},
        "original": {"box": 16000},
    },
}


def _edition(rule: str) -> dict[str, object]:
    return {"rule": rule, "confidence": "documented", "sources": ["guide-2026-09"]}


# gpt-5-mini is billed as it was before March 2026; gpt-5.4 dearer at low detail only.
OVERLAY = {
    "rule": {"hidden": STRANGERS_RULE},
    "model": [
        {
            "id": STRANGER,
            "family": "stranger",
            "kinds": ["vision"],
            "confidence": "documented",
            "vision": [_edition("hidden")],
        },
        {"id": "gpt-5-mini", "vision": [_edition("patch-1536-x1.62")]},
        {
            "id": "gpt-5.4",
            "vision": [
                _edition("patch-low-2048")
                | {"corrections": [{"times": 1.5, "over": 1.2, "detail": "low"}]}
            ],
        },
    ],
}


@contextmanager
def hidden_provider() -> Iterator[str]:
    """Give the address of the provider, which ends with the block."""
    paths = os.pathsep.join([str(ROOT / "app"), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.studio.hidden_provider"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"the provider did not start: {process.communicate()[1]}")
        yield url
    finally:
        process.terminate()
        said = process.communicate(timeout=10)[1]
    assert said == "", said


def main() -> int:
    """Serve until stdin ends."""
    from tessera.core.catalogue import parse_catalogue
    from tessera.sandbox import serve
    from tessera.store.resources import read_catalogue
    from tessera.studio.clock import SystemClock

    catalogue = parse_catalogue(read_catalogue(), {"hidden.json": json.dumps(OVERLAY)})
    return serve.main(
        0,
        token=None,
        as_of=date.fromisoformat(AS_OF),
        catalogue=catalogue,
        clock=SystemClock(),
        pace_s=0,
        until_eof=True,
    )


if __name__ == "__main__":
    sys.exit(main())
