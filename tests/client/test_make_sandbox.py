"""The real client and the sandbox: what a panel offers is made, and trouble is what it should."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from PIL import Image

from tessera.client import background
from tessera.client.formats import format_of
from tessera.client.service import Service
from tessera.core.errors import ModerationBlocked, NotPermitted, OutcomeUnknown
from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import (
    Animation,
    Edit,
    Generate,
    ImageTool,
    MakeSettings,
    Through,
)
from tessera.core.link_expiry import expires_at
from tessera.core.pixels import Pixels
from tessera.core.profiles import Profile
from tessera.core.replies import PictureArrived
from tessera.core.requests import Ask, Turn
from tessera.core.words import Role
from tests.client.calls import KEY, asked
from tests.client.makes import made_by
from tests.core.builders import model
from tests.fakes import MemoryBlobs, SystemTime
from tests.sandbox.drawn import encoded, plain
from tests.sandbox.processes import running

SIZE = Size(1024, 1024)


def options_of(name: str) -> ImageOptions | None:
    return model(name).image


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    """Give the base URL of a sandbox."""
    with running(as_of="2026-11-20", pace_s=0) as url:
        yield url


@pytest.fixture
async def client(sandbox: str) -> AsyncIterator[Service]:
    """Give the real client of that sandbox."""
    profile = Profile("s", "Sandbox", sandbox)
    service = Service(profile, KEY, clock=SystemTime(), image_options=options_of)
    yield service
    await service.aclose()


def photo(blobs: MemoryBlobs) -> Pixels:
    return blobs.add(plain(640, 400), size=Size(640, 400))


def hole(blobs: MemoryBlobs) -> Pixels:
    """Return a mask with a hole in its middle."""
    mask = Image.new("RGBA", (640, 400), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (200, 100, 400, 300))
    return blobs.add(encoded(mask), size=Size(640, 400))


@pytest.mark.parametrize(
    ("name", "settings", "formats"),
    [
        ("gpt-image-1-mini", MakeSettings(size=SIZE, quality="low"), ["png"]),
        ("gpt-image-1.5", MakeSettings(size=SIZE, output_format="jpeg", compression=60), ["jpeg"]),
        ("gpt-image-2", MakeSettings(size=SIZE, n=2, output_format="webp"), ["webp", "webp"]),
        ("gpt-image-2", MakeSettings(size=Size(1536, 1024), quality="high"), ["png"]),
        (
            "gpt-image-2.5-flare",
            MakeSettings(size=SIZE, quality="xhigh", background="transparent"),
            ["png"],
        ),
        (
            "gpt-image-2.6-flare",
            MakeSettings(
                size=Size(512, 512), output_format="gif", animation=Animation(3, 100), n=2
            ),
            ["gif", "gif"],
        ),
        ("gpt-image-2.6-sunburst", MakeSettings(output_format="svg", complexity="low"), ["svg"]),
    ],
)
async def test_what_a_panel_offers_is_made(
    client: Service, name: str, settings: MakeSettings, formats: list[str]
) -> None:
    made = await made_by(client, Generate(name, "A red kite", settings))
    assert [arrived.output_format for arrived in made.arrived] == formats
    usage = made.finished.usage
    assert usage is not None
    assert usage.output_image_tokens == usage.output_tokens


async def test_previews_come_before_the_picture(client: Service) -> None:
    settings = MakeSettings(size=SIZE, quality="low", partial_images=3)
    made = await made_by(client, Generate("gpt-image-2", "A red kite", settings))
    assert [arrived.partial for arrived in made.arrived] == [0, 1, 2, None]


async def test_a_photo_is_edited_with_a_mask_and_references(client: Service) -> None:
    blobs = MemoryBlobs()
    settings = MakeSettings(size=SIZE, quality="low", partial_images=1)
    pictures = (photo(blobs), blobs.add(plain(64, 64, "blue"), size=Size(64, 64)))
    request = Edit("gpt-image-2.5-flare", "Paint it", pictures, settings, mask=hole(blobs))
    made = await made_by(client, request, blobs)
    assert len(made.pictures) == 1
    assert made.finished.usage is not None
    assert made.finished.usage.image_tokens


async def test_a_photo_is_edited_by_markup_and_with_fidelity(client: Service) -> None:
    blobs = MemoryBlobs()
    marked = Edit("gpt-image-2.6-flare", "As drawn", (photo(blobs),), markup=hole(blobs))
    assert (await made_by(client, marked, blobs)).pictures
    faithful = Edit("gpt-image-1.5", "Brighter", (photo(blobs),), input_fidelity="high")
    assert (await made_by(client, faithful, blobs)).pictures


def conversation(text: str, **more: object) -> Ask:
    tool = ImageTool("gpt-image-2", MakeSettings(size=SIZE, quality="low", partial_images=1))
    return replace(Ask("gpt-5-mini", (Turn(Role.USER, text),), image_tool=tool), **more)  # type: ignore[arg-type]


async def test_a_turn_works_on_what_the_turn_before_made(client: Service) -> None:
    first = await asked(client, conversation("Draw a red kite", store=True))
    then = await asked(
        client,
        conversation("Now make the sky pink", previous_response_id=first.finished.response_id),
    )
    for outcome in (first, then):
        arrived = [reply for reply in outcome.replies if isinstance(reply, PictureArrived)]
        assert [picture.partial for picture in arrived] == [0, None]
        usage = outcome.finished.usage
        assert usage is not None
        assert usage.image_tool is not None
        assert usage.image_tool.output_image_tokens
    assert then.finished.usage is not None
    assert then.finished.usage.image_tool is not None
    assert then.finished.usage.image_tool.image_tokens, "the picture before went in"


async def test_a_picture_in_the_background_survives_a_cut(
    client: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PAUSES_S", (0.01,))
    outcome = await asked(client, conversation("Draw a kite [cut]", background=True, store=True))
    arrived = [reply for reply in outcome.replies if isinstance(reply, PictureArrived)]
    assert [picture.partial for picture in arrived] == [0, None]
    assert outcome.finished.usage is not None
    assert len(outcome.waits) == 1


async def test_rehearsed_trouble_is_what_it_should_be(client: Service) -> None:
    settings = MakeSettings(size=SIZE, quality="low", partial_images=2)

    async def trouble(word: str) -> object:
        made = await made_by(client, Generate("gpt-image-2", f"A kite {word}", settings))
        return made.error

    blocked = await trouble("[blocked]")
    assert isinstance(blocked, ModerationBlocked)
    assert (blocked.stage, blocked.categories) == ("input", ("rehearsal",))
    unverified = await trouble("[unverified]")
    assert isinstance(unverified, NotPermitted)
    assert unverified.reason == "organisation_not_verified"
    for word in ("[broken]", "[cut]"):
        error = await trouble(word)
        assert isinstance(error, OutcomeUnknown)
        assert error.may_be_charged


async def test_a_picture_that_lies_elsewhere_is_fetched_with_its_end_known(client: Service) -> None:
    settings = MakeSettings(size=SIZE, quality="low", partial_images=1)
    made = await made_by(client, Generate("gpt-image-2", "A kite [elsewhere]", settings))
    (named,) = made.elsewhere
    assert made.pictures == []
    assert expires_at(named.url) is not None
    assert format_of(await client.fetch_elsewhere(named.url)) == "png"


async def test_a_busy_sandbox_is_waited_for(client: Service) -> None:
    settings = MakeSettings(size=SIZE, quality="low")
    made = await made_by(client, Generate("gpt-image-2", "A kite [busy]", settings))
    assert len(made.pictures) == 1
    assert [round(wait.seconds_left) for wait in made.waits] == [2, 1]


THROUGH = Through("gpt-5.6-luna", "none")


async def test_an_edit_through_an_answer_makes_the_same_picture(client: Service) -> None:
    blobs = MemoryBlobs()
    settings = MakeSettings(size=SIZE, quality="low", partial_images=1)
    pictures = (photo(blobs), blobs.add(plain(64, 64, "blue"), size=Size(64, 64)))
    edit = Edit("gpt-image-2", "Paint it", pictures, settings, mask=hole(blobs))
    plainly = await made_by(client, edit, blobs)
    through = await made_by(client, replace(edit, through=THROUGH), blobs)
    assert format_of(through.pictures[0]) == "png"
    assert [picture.partial for picture in through.arrived] == [0, None]
    assert through.finished.response_id is not None, "it can be fetched again"
    usage = through.finished.usage
    assert usage is not None
    assert usage.image_tool == plainly.finished.usage


async def test_a_picture_through_an_answer_survives_a_cut_and_is_made_once(
    client: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PAUSES_S", (0.01,))
    settings = MakeSettings(size=SIZE, quality="low", partial_images=2)
    order = Generate("gpt-image-2", "[cut] A red kite", settings, THROUGH)
    made = await made_by(client, order)
    assert len(made.pictures) == 1
    assert made.finished.usage is not None


async def test_what_is_refused_by_the_images_api_is_refused_through_an_answer(
    client: Service,
) -> None:
    order = Generate("gpt-image-2", "[blocked] A red kite", MakeSettings(size=SIZE), THROUGH)
    assert isinstance((await made_by(client, order)).error, ModerationBlocked)
