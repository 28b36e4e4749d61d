"""Pictures that come inside an answer are versions like any others, however the answer ends."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.errors import OutcomeUnknown
from tessera.core.image_requests import ImageTool, MakeSettings
from tessera.core.replies import TextDelta
from tessera.core.requests import Ask, Picture
from tessera.store.version_rows import SavedVersion, VersionKind
from tessera.studio.asking import Answered
from tessera.studio.bookkeeping import Booking
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.studio.scripted import (
    ACCEPTED,
    FINISHED,
    SENT,
    ScriptedProvider,
    Step,
    estimate,
    question,
)
from tests.studio.scripted_make import OTHER_PNG, PNG, arrived

TOOL = ImageTool("gpt-image-2", MakeSettings(quality="low"))


@dataclass
class Case:
    """A studio in which a conversation makes pictures."""

    studio: Studio
    session_id: str

    async def ask(
        self, *script: Step, ask: Ask | None = None, photo: str | None = None
    ) -> Answered:
        """Ask a provider whose answer follows ``script``."""
        wanted = replace(ask or question("a red kite"), image_tool=TOOL)
        provider = ScriptedProvider(script)
        where = Booking(self.session_id, (photo,))
        started = await self.studio.asking.start(wanted, estimate(), provider.profile, where)
        return await self.studio.asking.run(started, wanted, provider, _silent)

    @property
    def made(self) -> tuple[SavedVersion, ...]:
        """Return what was made, oldest first."""
        return self.studio.library.versions.page()[::-1]

    @property
    def states(self) -> list[str]:
        """Return the states of the ledger."""
        return [row.state.value for row in self.studio.library.ledger.rows()]


def _silent(_: object) -> None:
    """Listen to nothing."""


@pytest_asyncio.fixture
async def case(data_home: Path) -> AsyncIterator[Case]:
    """Give an open studio with a session."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield Case(studio, studio.library.sessions.create().id)
    await studio.close()


async def test_a_picture_of_an_answer_is_a_version_of_its_turn_s_call(case: Case) -> None:
    answered = await case.ask(SENT, ACCEPTED, TextDelta("Here."), arrived(PNG), FINISHED)
    (version,) = case.made
    assert answered.turn.intent_id is not None
    assert case.studio.library.versions.of_intent(answered.turn.intent_id) == (version,)
    assert case.studio.library.blobs.read(version.photo.blob.sha256) == PNG
    assert (version.kind, version.origin.model) == (VersionKind.GENERATED, TOOL.model)
    assert version.origin.prompt == "a red kite"
    assert case.states == ["settled"]


async def test_the_next_picture_hangs_on_the_last_one(case: Case) -> None:
    await case.ask(SENT, ACCEPTED, arrived(PNG), FINISHED)
    await case.ask(SENT, ACCEPTED, arrived(OTHER_PNG), FINISHED, ask=question("pink sky"))
    first, second = case.made
    assert (second.parent, second.kind) == (first.id, VersionKind.EDITED)


async def test_a_picture_hangs_on_the_photo_that_was_shown(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(OTHER_PNG)
    opened = (await case.studio.photos.open_path(case.session_id, path)).photo
    sent = Picture(await case.studio.photos.upload(opened))
    await case.ask(
        SENT, ACCEPTED, arrived(PNG), FINISHED, ask=question("darker", sent), photo=opened.id
    )
    assert case.made[0].parent == opened.id


async def test_a_picture_of_a_cut_answer_is_kept_and_perhaps_charged(case: Case) -> None:
    cut = OutcomeUnknown("The connection broke.", may_be_charged=True)
    with pytest.raises(OutcomeUnknown):
        await case.ask(SENT, ACCEPTED, arrived(PNG), arrived(OTHER_PNG, 1, partial=0), cut)
    kinds = [version.kind for version in case.made]
    assert kinds == [VersionKind.GENERATED, VersionKind.PARTIAL]
    assert case.states == ["unknown"]


async def test_what_is_no_picture_stays_with_the_raw_answer(case: Case) -> None:
    await case.ask(SENT, ACCEPTED, b"raw", arrived(b"no picture"), FINISHED)
    assert case.made == ()
    assert [path.read_bytes() for path in case.studio.home.inbox.iterdir()] == [b"raw"]
    assert case.states == ["settled"]
