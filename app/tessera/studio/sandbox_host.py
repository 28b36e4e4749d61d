"""The embedded sandbox: a child process of its own with a random port and token.

It is started after the first paint, ends with this program (its standard input closes), and is
never reachable without the token.
"""

import asyncio
import json
import secrets
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass, replace

from tessera.core.errors import ServiceError
from tessera.core.profiles import Profile
from tessera.imaging.spawn import child_command, child_environment
from tessera.studio.providers import SANDBOX

START_DEADLINE_S = 30.0


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """Where the sandbox listens and the token it wants."""

    profile: Profile
    token: str


class SandboxHost:
    """Starts the sandbox once, when it is first needed."""

    def __init__(self, *, pace_s: float | None = None) -> None:
        self._pace_s = pace_s
        self._process: subprocess.Popen[bytes] | None = None
        self._running: RunningSandbox | None = None
        self._guard = threading.Lock()

    async def running(self) -> RunningSandbox:
        """Return the running sandbox, starting it where needed, beside the event loop."""
        return await asyncio.to_thread(self._ensure)

    def close(self) -> None:
        """End the child; it also ends by itself when this program does."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with suppress(BrokenPipeError):  # it ended before it took its order
                process.stdin.close()
        process.terminate()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def _ensure(self) -> RunningSandbox:
        with self._guard:
            alive = self._process is not None and self._process.poll() is None
            if alive and self._running is not None:
                return self._running
            self.close()
            self._running = self._start()
            return self._running

    def _start(self) -> RunningSandbox:
        token = "sandbox-" + secrets.token_urlsafe(24)
        try:
            base_url = self._announced(token)
        except OSError as error:
            raise _not_started() from error
        if not base_url.startswith("http://127.0.0.1:"):
            raise _not_started()
        return RunningSandbox(replace(SANDBOX, base_url=base_url), token)

    def _announced(self, token: str) -> str:
        """Start the child, give it its order, and return what it says first."""
        process = subprocess.Popen(
            child_command("sandbox"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
        )
        self._process = process
        order: dict[str, object] = {"token": token}
        if self._pace_s is not None:
            order["pace_s"] = self._pace_s
        assert process.stdin is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()
        return _first_line(process).strip()


def _not_started() -> ServiceError:
    return ServiceError(
        "The sandbox on this machine did not start.",
        "Your text and pictures are still here; nothing was sent or charged.",
        "Try again, or run `tessera sandbox` in a terminal to see why.",
    )


def _first_line(process: subprocess.Popen[bytes]) -> str:
    watchdog = threading.Timer(START_DEADLINE_S, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        assert process.stdout is not None
        return process.stdout.readline().decode("utf-8", "replace")
    finally:
        watchdog.cancel()
