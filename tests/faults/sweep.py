"""Kill -9, a full disk or a broken one at a storage system call of the real program.

A *flow* is one command against a server that counts what it sells. It runs once unhurt under
``strace``; each storage call it makes in its home or its target is a *point*: (call, kind of file).
Then it runs again for each point, with the fault injected there. strace counts calls per thread, so
what was really hit is read from its log. After each run the next start is held to the promises.
What a flow finds at its start is made once and copied for each run.
"""

import asyncio
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cli.asking import EVENTS, leading_to
from tests.cli.program import Done, environment, exact_json
from tests.client.rogue import Handler, Rogue, streamed
from tests.faults.warm import Hold, Origin

STRACE = shutil.which("strace")
CALLS = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,link"
LINE = re.compile(
    r"^(?P<thread>\d+) +(?P<call>\w+)\((?:[^)]*?<(?P<open>[^>]+)>|\"(?P<name>[^\"]+)\")"
)
PROGRAM, STEADY = "tessera.__main__", "tests.faults.steady"
LIVE_STATES = {"reserved", "sent"}
AT_ONCE = 2
MOST_TRIES = 7
EARLIER = streamed(EVENTS)


@dataclass(frozen=True, order=True)
class Point:
    """A storage call: its name and the file without what differs from run to run."""

    call: str
    kind: str


@dataclass(frozen=True)
class Place:
    """Where a point comes: the N-th call of its name on ``path`` in its thread.

    ``path`` is relative to the stage; `steady` gives a file the same name in every run.
    """

    point: Point
    count: int
    path: str


@dataclass
class Flow:
    """A command, what the server answers, and what must be on the disk when it went well.

    ``argv`` are the words after ``tessera``; ``{out}`` stands for a fresh folder. ``before`` makes
    the home ready, where questions are answered with `EARLIER`. ``pictures`` are files that an
    unhurt run has bought. ``waits`` and ``holds`` are what this flow promises besides, before and
    after the next start; they are told how both commands ended.
    """

    name: str
    argv: Sequence[str | Path]
    answers: Sequence[bytes | Handler]
    pictures: Sequence[bytes] = ()
    before: Callable[["Stage"], Awaitable[None]] | None = None
    module: str = STEADY
    waits: Callable[["Stage", Done], None] | None = None
    holds: Callable[["Stage", Done, Done], None] | None = None


@dataclass
class Stage:
    """One run's own home, target and server."""

    origin: Origin
    folder: Path
    rogue: Rogue
    notes: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Return the library's folder."""
        return self.folder / "home"

    @property
    def out(self) -> Path:
        """Return the folder for results."""
        return self.folder / "out"

    @property
    def paid(self) -> int:
        """Return how many calls the server was asked to sell."""
        return sum(request.method == "POST" for request in self.rogue.requests)

    async def run(
        self, *words: str | Path, module: str = PROGRAM, held: Hold | None = None
    ) -> Done:
        """Run a command to its end, however that comes."""
        filled = [str(word).replace("{out}", str(self.out)) for word in words]
        extra = {**leading_to(self.rogue), "TESSERA_HOME": str(self.home), **self.more}
        return await self.origin.run(module, filled, environment(extra), held)


def kind_of(path: str) -> str:
    """Return the name of a file without numbers and hashes."""
    return re.sub(r"[0-9a-f]{32,64}|\d+", "N", Path(path).name)


@dataclass
class Sweep:
    """What a sweep was to hit, what it hit, and how many runs that took."""

    points: frozenset[Point]
    hit: set[Point] = field(default_factory=set)
    runs: int = 0

    @property
    def missed(self) -> list[Point]:
        """Return the points that no run was hurt at."""
        return sorted(self.points - self.hit)


@dataclass
class Theatre:
    """Where one flow is played again and again, each time on a stage of its own."""

    origin: Origin
    folder: Path
    flow: Flow

    async def ready(self) -> None:
        """Make what the flow finds at its start."""
        prepared = self.folder / "prepared"
        (prepared / "out").mkdir(parents=True)
        async with Rogue([EARLIER]) as rogue:
            if self.flow.before is not None:
                await self.flow.before(Stage(self.origin, prepared, rogue))

    async def play(self, name: str, act: Callable[[Stage], Awaitable[None]]) -> None:
        """Set a stage, act on it, and take it away."""
        folder = self.folder / name
        shutil.copytree(self.folder / "prepared", folder)
        async with Rogue(list(self.flow.answers)) as rogue:
            await act(Stage(self.origin, folder, rogue))
        shutil.rmtree(folder, ignore_errors=True)

    async def run(self, stage: Stage, log: Path, *aim: str) -> Done:
        """Run the flow's command under strace."""
        return await stage.run(*self.flow.argv, module=self.flow.module, held=_strace(log, *aim))


def _strace(log: Path, *aim: str) -> Hold:
    """Return what takes hold of a process and writes its calls into ``log``.

    Children are let go where they become another program: they decode and never touch the disk.
    """

    async def hold(pid: int) -> asyncio.subprocess.Process:
        words = ("-f", "-b", "execve", "-y", "-o", str(log), *aim, "-p", str(pid))
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(str(STRACE), *words, stderr=pipe)
        assert process.stderr is not None
        said = await process.stderr.readline()
        assert b"attached" in said, said
        return process

    return hold


async def places_of(theatre: Theatre) -> dict[Point, list[Place]]:
    """Run the flow unhurt; return where each of its points comes."""
    found: dict[Point, list[Place]] = {}

    async def act(stage: Stage) -> None:
        log = stage.folder / "strace.log"
        done = await theatre.run(stage, log, "-e", f"trace={CALLS}")
        assert done.code == 0, done
        await keeps_promises(stage, theatre.flow, done, stage.paid)
        for place in _places(log, stage.folder):
            found.setdefault(place.point, []).append(place)

    await theatre.play("unhurt", act)
    return found


def _places(log: Path, folder: Path) -> list[Place]:
    counts: Counter[tuple[str, ...]] = Counter()
    found = []
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match is None:
            continue
        thread, call, path = match["thread"], match["call"], match["open"] or match["name"]
        counts[thread, call, path] += 1
        if path.startswith(f"{folder}/"):
            point, count = Point(call, kind_of(path)), counts[thread, call, path]
            found.append(Place(point, count, path.removeprefix(f"{folder}/")))
    return found


async def hurt(theatre: Theatre, name: str, place: Place, fault: str) -> Point | None:
    """Run the flow with ``fault`` at a place; hold the next start to the promises.

    Returns the point that was really hit, None where the flow ended before.
    """
    hits: list[Point] = []

    async def act(stage: Stage) -> None:
        log = stage.folder / "strace.log"
        inject = f"inject={place.point.call}:{fault}:when={place.count}"
        path = str(stage.folder / place.path)
        done = await theatre.run(
            stage, log, "-P", path, "-e", f"trace={place.point.call}", "-e", inject
        )
        assert "Traceback" not in done.err, done.err
        hits.extend(_hit(log, fault, stage.folder))
        await keeps_promises(stage, theatre.flow, done, stage.paid)

    await theatre.play(name, act)
    return hits[0] if hits else None


def _hit(log: Path, fault: str, folder: Path) -> list[Point]:
    """Return the point at which the fault came."""
    lines = log.read_text(errors="replace").splitlines()
    if "KILL" in fault:
        lines = [line for line in lines if LINE.match(line)][-1:]
    else:
        lines = [line for line in lines if "(INJECTED)" in line][:1]
    matches = [match for line in lines if (match := LINE.match(line))]
    paths = [(match["call"], match["open"] or match["name"]) for match in matches]
    return [Point(c, kind_of(p)) for c, p in paths if p.startswith(f"{folder}/")]


async def keeps_promises(stage: Stage, flow: Flow, done: Done, paid: int) -> None:
    """Start the program again, as a person would, and hold it to every promise."""
    if not (stage.home / "library.db").exists():
        assert paid == 0, "sold without a library"
    delivered = _delivered(stage, flow)
    if flow.waits is not None:
        flow.waits(stage, done)
    ledger = await stage.run("ledger", "--json")  # it resolves what was left unfinished first
    assert ledger.code == 0, ledger
    assert stage.paid == paid, "bought again"
    entries: list[dict[str, Any]] = exact_json(ledger.out)
    assert len(entries) >= paid, "a sold call is not in the ledger"
    assert not [e for e in entries if e["state"] in LIVE_STATES], entries
    kept = {path.read_bytes() for path in _files(stage.home / "pictures")}
    for picture in delivered:
        assert picture in kept, "a picture that had come is lost"
    _told_the_truth(stage, flow, done, kept)
    if flow.holds is not None:
        flow.holds(stage, done, ledger)
    with closing(sqlite3.connect(stage.home / "library.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _delivered(stage: Stage, flow: Flow) -> list[bytes]:
    """Return the pictures that lay whole in the inbox when the program ended."""
    import base64

    raw = [path.read_bytes() for path in _files(stage.home / "inbox")]
    return [p for p in flow.pictures if any(base64.b64encode(p) in each for each in raw)]


def _told_the_truth(stage: Stage, flow: Flow, done: Done, kept: set[bytes]) -> None:
    """A command that said it went well has its pictures where it says."""
    if done.code != 0 or "--json" not in flow.argv or not flow.pictures:
        return
    for name in exact_json(done.out).get("files", []):
        assert Path(name).read_bytes()
    assert all(picture in kept for picture in flow.pictures)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


async def sweep(
    origin: Origin, folder: Path, flow: Flow, fault: str, *, every: bool = False
) -> Sweep:
    """Hurt the flow at each of its points once, or at every place of each."""
    theatre = Theatre(origin, folder, flow)
    await theatre.ready()
    places = await places_of(theatre)
    done = Sweep(frozenset(places))
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(point: Point, found: list[Place], name: str) -> None:
        for number, place in enumerate((found if every else []) + _some(found)):
            if point in done.hit and not (every and number < len(found)):
                return
            async with gate:
                hit = await hurt(theatre, f"{name}-{number}", place, fault)
            if hit is not None:
                done.hit.add(hit)
            done.runs += 1

    async with asyncio.TaskGroup() as group:
        for number, (point, found) in enumerate(places.items()):
            name = f"{flow.name}: {point}"
            group.create_task(one(point, found, f"{point.call}-{number}"), name=name)
    return done


def _some(places: list[Place]) -> list[Place]:
    """Return a few places, the first first; again, where there are no more: threads may race."""
    return (list(dict.fromkeys(places)) * MOST_TRIES)[:MOST_TRIES]
