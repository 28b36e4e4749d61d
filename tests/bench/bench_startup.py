"""G1, the start: from nothing to the first paint, against an empty ``QMainWindow``.

The program is started as a person starts it, over a library that holds sessions and the place of
the window; both sides end right after their first paint. Counted in instructions by Valgrind's
cachegrind, which repeats to a tenth of a per cent on a busy machine, and in processor time, which
does not. Prints one line of JSON per goal: millions of instructions, milliseconds. Everything is
compiled first, as an interpreter without compiled files measures its compiler. Run it from the
checkout: ``python -m tests.bench.bench_startup``.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from tessera.store.library import Library
from tests.bench.paired import Outcome, show
from tests.fakes import FixedClock

RUNS, PAIRS = 3, 15
SESSIONS = 60
EMPTY = """\
import os
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        os._exit(0)

application = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
application.exec()
"""
# What follows the first paint is `life`; it is not loaded here.
OURS = """\
import os, sys, types
after = sys.modules["tessera.ui.life"] = types.ModuleType("tessera.ui.life")
after.live = lambda *_: os._exit(0)
from tessera.__main__ import main
main([])
"""
LOADED = OURS.replace("os._exit(0)", 'os.write(1, " ".join(sys.modules).encode()) and os._exit(0)')
# Started, begun and closed: what a window leaves behind for the next start.
ONCE = """\
import sys
from PySide6.QtCore import QTimer
from tessera.ui.main_window import MainWindow

class Short(MainWindow):
    def begin(self, *wanted):
        super().begin(*wanted)
        QTimer.singleShot(500, self.close)

import tessera.ui.application
tessera.ui.application.MainWindow = Short
from tessera.__main__ import main
sys.exit(main([]))
"""


def used_home(folder: Path) -> Path:
    """Return a home with sessions, that a window was closed over before."""
    home = folder / "home"
    home.mkdir()
    library = Library.open(home, FixedClock())
    for number in range(SESSIONS):
        library.sessions.create(title=f"Session {number}", profile="sandbox")
    library.close()
    subprocess.run([sys.executable, "-c", ONCE], env=environment(home), check=True)
    return home


def environment(home: Path) -> dict[str, str]:
    """Return the surroundings of both sides: nothing drawn, nothing random, files compiled."""
    kept = {
        name: text
        for name, text in os.environ.items()
        if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("OPENAI_")
    }
    paths = os.pathsep.join(path for path in sys.path if path)
    return kept | {
        "TESSERA_HOME": str(home),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": paths,
        "QT_QPA_PLATFORM": "offscreen",
    }


def instructions(home: Path, program: str) -> float:
    """Return the millions of instructions of a process that runs ``program``."""
    words = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    ended = subprocess.run(
        [*words, sys.executable, "-c", program],
        env=environment(home), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"I\s+refs:\s+([\d,]+)", ended.stderr)
    assert found is not None, ended.stderr
    return int(found[1].replace(",", "")) / 1e6


def cpu_ms(home: Path, program: str) -> float:
    """Return the milliseconds of processor time of a process that runs ``program``."""
    process = subprocess.Popen([sys.executable, "-c", program], env=environment(home))
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, "the start failed"
    return (used.ru_utime + used.ru_stime) * 1000


def loaded_modules(home: Path) -> frozenset[str]:
    """Return the names of all modules that are loaded at the first paint."""
    said = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment(home), capture_output=True, check=True
    )
    return frozenset(said.stdout.decode().split())


def in_turns(goal: str, measure: Callable[[str], float], pairs: int) -> Outcome:
    """Measure ours and the empty window in turns."""
    taken = [(measure(OURS), measure(EMPTY)) for _ in range(pairs)]
    ratios = sorted(ours / empty for ours, empty in taken)
    quarter = len(ratios) // 4
    ours, empty = (median(side) for side in zip(*taken, strict=True))
    spread = ratios[-1 - quarter] - ratios[quarter]
    return Outcome(
        goal, round(ours, 1), round(empty, 1), round(median(ratios), 4), pairs, round(spread, 4)
    )


def outcomes(*, is_quick: bool = False) -> list[Outcome]:
    """Measure the start; instructions only where Valgrind is installed."""
    with tempfile.TemporaryDirectory() as folder:
        home = used_home(Path(folder))
        processor = partial(cpu_ms, home)
        in_turns("only to warm up", processor, 1)
        found = [
            in_turns("G1 first paint / empty window, CPU", processor, 9 if is_quick else PAIRS)
        ]
        if shutil.which("valgrind"):
            count = partial(instructions, home)
            goal = "G1 first paint / empty window, instructions"
            found.append(in_turns(goal, count, 1 if is_quick else RUNS))
    return found


if __name__ == "__main__":
    show(outcomes(is_quick="--quick" in sys.argv))
