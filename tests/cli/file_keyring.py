"""A keyring for tests: a JSON file named by ``TESTS_KEYRING``, read by the program's process."""

import json
import os
from pathlib import Path
from typing import ClassVar

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Keeps keys by user name, whatever the service is called."""

    priority: ClassVar[float] = 1

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept."""
        return self._kept().get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self._write({**self._kept(), username: password})

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        self._write({name: key for name, key in self._kept().items() if name != username})

    def _kept(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self._place().read_text("utf-8"))
        return found

    def _write(self, kept: dict[str, str]) -> None:
        self._place().write_text(json.dumps(kept), "utf-8")

    def _place(self) -> Path:
        return Path(os.environ["TESTS_KEYRING"])
