"""Set-up for real: a small checkout, a package index in a folder, and everything that goes wrong.

The program in it is a stand-in that tells how it was called; ``run.py``, ``bootstrap`` and the
look at the display are the real ones. Environments are made and filled by the real pip.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAND_IN = """\
import json, sys
import sample

print(json.dumps({"words": sys.argv[1:], "sample": sample.VERSION, "first": sys.path[0]}))
if "--fail" in sys.argv:
    sys.exit(3)
"""
REACHES_NOTHING = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the paths are those of POSIX systems")


@dataclass(frozen=True)
class Checkout:
    """A folder with run.py in it, and the folder that serves as package index."""

    root: Path
    index: Path
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        return self.root / ".venv/bin/python"

    @property
    def site_packages(self) -> Path:
        (folder,) = self.root.glob(".venv/lib/*/site-packages")
        return folder

    def start(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.root / "run.py"), *words],
            cwd=self.root.parent,
            env={**os.environ, **self.pip_settings(), **self.environ, **environ},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        with self.start(*words, **environ) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def pip_settings(self) -> dict[str, str]:
        none = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": str(self.index)}
        return {**none, "PIP_NO_INDEX": "1", "PIP_EXTRA_INDEX_URL": ""}

    def without_index(self) -> "Checkout":
        return Checkout(self.root, self.index, {**REACHES_NOTHING, "PIP_NO_INDEX": "0"})

    def require(self, version: str) -> None:
        """Put a version of the sample package into the index and into both lock files."""
        wheel = self.index / f"sample-{version}-py3-none-any.whl"
        about = f"sample-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("sample/__init__.py", f"VERSION = {version!r}\n")
            archive.writestr(
                f"{about}/METADATA", f"Metadata-Version: 2.1\nName: sample\nVersion: {version}\n"
            )
            archive.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(
                f"{about}/entry_points.txt",
                "[console_scripts]\nsample-tool = sample:VERSION.title\n",
            )
            archive.writestr(f"{about}/RECORD", "")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        for name in ("requirements.lock", "requirements-dev.lock"):
            line = f"sample=={version} \\\n    --hash=sha256:{digest}\n"
            (self.root / name).write_text(line, "utf-8")


def new_checkout(folder: Path) -> Checkout:
    """Return a checkout that was never set up."""
    root, index = folder / "a checkout", folder / "index"
    index.mkdir(parents=True)
    for name in ("bootstrap", "app/tessera/display"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("run.py", "app/tessera/__init__.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "app/tessera/__main__.py").write_text(STAND_IN, "utf-8")
    (root / "tests/core").mkdir(parents=True)
    (root / "tests/core/test_one.py").touch()
    checkout = Checkout(root, index)
    checkout.require("1.0")
    return checkout


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    checkout = new_checkout(tmp_path_factory.mktemp("once"))
    first = checkout.run("meter")
    assert first.returncode == 0, first.stderr
    return checkout


@pytest.fixture
def checkout(set_up_once: Checkout, tmp_path: Path) -> Checkout:
    """A checkout that was set up, at a place of its own."""
    copy = Checkout(tmp_path / "a checkout", tmp_path / "index")
    shutil.copytree(set_up_once.root, copy.root, symlinks=True)
    shutil.copytree(set_up_once.index, copy.index)
    assert copy.run("meter").returncode == 0
    return copy


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.splitlines()[-1]


def told(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def test_the_first_start_sets_up_and_hands_every_word_over(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    done = checkout.run("ask", "photo of a cat.png", "--prompt", "", "--json")
    assert done.stderr == ""
    assert told(done)["words"] == ["ask", "photo of a cat.png", "--prompt", "", "--json"]


def test_the_exit_code_is_the_programs(set_up_once: Checkout) -> None:
    assert set_up_once.run("meter", "--fail").returncode == 3


def test_a_second_start_reads_nothing_but_the_stamp(checkout: Checkout) -> None:
    shutil.rmtree(checkout.root / "bootstrap")
    assert checkout.run("meter").returncode == 0


def test_the_folder_one_stands_in_is_not_searched_for_modules(checkout: Checkout) -> None:
    (checkout.root.parent / "sample.py").write_text("raise SystemExit('a stranger')", "utf-8")
    assert checkout.run("meter").returncode == 0


def test_the_command_in_the_environment_is_the_same(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "tessera-from-elsewhere"
    link.symlink_to(checkout.root / ".venv/bin/tessera")
    for start in (checkout.root / ".venv/bin/tessera", link):
        done = subprocess.run([start, "meter", "x y"], capture_output=True, text=True, check=True)
        assert told(done)["words"] == ["meter", "x y"]


def test_a_moved_checkout_needs_no_network(checkout: Checkout) -> None:
    moved = Checkout(checkout.root.with_name("elsewhere"), checkout.index).without_index()
    checkout.root.rename(moved.root)
    assert moved.run("meter").returncode == 0
    tool = (moved.root / ".venv/bin/sample-tool").read_text("utf-8")
    assert str(moved.root / ".venv/bin") in tool
    assert str(checkout.root) + "/" not in tool


def test_a_lost_package_is_put_back(checkout: Checkout) -> None:
    shutil.rmtree(checkout.site_packages / "sample")
    (checkout.site_packages / "sample-1.0.dist-info/RECORD").unlink()
    shutil.rmtree(checkout.site_packages / "sample-1.0.dist-info")
    assert told(checkout.run("meter"))["sample"] == "1.0"


def test_an_interpreter_that_is_gone_is_replaced(checkout: Checkout) -> None:
    checkout.python.unlink()
    checkout.python.symlink_to("/nowhere/python3")
    assert told(checkout.run("meter"))["sample"] == "1.0"


def test_a_half_deleted_environment_is_made_anew(checkout: Checkout) -> None:
    (checkout.root / ".venv/pyvenv.cfg").unlink()
    assert told(checkout.run("meter"))["sample"] == "1.0"
    assert (checkout.root / ".venv/pyvenv.cfg").exists()


def test_a_changed_lock_file_is_installed(checkout: Checkout) -> None:
    checkout.require("2.0")
    assert told(checkout.run("meter"))["sample"] == "2.0"


def test_what_was_added_by_hand_stays(checkout: Checkout) -> None:
    (checkout.site_packages / "by_hand.py").touch()
    shutil.rmtree(checkout.root / "bootstrap")
    assert checkout.run("meter").returncode == 0


def test_an_interrupted_set_up_goes_on(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    with checkout.start("meter") as process:
        deadline = time.monotonic() + 60
        while not checkout.python.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert told(checkout.run("meter"))["sample"] == "1.0"


def test_a_stopped_set_up_says_that_it_goes_on(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    with checkout.start("meter") as process:
        deadline = time.monotonic() + 60
        while not checkout.python.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err == "tessera: Set-up was stopped; the next start goes on from there.\n"


def test_two_first_starts_at_once_share_one_set_up(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    with checkout.start("meter") as one, checkout.start("meter") as other:
        answers = [process.communicate(timeout=120) for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0), answers


def test_without_a_network_one_line_says_what_to_do(checkout: Checkout) -> None:
    checkout.require("2.0")
    done = checkout.without_index().run("meter", PIP_FIND_LINKS="")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("tessera: The package index could not be reached")


def test_a_file_that_is_not_the_locked_one_is_not_installed(checkout: Checkout) -> None:
    checkout.require("2.0")
    with zipfile.ZipFile(checkout.index / "sample-2.0-py3-none-any.whl", "a") as archive:
        archive.writestr("sample/extra.py", "raise SystemExit")
    done = checkout.run("meter")
    assert "is not the one that the lock file names" in last_line(done)
    assert not (checkout.site_packages / "sample/extra.py").exists()


def test_a_package_without_a_build_for_this_python_is_named(checkout: Checkout) -> None:
    checkout.require("2.0")
    wheel = checkout.index / "sample-2.0-py3-none-any.whl"
    wheel.rename(checkout.index / "sample-2.0-cp27-none-win32.whl")
    assert "There is no ready build of sample==2.0" in last_line(checkout.run("meter"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.root.chmod(0o555)
    assert "cannot be written to" in last_line(checkout.run("meter"))


@pytest.mark.parametrize("platform", ["", "offscreen"])
def test_without_a_display_the_bare_start_draws_the_tour(
    set_up_once: Checkout, platform: str
) -> None:
    done = set_up_once.run(QT_QPA_PLATFORM=platform)
    folder = str(set_up_once.root.parent / "tour")
    assert told(done)["words"] == ["tour", "--out", folder]
    assert done.stderr == f"There is no display here, so the tour is drawn into {folder}\n"


def test_a_window_that_was_asked_for_is_left_to_the_program(set_up_once: Checkout) -> None:
    done = set_up_once.run("--profile", "sandbox", QT_QPA_PLATFORM="")
    assert told(done)["words"] == ["--profile", "sandbox"]
    assert done.stderr == ""


def test_an_unknown_suite_is_misuse(set_up_once: Checkout) -> None:
    done = set_up_once.run("test", "nonsense")
    assert done.returncode == 2
    assert done.stderr == "tessera: There is no suite named nonsense; there are: house, core\n"


@pytest.mark.parametrize("verb", ["setup", "test", "check"])
def test_our_own_verbs_explain_themselves(set_up_once: Checkout, verb: str) -> None:
    done = set_up_once.run(verb, "--help")
    assert done.returncode == 0
    assert f"run.py {verb}" in done.stdout


@pytest.mark.parametrize("verb", ["setup", "check"])
def test_a_wrong_word_after_our_own_verbs_is_one_line(set_up_once: Checkout, verb: str) -> None:
    done = set_up_once.run(verb, "--bogus")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"tessera: unrecognized arguments: --bogus (see `run.py {verb} --help`)\n"
    )
