"""Start-up (G1): the window until its first paint against an empty ``QMainWindow``.

Both are counted in instructions by Valgrind's cachegrind, which repeats to a tenth of a per cent on
a busy machine; processor time would not. Prints one line of JSON: millions of instructions.
Compiled files are made first, as an interpreter without them measures its compiler. Run it from
the checkout, with valgrind installed: ``python -m tests.bench.bench_start``.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.paired import Outcome, show

RUNS = 3
EMPTY = """\
import os
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        os._exit(0)

application = QApplication([])
window = Window()
window.show()
application.exec()
"""
# What follows the first paint is `life`; it is not loaded here.
OURS = """\
import os, sys, types
sys.modules["tessera.ui.life"] = types.ModuleType("tessera.ui.life")
sys.modules["tessera.ui.life"].live = lambda *_: os._exit(0)
from tessera.__main__ import main
main([])
"""


def _millions(program: str, home: Path) -> float:
    """Return the instructions of a process that runs ``program``."""
    environ = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ |= {"TESSERA_HOME": str(home), "PYTHONHASHSEED": "0", "QT_QPA_PLATFORM": "offscreen"}
    words = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    ended = subprocess.run(
        [*words, sys.executable, "-c", program],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"I\s+refs:\s+([\d,]+)", ended.stderr)
    assert found is not None, ended.stderr
    return int(found[1].replace(",", "")) / 1e6


def main() -> None:
    """Measure both in turns; the first pair makes the library and the compiled files."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pairs = [(_millions(OURS, home), _millions(EMPTY, home)) for _ in range(RUNS + 1)][1:]
    ratios = sorted(ours / empty for ours, empty in pairs)
    show(
        [
            Outcome(
                "G1 first paint / empty window <= 1.75, millions of instructions",
                round(median(ours for ours, _ in pairs), 1),
                round(median(empty for _, empty in pairs), 1),
                round(median(ratios), 4),
                RUNS,
                round(ratios[-1] - ratios[0], 4),
            )
        ]
    )


if __name__ == "__main__":
    main()
