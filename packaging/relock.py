"""Write both lock files anew with uv: ``python packaging/relock.py [--upgrade]``.

Only for those who change dependencies; nobody needs uv to install. The files hold versions and
hashes for every platform and Python from 3.11 on, and no addresses, so that any mirror may serve
them. The makers' lock takes the program's versions from the program's lock.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = (
    *("uv", "--no-config", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"),
)


def main(options: Sequence[str]) -> int:
    """Write the program's lock, then the makers' lock; return uv's exit code."""
    program = ("pyproject.toml", "-o", "requirements.lock")
    makers = (
        *("pyproject.toml", "--group", "dev", "-c", "requirements.lock"),
        *("-o", "requirements-dev.lock"),
    )
    for arguments in (program, makers):
        code = subprocess.call([*COMPILE, *options, *arguments], cwd=ROOT)
        if code != 0:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
