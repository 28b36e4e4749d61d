"""The decode child: what it cannot do, how it dies, and how little that matters."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.imaging.conversation import Patience
from tessera.imaging.decoder import Decoder
from tessera.imaging.spawn import child_environment
from tests.pictures import photo, photo_file

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="told and tested on Linux")
SLOW_TO_START = 60.0


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.png"
    photo(40, 30).save(path)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file that takes a tenth of a second to decode, and shows a preview before."""
    return photo_file(tmp_path_factory.mktemp("large") / "large.jpg", 4800, 3200)


def open_and_signal(decoder: Decoder, path: Path, number: int) -> None:
    """Send the child a signal in the middle of its work; again, if it was quicker than that."""

    def interrupt(_facts: object, _raster: object) -> None:
        os.kill(pid_of(decoder), number)

    for _ in range(20):
        decoder.open(path, on_preview=interrupt)


def pid_of(decoder: Decoder) -> int:
    pid = decoder.child_pid
    assert pid is not None
    return pid


@LINUX
def test_the_child_says_what_it_gave_up(decoder: Decoder, small: Path) -> None:
    decoder.facts(small)
    assert {"files", "network", "programs", "memory", "cpu"} <= set(decoder.confinement)


GIVEN_UP = """\
import os, socket, sys, threading
from tessera.imaging.confine import confine

confinement = confine()
for attempt in (
    lambda: os.open("/etc/passwd", os.O_RDONLY),
    lambda: socket.socket(),
    lambda: os.fork(),
    lambda: os.execv("/bin/true", ["true"]),
    lambda: os.unlink("/nowhere"),
    lambda: os.kill(os.getppid(), 0),
    lambda: os.truncate("/nowhere", 0),
    lambda: os.mknod("/nowhere/pipe"),
    lambda: os.chown("/nowhere", 1, 1),
    lambda: os.lchown("/nowhere", 1, 1),
    lambda: os.utime("/nowhere"),
    lambda: os.chmod("/nowhere", 0o777),
    lambda: os.setxattr("/nowhere", "user.a", b""),
    lambda: os.fchmod(0, 0o777),
    lambda: os.fchown(0, 1, 1),
):
    try:
        attempt()
    except PermissionError:
        print("denied", flush=True)
    else:
        print("possible", flush=True)
thread = threading.Thread(target=lambda: print("threads run", flush=True))
thread.start()
thread.join()
confinement.allow_memory(50_000_000)
try:
    bytearray(200_000_000)
except MemoryError:
    print("memory is limited", flush=True)
confinement.allow_cpu(0.2)
while True:
    pass
"""


@LINUX
def test_a_confined_process_opens_connects_and_starts_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GIVEN_UP],
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=SLOW_TO_START,
    )
    assert done.stdout.splitlines() == ["denied"] * 15 + ["threads run", "memory is limited"]
    assert done.returncode == -signal.SIGPROF


ONLY_FONTS = """\
import os
from pathlib import Path
from tessera.imaging.confine import FONTS, confine

found = [path.resolve() for folder in FONTS for path in Path(folder).rglob("*")]
fonts = [path for path in found if path.is_file() and str(path).startswith(FONTS)]
words = confine().words
print("landlock" in words)
for font in fonts[:5]:
    os.close(os.open(font, os.O_RDONLY))
forbidden = ["/", "/etc", "/etc/passwd", "/proc/self/environ", "/usr/share", "/tmp"]
tries = [(path, os.O_RDONLY) for path in forbidden]
tries += [(f"{FONTS[0]}/new", os.O_WRONLY | os.O_CREAT), (f"{FONTS[0]}/../../../etc/passwd", 0)]
for path, flags in tries:
    try:
        os.open(path, flags)
    except OSError as error:
        print(type(error).__name__)
    else:
        print("possible", path)
"""


@LINUX
def test_fonts_are_the_only_files_a_confined_process_opens() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ONLY_FONTS],
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=SLOW_TO_START,
    )
    has_landlock, *tries = done.stdout.splitlines()
    if has_landlock == "False":
        pytest.skip("this kernel has no Landlock; then nothing at all is opened")
    assert done.stderr == ""
    assert tries == ["PermissionError"] * 8


@LINUX
def test_the_child_knows_no_key_no_proxy_and_no_home(
    monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTPS_PROXY", "TESSERA_HOME", "HOME"):
        monkeypatch.setenv(name, "sk-do-not-tell")
    with Decoder() as fresh:
        fresh.facts(small)
        environment = Path(f"/proc/{pid_of(fresh)}/environ").read_bytes()
        command = Path(f"/proc/{pid_of(fresh)}/cmdline").read_bytes()
    assert b"sk-do-not-tell" not in environment + command
    assert b"--child=decode" in command


@LINUX
def test_the_child_holds_no_file_and_no_memory_of_the_last_picture(
    decoder: Decoder, large: Path, small: Path
) -> None:
    decoder.facts(small)
    before = resident(decoder)
    opened = decoder.open(large)
    decoder.facts(small)  # answered only after the child has tidied up
    links = [str(link.readlink()) for link in Path(f"/proc/{pid_of(decoder)}/fd").iterdir()]
    assert not [link for link in links if "large" in link or "memfd" in link]
    assert resident(decoder) - before < opened.levels[0].size_bytes / 8


def resident(decoder: Decoder) -> int:
    lines = Path(f"/proc/{pid_of(decoder)}/status").read_text("ascii").splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def test_a_child_that_died_between_two_jobs_is_replaced_unnoticed(
    decoder: Decoder, small: Path
) -> None:
    decoder.facts(small)
    before = pid_of(decoder)
    os.kill(before, signal.SIGKILL)
    assert decoder.facts(small).stored == Size(40, 30)
    assert pid_of(decoder) != before


@pytest.mark.expects_log("decode child .* ended with")
def test_a_picture_that_kills_the_child_is_blamed_and_the_next_one_opens(
    decoder: Decoder, large: Path, small: Path
) -> None:
    with pytest.raises(UnreadablePicture, match="made the decoder stop") as caught:
        open_and_signal(decoder, large, signal.SIGSEGV)
    assert caught.value.reason == "crashed"
    assert decoder.facts(small).stored == Size(40, 30)


@LINUX
@pytest.mark.expects_log("decode child .* ended with")
def test_a_child_that_hangs_is_given_up_and_replaced(large: Path, small: Path) -> None:
    with Decoder(patience=Patience(header_s=2.0, pixels_s=2.0)) as impatient:
        with pytest.raises(UnreadablePicture, match="took too long") as caught:
            open_and_signal(impatient, large, signal.SIGSTOP)
        assert caught.value.reason == "too_slow"
        assert impatient.facts(small).stored == Size(40, 30)


@LINUX
@pytest.mark.expects_log("decode child .* ended with -27")
def test_a_picture_that_burns_processor_time_is_given_up(large: Path, small: Path) -> None:
    with Decoder(patience=Patience(pixels_cpu_s=0.05)) as impatient:
        with pytest.raises(UnreadablePicture, match="took too long") as caught:
            impatient.open(large)
        assert caught.value.reason == "too_slow"
        assert impatient.facts(small).stored == Size(40, 30)


def test_a_preview_that_its_caller_does_not_survive_ends_the_child(
    tmp_path: Path, decoder: Decoder, small: Path
) -> None:
    """Otherwise the rest of its answers would be taken for those of the next picture."""
    path = photo_file(tmp_path / "large.jpg", 2600, 1800)

    def fail(_facts: object, _raster: object) -> None:
        raise RuntimeError("the window is gone")

    with pytest.raises(RuntimeError, match="the window is gone"):
        decoder.open(path, on_preview=fail)
    assert decoder.facts(small).stored == Size(40, 30)


def test_closing_is_quick_and_tells_whoever_waits(large: Path) -> None:
    decoder = Decoder()
    decoder.warm()
    told: list[str] = []

    def open_many() -> None:
        try:
            for _ in range(100):
                decoder.open(large)
        except UnreadablePicture as error:
            told.append(error.reason)

    waiting = [threading.Thread(target=open_many) for _ in range(3)]
    for thread in waiting:
        thread.start()
    time.sleep(0.2)
    start = time.monotonic()
    decoder.close()
    for thread in waiting:
        thread.join(timeout=5)
    assert time.monotonic() - start < 5
    assert told == ["closing"] * 3


def test_a_closed_decoder_opens_nothing(small: Path) -> None:
    decoder = Decoder()
    decoder.close()
    with pytest.raises(UnreadablePicture, match="closing"):
        decoder.facts(small)


@pytest.mark.expects_log("could not be started")
def test_a_program_that_cannot_start_its_child_says_so(
    monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(small.parent / "python-is-gone"))
    with Decoder() as decoder, pytest.raises(UnreadablePicture, match="did not start") as caught:
        decoder.facts(small)
    assert caught.value.reason == "no_child"


def test_started_by_hand_the_child_leaves_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tessera", "--child=decode"],
        stdin=subprocess.DEVNULL,
        env=child_environment(),
        check=False,
        timeout=SLOW_TO_START,
    )
    assert done.returncode == 2


def test_many_threads_may_ask_at_once(tmp_path: Path, decoder: Decoder) -> None:
    paths = []
    for number in range(30):
        paths.append(tmp_path / f"{number}.png")
        photo(20 + number, 30, seed=number).save(paths[-1])
    with ThreadPoolExecutor(8) as pool:
        sizes = list(pool.map(lambda path: decoder.open(path).levels[0].size, paths))
    assert sizes == [Size(20 + number, 30) for number in range(30)]


LEAVES = """\
import sys
from pathlib import Path
from tessera.imaging.decoder import Decoder

decoder = Decoder()
decoder.facts(Path(sys.argv[1]))
print(decoder.child_pid, flush=True)
sys.stdin.read()
"""


@LINUX
def test_the_child_ends_when_its_program_is_killed(small: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", LEAVES, str(small)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=child_environment(),
    )
    with program:
        assert program.stdout is not None
        child = int(program.stdout.readline())
        program.kill()
    end = time.monotonic() + 10
    while Path(f"/proc/{child}/cmdline").exists() and time.monotonic() < end:
        if b"--child" not in Path(f"/proc/{child}/cmdline").read_bytes():
            break  # ended, and waiting to be collected
        time.sleep(0.02)
    else:
        assert not Path(f"/proc/{child}").exists()


def test_the_window_process_loads_no_pillow() -> None:
    program = "import sys, tessera.imaging.decoder; print('PIL' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=child_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
