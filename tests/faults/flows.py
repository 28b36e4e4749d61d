"""The flows that are hurt at every storage call: what a person does that touches the disk."""

from pathlib import Path

from tests.cli.asking import ASK, EVENTS, then_cut
from tests.cli.making import PNG, SECOND, SIZED, begun, completed, in_one_piece
from tests.client.rogue import LAST_CHUNK, sse, streamed
from tests.faults.sweep import Flow, Stage
from tests.pictures import photo_file

HALF = b"".join(sse(event) for event in EVENTS[:9])
STREAM_HALF = then_cut(streamed(EVENTS[:9])[:-5])


EDIT = ("edit", "--prompt", "a red kite", "--model", "gpt-image-2", "--quality", "low")


def mask_file(path: Path) -> Path:
    """Write a mask of the photo's upright size with a white spot."""
    from PIL import Image

    mask = Image.new("L", (240, 320))
    mask.paste(255, (50, 50, 110, 100))
    mask.save(path)
    return path


async def _cut_before(stage: Stage) -> None:
    """Leave an answer behind that was cut."""
    done = await stage.run(*ASK)
    assert done.code == 1, done


def flows(folder: Path) -> dict[str, Flow]:
    """Return the flows by name; pictures to send are drawn into ``folder``."""
    photo = photo_file(folder / "photo.jpg", 320, 240, orientation=6)
    mask = mask_file(folder / "mask.png")
    whole = begun([completed(PNG)]) + LAST_CHUNK
    found = (
        Flow("ask", (*ASK, "--json"), [streamed(EVENTS)]),
        Flow(
            "ask about a photo",
            ("ask", photo, "--prompt", "What?", "--model", "gpt-5-mini", "--json"),
            [streamed(EVENTS)],
        ),
        Flow(
            "generate into a file",
            (*SIZED, "--out", "{out}/kite.png", "--json"),
            [whole],
            pictures=[PNG],
        ),
        Flow(
            "generate two into a folder",
            (*SIZED, "--n", "2", "--out", "{out}/", "--json"),
            [in_one_piece(PNG, SECOND)],
            pictures=[PNG, SECOND],
        ),
        Flow(
            "edit what a mask shows",
            (*EDIT, photo, "--mask", mask, "--out", "{out}/edited.png", "--json"),
            [in_one_piece(PNG)],
            pictures=[PNG],
        ),
        Flow(
            "a question in the window",
            (photo, "What is this?"),
            [streamed(EVENTS)],
            module="tests.faults.window_flow",
        ),
        Flow("recover what was cut", ("recover", "--json"), [STREAM_HALF], before=_cut_before),
        Flow("look at the ledger for the first time", ("ledger", "--json"), [streamed(EVENTS)]),
    )
    return {flow.name: flow for flow in found}
