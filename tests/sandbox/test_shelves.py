"""What the sandbox keeps is bounded: the oldest go first, what runs stays."""

from tessera.imaging.describe import describe
from tessera.sandbox.eyes import Eyes
from tessera.sandbox.response_shelf import ResponseShelf
from tessera.sandbox.runs import Run
from tessera.sandbox.talk import Said, Talk
from tests.sandbox.drawn import plain


def run(name: str, *, result: str = "", ended: bool = True) -> Run:
    """Return a run whose only output is ``result``."""
    made = Run(
        {"id": name, "status": "completed", "output": [{"result": result}]},
        is_logged=True,
        background=False,
    )
    made.ended = ended
    return made


async def test_the_oldest_response_goes_when_there_are_too_many() -> None:
    shelf = ResponseShelf(most=2, most_bytes=1000)
    for name in ("a", "b", "c"):
        shelf.keep(run(name))
    assert shelf.get("a") is None
    assert shelf.get("b") is not None
    assert shelf.get("c") is not None


async def test_large_responses_push_the_oldest_out() -> None:
    shelf = ResponseShelf(most=9, most_bytes=1000)
    for name in ("a", "b", "c"):
        shelf.keep(run(name, result="x" * 450))
    assert [shelf.get(name) is not None for name in "abc"] == [False, True, True]


async def test_a_response_that_is_still_made_is_never_pushed_out() -> None:
    shelf = ResponseShelf(most=1, most_bytes=1000)
    shelf.keep(run("a", ended=False))
    shelf.keep(run("b", ended=False))
    assert shelf.get("a") is not None


async def test_what_was_said_is_found_by_its_item_until_it_is_dropped() -> None:
    shelf = ResponseShelf(most=9, most_bytes=1000)
    made = run("a")
    shelf.keep(made)
    said = {"msg_1": Said("assistant", "Hello")}
    shelf.settle(made, Talk(tuple(said.values())), said)
    assert shelf.said("msg_1") == Said("assistant", "Hello")
    shelf.drop("a")
    assert shelf.said("msg_1") is None


async def test_a_run_that_failed_says_so_to_its_followers() -> None:
    async def broken() -> None:
        raise OSError("disk")

    failing = run("a", ended=False)
    failing.start(broken())
    events = [event async for event in failing.follow()]
    assert failing.response["status"] == "failed"
    assert b"response.failed" in events[-1]
    assert b"disk" not in events[-1]


def test_a_picture_is_looked_at_once_and_forgotten_in_the_end() -> None:
    looking = Eyes(remembered=2)
    red, green, blue = (plain(8, 8, colour) for colour in ("red", "green", "blue"))
    first = looking.look(red)
    assert looking.look(red) is first
    looking.look(green)
    looking.look(blue)
    assert looking.look(red) is not first
    assert looking.look(red) == describe(red)
