"""Where things lie in a checkout and in its environment."""

import os
from dataclasses import dataclass
from pathlib import Path

ON_WINDOWS = os.name == "nt"
CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one checkout. ``root`` is the folder that holds ``run.py``."""

    root: Path = CHECKOUT

    @property
    def environment(self) -> Path:
        """Return the folder of the virtual environment."""
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        """Return the folder of its programs."""
        return self.environment / ("Scripts" if ON_WINDOWS else "bin")

    @property
    def python(self) -> Path:
        """Return its interpreter."""
        return self.scripts / ("python.exe" if ON_WINDOWS else "python")

    @property
    def site_packages(self) -> tuple[Path, ...]:
        """Return its package folders: one when sound, none before, two after a half-done change."""
        if ON_WINDOWS:
            return (self.environment / "Lib" / "site-packages",)
        return tuple((self.environment / "lib").glob("python*/site-packages"))

    @property
    def log(self) -> Path:
        """Return where the last installation is told in full."""
        return self.environment / "setup.log"

    def lock(self, *, development: bool) -> Path:
        """Return the lock file of what the program needs, or of what its makers need as well."""
        return self.root / ("requirements-dev.lock" if development else "requirements.lock")
