"""What may not be sent to a model that makes pictures, and how it is said."""

from dataclasses import replace

import pytest

from tessera.core.geometry import Size
from tessera.core.image_legal import problems
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Animation, Edit, Generate, Make, MakeSettings
from tessera.core.pixels import Pixels
from tests.core.builders import model

PHOTO = Pixels("a", Size(640, 400), "image/png", 1_000)
MASK = Pixels("b", Size(640, 400), "image/png", 1_000)


def options(name: str) -> ImageOptions:
    """Return what a model lets a caller choose."""
    found = model(name).image
    assert found is not None
    return found


def drawn(name: str, **settings: object) -> Generate:
    """Return a request for a picture from words."""
    return Generate(name, "A kite", replace(MakeSettings(), **settings))  # type: ignore[arg-type]


def edited(name: str, *pictures: Pixels, **more: object) -> Edit:
    """Return a request to change a photo."""
    return replace(Edit(name, "A kite", pictures or (PHOTO,)), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (drawn("gpt-image-2"), None),
        (drawn("gpt-image-2", size=Size(1920, 1080)), "both sides must be multiples of 16"),
        (drawn("gpt-image-2", quality="max"), "the quality “max” is not offered"),
        (drawn("gpt-image-2.5-sunburst", quality="max"), None),
        (drawn("gpt-image-2", complexity="low"), "the complexity “low” is not offered"),
        (drawn("gpt-image-2.5-flare", complexity="low"), "the complexity “low” is not offered"),
        (drawn("gpt-image-2.6-flare", complexity="low"), None),
        (drawn("gpt-image-2", background="clear"), "a background that is clear is not offered"),
        (
            drawn("gpt-image-1.5", background="transparent", output_format="jpeg"),
            "a transparent background needs PNG or WebP",
        ),
        (drawn("gpt-image-2", output_format="gif"), "the format GIF is not made"),
        (drawn("gpt-image-2", compression=50), "PNG takes no compression"),
        (
            drawn("gpt-image-2", output_format="webp", compression=101),
            "the compression must be from 0 to 100",
        ),
        (drawn("gpt-image-2", moderation="off"), "the moderation “off” is not offered"),
        (drawn("gpt-image-2", n=0), "the number of pictures must be from 1 to 10"),
        (drawn("dall-e-3", n=2), "the number of pictures must be from 1 to 1"),
        (
            drawn("gpt-image-2.6-flare", output_format="svg", n=2),
            "SVG is made one picture at a time",
        ),
        (drawn("gpt-image-2", partial_images=4), "the number of previews must be from 0 to 3"),
        (
            drawn("gpt-image-2.6-flare", output_format="svg", partial_images=1),
            "SVG has no previews",
        ),
        (drawn("gpt-image-2", n=2, partial_images=1), "previews come with a single picture only"),
        (drawn("gpt-image-2.6-flare", animation=Animation(4, 100)), "frames belong to a GIF"),
        (
            drawn("gpt-image-2.6-flare", output_format="gif", animation=Animation(17, 100)),
            "the number of frames must be from 2 to 16",
        ),
        (
            drawn("gpt-image-2.6-flare", output_format="gif", animation=Animation(4, 1)),
            "a frame must last from 10 to 655,350 milliseconds",
        ),
        (drawn("gpt-image-2.6-flare", output_format="gif", size=Size(512, 512)), None),
        (
            drawn("gpt-image-2.6-flare", output_format="gif", size=Size(2048, 2048)),
            "a picture may have at most 1572864 pixels",
        ),
        (
            drawn("gpt-image-2.6-flare", size=Size(512, 512)),
            "a picture needs at least 655360 pixels",
        ),
        (Generate("gpt-image-2", " \n"), "the prompt is empty"),
        (
            Generate("gpt-image-2", "a" * 32_001),
            "the prompt has 32,001 characters and may have 32,000",
        ),
        (edited("gpt-image-2"), None),
        (edited("dall-e-3"), "it edits no pictures"),
        (edited("gpt-image-2", pictures=()), "there is no picture to edit"),
        (edited("gpt-image-2", *[PHOTO] * 16), None),
        (edited("gpt-image-2", *[PHOTO] * 17), "17 pictures are more than the 16 it takes"),
        (
            edited("gpt-image-2", replace(PHOTO, media_type="image/gif")),
            "a picture must be PNG, JPEG or WebP",
        ),
        (
            edited("gpt-image-2", replace(PHOTO, size_bytes=50_000_000)),
            "a picture of 50.0 MB is not below 50 MB",
        ),
        (
            edited("gpt-image-2", settings=MakeSettings(moderation="low")),
            "an edit takes no word on moderation",
        ),
        (
            edited("gpt-image-2", input_fidelity="high"),
            "the input fidelity “high” is not offered",
        ),
        (edited("gpt-image-1.5", input_fidelity="high"), None),
        (edited("gpt-image-2", mask=MASK), None),
        (
            edited("gpt-image-2", mask=replace(MASK, size=Size(64, 64))),
            "the mask is 64×64, the picture 640×400",
        ),
        (
            edited("gpt-image-2", mask=replace(MASK, media_type="image/webp")),
            "the mask must be a PNG",
        ),
        (
            edited("gpt-image-2", mask=replace(MASK, size_bytes=4_000_000)),
            "a mask of 4.0 MB is not below 4 MB",
        ),
        (
            edited("gpt-image-2.6-flare", mask=MASK, settings=MakeSettings(output_format="gif")),
            "no mask is taken",
        ),
        (edited("gpt-image-2", markup=MASK), "no markup is taken"),
        (edited("gpt-image-2.5-flare", markup=MASK), None),
        (
            edited("gpt-image-2.5-flare", mask=MASK, markup=MASK),
            "a mask and a markup cannot be sent together",
        ),
    ],
)
def test_each_limit_has_its_own_words(request_: Make, problem: str | None) -> None:
    found = problems(request_, options(request_.model))
    assert found == (() if problem is None else (problem,))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = drawn("gpt-image-2", size=Size(100, 100), quality="best", n=11)
    assert len(problems(wrong, options("gpt-image-2"))) == 3


def test_a_model_that_nobody_knows_is_held_to_what_holds_for_all() -> None:
    assert problems(drawn("novel", quality="best", size=Size(7, 7)), None) == ()
    assert problems(Generate("novel", ""), None) == ("the prompt is empty",)
    assert problems(drawn("novel", n=0), None) == ("the number of pictures must be at least 1",)
    assert len(problems(edited("novel", mask=MASK, markup=MASK), None)) == 1
