"""The flows that are hurt at every storage call: what a person does that touches the disk."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.asking import ASK, EVENTS, then_cut
from tests.cli.making import PNG, SECOND, SIZED, begun, completed, in_one_piece
from tests.cli.program import Done, exact_json
from tests.client.rogue import LAST_CHUNK, Peer, Received, as_json, sse, streamed
from tests.client.test_image_tool import IMAGE_USAGE, call, done, numbered, response
from tests.faults.flows_of_whole import whole_flows
from tests.faults.sweep import Flow, Stage
from tests.faults.window_flow import MASK_KEPT, SESSION_NAMED, TITLE
from tests.pictures import photo_file

HALF = b"".join(sse(event) for event in EVENTS[:9])
STREAM_HALF = then_cut(streamed(EVENTS[:9])[:-5])


DRAWN = numbered(
    {"type": "response.created", "response": response(status="in_progress")},
    {"type": "response.image_generation_call.generating", "item_id": "ig_1", "output_index": 0},
    done(call(PNG)),
    {"type": "response.completed", "response": response(call(PNG), tool_usage=IMAGE_USAGE)},
)
EDIT = ("edit", "--prompt", "a red kite", "--model", "gpt-image-2", "--quality", "low")


def mask_file(path: Path) -> Path:
    """Write a mask of the photo's upright size with a white spot."""
    from PIL import Image

    mask = Image.new("L", (240, 320))
    mask.paste(255, (50, 50, 110, 100))
    mask.save(path)
    return path


async def made(stage: Stage) -> None:
    """Have a library without any entry: the first that comes makes a backup."""
    ended = await stage.run("ledger", "--json")
    assert ended.code == 0, ended


async def used(stage: Stage) -> None:
    """Have a library with an entry and a backup of today."""
    ended = await stage.run(*ASK)
    assert ended.code == 0, ended


async def cut(stage: Stage) -> None:
    """Leave an answer behind that was cut."""
    await used(stage)
    stage.rogue.answers.append(STREAM_HALF)
    ended = await stage.run(*ASK)
    assert ended.code == 1, ended


async def dear(stage: Stage) -> None:
    """Have every question asked in the background."""
    await used(stage)
    (stage.home / "settings.json").write_text('{"version": 1, "background_above_usd": "0.0000001"}')


async def in_background(received: Received, peer: Peer) -> None:
    """Cut the stream once, and hand out the rest and the whole of it by its id."""
    if received.method == "POST":
        await peer.send(streamed(EVENTS[:9])[:-5])
    elif "starting_after" in received.target:
        await peer.send(streamed(EVENTS[9:]))
    else:
        await peer.send(as_json(EVENTS[-1]["response"]))


def note_the_id(stage: Stage, _: Done) -> None:
    """Note whether the answer's id was on the disk when the program ended."""
    with closing(sqlite3.connect(stage.home / "library.db")) as connection:
        sql = "SELECT 1 FROM intents WHERE response_id IS NOT NULL AND state != 'done'"
        if connection.execute(sql).fetchone():
            stage.notes.append("has id")


def is_fetched_by_its_id(stage: Stage, done: Done, after: Done) -> None:
    """An answer whose id is known is fetched at the next start and not asked about."""
    if stage.notes or done.code == 0:
        assert exact_json(after.out)[-1]["state"] == "settled", after


async def drawn_in_background(received: Received, peer: Peer) -> None:
    """Draw what is ordered, and hand it out again by its id."""
    if received.method == "POST":
        await peer.send(streamed(DRAWN if b"image_generation" in received.body else EVENTS))
    else:
        await peer.send(as_json(DRAWN[-1]["response"]))


def background_flows() -> tuple[Flow, ...]:
    """Return a picture through an answer, and a dear question whose stream is cut once."""
    return (
        Flow(
            "generate through an answer",
            (*SIZED, "--through", "responses", "--out", "{out}/kite.png", "--json"),
            [drawn_in_background],
            pictures=[PNG],
            before=used,
            waits=note_the_id,
            holds=is_fetched_by_its_id,
        ),
        Flow(
            "ask in the background",
            (*ASK, "--json"),
            [in_background],
            before=dear,
            waits=note_the_id,
            holds=is_fetched_by_its_id,
        ),
    )


async def as_asked(received: Received, peer: Peer) -> None:
    """Bring a picture to whoever wants one, and words to everybody else."""
    await peer.send(in_one_piece(PNG) if "/images/" in received.target else streamed(EVENTS))


def promises_hold(stage: Stage, done: Done, _: Done) -> None:
    """What the window showed as kept is in the library."""
    with closing(sqlite3.connect(stage.home / "library.db")) as connection:
        masks = connection.execute("SELECT count(mask) FROM works").fetchone()[0]
        titles = connection.execute("SELECT title FROM sessions").fetchall()
    assert masks or MASK_KEPT not in done.out
    assert (TITLE,) in titles or SESSION_NAMED not in done.out


def window_flows(photo: Path) -> tuple[Flow, ...]:
    """Return what is done in the window."""
    module = "tests.faults.window_flow"
    return (
        Flow(
            "a question in the window",
            ("ask", photo),
            [streamed(EVENTS)],
            before=used,
            module=module,
        ),
        Flow(
            "an edit in the window",
            ("edit", photo),
            [as_asked],
            pictures=[PNG],
            before=used,
            module=module,
        ),
        Flow(
            "a mask and a name in the window",
            ("mask", photo),
            [b""],
            before=used,
            module=module,
            holds=promises_hold,
        ),
    )


def flows(folder: Path) -> dict[str, Flow]:
    """Return the flows by name; pictures to send are drawn into ``folder``."""
    photo = photo_file(folder / "photo.jpg", 320, 240, orientation=6)
    mask = mask_file(folder / "mask.png")
    whole = begun([completed(PNG)]) + LAST_CHUNK
    found = (
        Flow("ask for the first time", (*ASK, "--json"), [streamed(EVENTS)], before=made),
        Flow(
            "ask about a photo",
            ("ask", photo, "--prompt", "What?", "--model", "gpt-5-mini", "--json"),
            [streamed(EVENTS)],
            before=used,
        ),
        Flow(
            "generate into a file",
            (*SIZED, "--out", "{out}/kite.png", "--json"),
            [whole],
            pictures=[PNG],
            before=used,
        ),
        Flow(
            "generate two into a folder",
            (*SIZED, "--n", "2", "--out", "{out}/", "--json"),
            [in_one_piece(PNG, SECOND)],
            pictures=[PNG, SECOND],
            before=used,
        ),
        Flow(
            "edit what a mask shows",
            (*EDIT, photo, "--mask", mask, "--out", "{out}/edited.png", "--json"),
            [in_one_piece(PNG)],
            pictures=[PNG],
            before=used,
        ),
        Flow("recover what was cut", ("recover", "--json"), [STREAM_HALF], before=cut),
        Flow("look at the ledger for the first time", ("ledger", "--json"), [streamed(EVENTS)]),
        *background_flows(),
        *window_flows(photo),
        *whole_flows(),
    )
    return {flow.name: flow for flow in found}
