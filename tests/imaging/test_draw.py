"""Drawing: the same order gives the same picture, an edit changes its hole only."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageSequence

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.imaging.draw import DrawingOrder, draw
from tessera.imaging.draw_edit import fill_hole, hole_of_markup, hole_of_mask, restyle
from tessera.imaging.draw_palette import COLOUR_WORDS, colours_in
from tessera.imaging.draw_scene import draw_scene, mark

SMALL = Size(192, 128)


def opened(data: bytes) -> Image.Image:
    """Return the pixels of a file."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def encoded(image: Image.Image) -> bytes:
    """Return a picture as PNG."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "prompt",
    ["a sea", "a city at night", "a forest", "an abstract poster", "hills", 'a sign "OPEN"', ""],
)
def test_the_same_order_gives_the_same_bytes_and_another_seed_others(prompt: str) -> None:
    order = DrawingOrder(prompt, 1, SMALL)
    assert draw(order) == draw(order)
    assert draw(order) != draw(replace(order, seed=2))


@given(st.text(max_size=80), st.integers(1, 300), st.integers(1, 300))
@settings(max_examples=25)
def test_any_words_and_any_size_can_be_drawn(prompt: str, width: int, height: int) -> None:
    assert draw_scene(prompt, seed=0, size=Size(width, height)).size == (width, height)


@pytest.mark.parametrize("word", ["red", "green", "blue", "orange", "purple"])
def test_a_colour_that_is_named_is_seen(word: str) -> None:
    wanted = COLOUR_WORDS[word]
    picture = draw_scene(f"{word} hills", seed=0, size=SMALL).convert("RGB")
    low = picture.crop((0, 96, 192, 128)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(low, tuple)
    assert max(range(3), key=lambda at: low[at]) == max(range(3), key=lambda at: wanted[at])


def test_colours_are_found_in_the_order_of_their_mention() -> None:
    assert colours_in("A Blue car, red roof, blue sky") == (
        COLOUR_WORDS["blue"],
        COLOUR_WORDS["red"],
    )


def test_a_picture_is_marked_as_the_sandboxes() -> None:
    bare = Image.new("RGB", (400, 300), "white")
    marked = bare.copy()
    mark(marked)
    left, top, right, bottom = ImageChops.difference(bare, marked).getbbox() or (0, 0, 0, 0)
    assert left > 200
    assert top > 200
    assert (right, bottom) <= (400, 300)


def test_the_mark_stays_within_a_hole_that_has_room_for_it() -> None:
    hole = Image.new("L", (400, 400), 0)
    ImageDraw.Draw(hole).ellipse((0, 0, 399, 399), fill=255)
    picture = Image.new("RGB", (400, 400), "white")
    mark(picture, within=hole)
    changed = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).convert("L")
    assert ImageChops.darker(changed, ImageChops.invert(hole)).getbbox() is None
    assert changed.getbbox() is not None


shapes = st.tuples(st.integers(0, 90), st.integers(0, 60), st.integers(1, 90), st.integers(1, 60))


@given(shapes, st.sampled_from(["RGB", "RGBA"]), st.integers(0, 5))
@settings(max_examples=30)
def test_outside_the_hole_not_one_pixel_changes(
    shape: tuple[int, int, int, int], mode: str, seed: int
) -> None:
    photo = draw_scene("a sea", seed=0, size=Size(120, 90)).convert(mode)
    hole = Image.new("L", photo.size, 0)
    x, y, width, height = shape
    ImageDraw.Draw(hole).ellipse((x, y, x + width, y + height), fill=255)
    hole = hole.point([0] * 255 + [255])
    filled = fill_hole(photo, hole, "a red boat", seed=seed)
    filled.paste(photo, (0, 0), hole)
    assert filled.tobytes() == photo.tobytes()


def test_a_hole_is_filled_from_its_surroundings() -> None:
    photo = Image.new("RGB", (200, 200), (200, 30, 30))
    hole = Image.new("L", photo.size, 0)
    hole.paste(255, (50, 50, 150, 150))
    filled = fill_hole(photo, hole, "a blue lake", seed=0)
    rim, middle = filled.getpixel((51, 100)), filled.getpixel((100, 90))
    assert isinstance(rim, tuple)
    assert isinstance(middle, tuple)
    assert rim[0] > 180
    assert middle != rim


def test_only_alpha_zero_is_a_hole() -> None:
    mask = Image.new("RGBA", (3, 1))
    for x, alpha in enumerate((0, 1, 255)):
        mask.putpixel((x, 0), (255, 255, 255, alpha))
    assert hole_of_mask(mask).tobytes() == bytes([255, 0, 0])


def test_a_photo_without_a_hole_stays_as_it_is() -> None:
    photo = draw_scene("a sea", seed=0, size=SMALL).convert("RGB")
    filled = fill_hole(photo, Image.new("L", photo.size, 0), "x", seed=0)
    assert filled.tobytes() == photo.tobytes()


def test_markup_opens_the_marked_places_and_some_room_around_them() -> None:
    markup = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(markup).line((200, 200, 220, 200), fill="red", width=4)
    hole = hole_of_markup(markup)
    assert hole.getpixel((210, 200)) == 255
    assert hole.getpixel((210, 194)) == 255
    assert hole.getpixel((20, 20)) == 0


@pytest.mark.parametrize(
    "prompt", ["a pencil sketch", "an oil painting", "monochrome", "dreamy fog", "night", "sunny"]
)
def test_a_restyled_picture_follows_the_words(prompt: str) -> None:
    photo = draw_scene("a sea", seed=0, size=SMALL).convert("RGB")
    assert restyle(photo, prompt, seed=0).tobytes() != restyle(photo, "teal", seed=0).tobytes()


def test_a_restyled_picture_keeps_its_transparency() -> None:
    photo = draw_scene("a logo", seed=0, size=SMALL, clear=True)
    styled = restyle(photo, "in red", seed=0)
    assert styled.getchannel("A").tobytes() == photo.getchannel("A").tobytes()


def test_references_lend_their_colour() -> None:
    photo = draw_scene("a sea", seed=0, size=SMALL).convert("RGB")
    red, green = (
        restyle(photo, "like this", seed=0, references=[Image.new("RGB", (9, 9), colour)])
        for colour in ("red", "green")
    )
    assert red.tobytes() != green.tobytes()


def test_previews_come_nearer_to_the_picture_step_by_step() -> None:
    drawn = draw(DrawingOrder("a city", 0, Size(256, 256), partials=3))
    final = opened(drawn.data)
    errors = [
        sum(ImageChops.difference(opened(part), final).convert("L").histogram()[16:])
        for part in drawn.partials
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > errors[-1] > 0


def test_an_animation_moves() -> None:
    data = draw(DrawingOrder("a sea", 0, SMALL, media="gif", frames=3, frame_ms=124)).data
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.info["duration"]) == ("GIF", 120)
    frames = {frame.convert("RGB").tobytes() for frame in ImageSequence.all_frames(picture)}
    assert len(frames) == 3


def test_a_vector_picture_carries_no_script_whatever_the_words() -> None:
    text = draw(DrawingOrder('"/><script>alert(1)</script>', 0, SMALL, media="svg")).data.decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_lossless_formats_give_the_same_pixels() -> None:
    png, webp = (draw(DrawingOrder("hills", 0, SMALL, media=kind)).data for kind in ("png", "webp"))
    assert opened(png).tobytes() == opened(webp).convert("RGB").tobytes()


def test_an_edit_at_another_size_scales_photo_and_hole_together() -> None:
    photo = Image.new("RGB", (100, 100), (10, 200, 10))
    mask = Image.new("RGBA", (100, 100), "white")
    mask.paste((0, 0, 0, 0), (50, 0, 100, 100))
    order = DrawingOrder("red", 0, Size(200, 200), photo=encoded(photo), mask=encoded(mask))
    made = opened(draw(order).data)
    assert made.size == (200, 200)
    assert made.getpixel((20, 100)) == (10, 200, 10)
    assert made.getpixel((150, 100)) != (10, 200, 10)


def test_a_broken_photo_is_unreadable() -> None:
    with pytest.raises(UnreadablePicture):
        draw(DrawingOrder("x", 0, SMALL, photo=b"nothing"))
