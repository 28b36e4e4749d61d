"""A call about to be made, as `library.Library.begin_call` takes it."""

from dataclasses import dataclass

from tessera.core.estimates import Estimate
from tessera.core.profiles import Profile


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call about to be made.

    ``request`` is all of it as JSON text, ``summary`` the part the ledger keeps for good (no
    prompt, no pictures). ``inputs`` are the hashes of what is uploaded. ``background`` says that
    the reply can be fetched by id.
    """

    kind: str
    model: str
    profile: Profile
    estimate: Estimate
    request: str
    summary: str = "{}"
    inputs: tuple[str, ...] = ()
    session_id: str | None = None
    background: bool = False
    needed_bytes: int | None = None
