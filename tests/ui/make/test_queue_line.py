"""The queue is said in one line, and only while something waits or is held."""

from tessera.ui.make.queue_line import queue_words


def said(
    running: int = 0, waiting: int = 0, ordered: int = 0, *, is_paused: bool = False, why: str = ""
) -> str:
    return queue_words(
        running=running, waiting=waiting, ordered=ordered, is_paused=is_paused, why=why
    )


def test_what_runs_alone_needs_no_queue() -> None:
    assert said(running=1) == ""


def test_calls_and_orders_wait_alike() -> None:
    assert said(running=2, waiting=3, ordered=1) == "2 running, 4 waiting"


def test_a_pause_says_why_and_what_it_holds() -> None:
    assert said(waiting=2, is_paused=True, why="No credit.") == "Paused. 2 waiting. No credit."
    assert said(is_paused=True) == "Paused."
