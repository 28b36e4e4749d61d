"""The real program, run as others run it: argv and environment in, code and two streams out.

A process is started for each call, so that nothing of the tests is in its way. Warnings are errors
there too. Its environment is the test's own, which holds no key, no proxy and no address.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-W", "error", "-m", "tessera")
PATIENCE_S = 60.0

Word = str | bytes | Path


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """Return the one JSON value on stdout of a command that went well; money is exact."""
        assert (self.code, self.err) == (0, ""), self
        return exact_json(self.out)

    @property
    def failure(self) -> str:
        """Return the one line of a command that failed, and hold it to the contract."""
        assert self.code == 1, self
        assert self.out == "", self
        return self.line

    @property
    def line(self) -> str:
        """Return what stands behind ``tessera: `` on the one line of stderr."""
        assert self.err.startswith("tessera: "), self
        assert self.err.endswith("\n"), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err, self
        return self.err.removeprefix("tessera: ").rstrip("\n")


def exact_json(text: str) -> Any:
    """Return the JSON value, its fractions as `Decimal`; an exponent is an error."""

    def money(number: str) -> Decimal:
        assert "e" not in number.lower(), f"{number} has an exponent"
        return Decimal(number)

    return json.loads(text, parse_float=money)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a command: the test's own, and what the test adds."""
    return os.environ | {"PYTHONPATH": str(ROOT / "app")} | dict(extra or {})


def tessera(
    *argv: Word, env: Mapping[str, str] | None = None, stdin: bytes = b"", **more: Any
) -> Done:
    """Run a command to its end."""
    ended = subprocess.run(
        [*COMMAND, *argv],
        env=environment(env),
        input=stdin,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
        **more,
    )
    return Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode("utf-8", "replace"))


async def start(
    *argv: Word, env: Mapping[str, str] | None = None, command: Sequence[str] = COMMAND, **more: Any
) -> asyncio.subprocess.Process:
    """Start a command and return it; the test's own server may answer it meanwhile."""
    options: dict[str, Any] = {"stdin": asyncio.subprocess.DEVNULL} | more
    return await asyncio.create_subprocess_exec(
        *command,
        *argv,
        env=environment(env),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        **options,
    )


async def end(process: asyncio.subprocess.Process) -> Done:
    """Wait for a started command."""
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode is not None
    return Done(process.returncode, out.decode(), err.decode())


async def run(*argv: Word, env: Mapping[str, str] | None = None, **more: Any) -> Done:
    """Run a command to its end beside the test's own server."""
    return await end(await start(*argv, env=env, **more))
