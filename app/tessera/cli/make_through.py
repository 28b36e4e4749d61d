"""The way an order goes, as `--through` says it, and what to say where the other one was safer."""

from argparse import Namespace

from tessera.cli.make_grammar import IMAGES, RESPONSES
from tessera.core.errors import OutcomeUnknown, RequestError, TesseraError
from tessera.core.image_requests import Through
from tessera.core.profiles import Profile
from tessera.studio.studio import Studio

SAFER = f"With --through {RESPONSES} a cut costs nothing."


def way_of(studio: Studio, asked: Namespace, profile: Profile, model: str) -> Through | None:
    """Return the way of the order, None for the Images API; raises `RequestError`."""
    if asked.through == IMAGES:
        return None
    return studio.ways.through(model, profile)[0]


def name_safer_way(studio: Studio, model: str, profile: Profile, error: TesseraError) -> None:
    """Let a cut, the ``error`` of an order by the Images API, name the way that has none."""
    if not isinstance(error, OutcomeUnknown) or error.status is not None:
        return
    try:
        studio.ways.through(model, profile)
    except RequestError:
        return
    error.next_step = f"{error.next_step} {SAFER}".strip()
