"""Until the window is painted nothing is loaded that the first look does not need."""

import os
import subprocess
import sys
from pathlib import Path

LATER = ("httpx", "PIL", "keyring", "numpy", "openai", "msgspec", "starlette", "asyncio", "qasync")
# What follows the first paint is `life`; in its place the child tells what is loaded by then.
UNTIL_PAINTED = """\
import sys, types

def tell(_application, window, *_):
    print(window.isVisible(), *sorted({name.split(".")[0] for name in sys.modules}))
    return 0

sys.modules["tessera.ui.life"] = types.ModuleType("tessera.ui.life")
sys.modules["tessera.ui.life"].live = tell
from tessera.__main__ import main
main([])
"""


def test_the_network_the_decoders_and_the_keyring_come_after_the_first_paint(
    tmp_path: Path,
) -> None:
    environ = {**os.environ, "TESSERA_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", UNTIL_PAINTED],
        env=environ, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    is_visible, *loaded = ended.stdout.split()
    assert is_visible == "True"
    assert "tessera" in loaded
    assert not set(LATER) & set(loaded)
