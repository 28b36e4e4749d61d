"""``/v1/images/edits``: forms and JSON, masks, markup, references, streams."""

from typing import Any

import pytest
from openai import OpenAI
from PIL import Image, ImageDraw

from tests.sandbox.asking import refused
from tests.sandbox.drawn import data_url, encoded, from_base64, mask, opened, plain

MODEL = "gpt-image-2"
SIDE = 1024
HOLE = (300, 300, 699, 699)


def photo() -> Image.Image:
    """Return a picture with something in it."""
    image = Image.new("RGB", (SIDE, SIDE), (60, 120, 190))
    ImageDraw.Draw(image).rectangle((0, 700, SIDE, SIDE), fill=(70, 140, 60))
    return image


def edit(client: OpenAI, prompt: str = "a purple tent", **more: Any) -> Any:
    """Edit a picture cheaply unless told otherwise."""
    asked = {"model": MODEL, "quality": "low", "image": ("p.png", encoded(photo()))} | more
    return client.images.edit(prompt=prompt, **asked)


def overlay(data: bytes, name: str = "mask.png") -> tuple[str, bytes]:
    """Return a file part."""
    return (name, data)


def test_a_masked_edit_changes_the_hole_and_nothing_else(client: OpenAI) -> None:
    made = edit(client, mask=overlay(mask(SIDE, SIDE, HOLE)))
    before, after = photo(), from_base64(made.data[0].b64_json).convert("RGB")
    box = (HOLE[0], HOLE[1], HOLE[2] + 1, HOLE[3] + 1)
    assert after.crop(box).tobytes() != before.crop(box).tobytes()
    after.paste(before.crop(box), box)
    assert after.tobytes() == before.tobytes()


def test_the_hole_is_filled_from_its_surroundings(client: OpenAI) -> None:
    made = edit(client, mask=overlay(mask(SIDE, SIDE, HOLE)))
    after = from_base64(made.data[0].b64_json).convert("RGB")
    rim = after.getpixel((HOLE[0] + 1, HOLE[1] + 200))
    assert isinstance(rim, tuple)
    assert all(abs(a - b) < 12 for a, b in zip(rim, (60, 120, 190), strict=True))


def test_an_edit_without_a_mask_changes_the_whole_picture(client: OpenAI) -> None:
    made = edit(client, "watercolour in orange")
    after = from_base64(made.data[0].b64_json).convert("RGB")
    assert made.size == "1024x1024"
    assert after.getpixel((10, 10)) != photo().getpixel((10, 10))


def test_several_edits_differ(client: OpenAI) -> None:
    made = edit(client, n=2, mask=overlay(mask(SIDE, SIDE, HOLE)))
    assert made.data[0].b64_json != made.data[1].b64_json


def test_references_are_billed_each(client: OpenAI) -> None:
    alone = edit(client).usage.input_tokens_details.image_tokens
    files = [("a.png", encoded(photo())), ("b.png", plain(SIDE, SIDE))]
    both = edit(client, image=files).usage.input_tokens_details.image_tokens
    assert (alone, both) == (1024, 2048)


def test_high_fidelity_costs_more_where_the_model_has_it(client: OpenAI) -> None:
    low, high = (
        edit(client, model="gpt-image-1.5", input_fidelity=word).usage.input_tokens_details
        for word in ("low", "high")
    )
    assert (low.image_tokens, high.image_tokens) == (194, 194 + 4160)


def test_a_size_may_be_asked_for(client: OpenAI) -> None:
    made = edit(client, size="1536x1024", mask=overlay(mask(SIDE, SIDE, HOLE)))
    assert from_base64(made.data[0].b64_json).size == (1536, 1024)


def test_left_to_the_model_the_size_follows_the_picture(client: OpenAI) -> None:
    tall = ("p.png", plain(700, 2000))
    assert edit(client, image=tall).size == "704x2000"
    assert edit(client, image=tall, model="gpt-image-1.5").size == "1024x1536"


def test_a_stream_gives_partial_pictures_and_then_the_picture(client: OpenAI) -> None:
    with edit(client, stream=True, partial_images=1) as stream:
        events = list(stream)
    assert [event.type for event in events] == ["image_edit.partial_image", "image_edit.completed"]
    assert events[1].usage.output_tokens == 196 + 100


def test_json_takes_references_as_data_and_as_files(client: OpenAI) -> None:
    file = client.files.create(file=("p.png", encoded(photo())), purpose="vision")
    for source in ({"image_url": data_url(encoded(photo()))}, {"file_id": file.id}):
        body: dict[str, Any] = {
            "model": MODEL,
            "prompt": "a tent",
            "quality": "low",
            "images": [source],
            "mask": {"image_url": data_url(mask(SIDE, SIDE, HOLE))},
            "moderation": "low",
        }
        made = client.post("/images/edits", body=body, cast_to=dict)
        after = from_base64(made["data"][0]["b64_json"]).convert("RGB")
        assert after.getpixel((5, 5)) == photo().getpixel((5, 5))


def test_markup_guides_an_edit_where_it_was_drawn(client: OpenAI) -> None:
    marks = Image.new("RGBA", (SIDE, SIDE))
    ImageDraw.Draw(marks).ellipse((400, 400, 600, 600), outline="red", width=8)
    made = edit(client, model="gpt-image-2.5-flare", markup=overlay(encoded(marks), "marks.png"))
    after = from_base64(made.data[0].b64_json).convert("RGB")
    assert after.getpixel((5, 5)) == photo().getpixel((5, 5))
    assert after.getpixel((500, 404)) != photo().getpixel((500, 404))


def test_an_edit_of_a_jpeg_keeps_its_upright_size(client: OpenAI) -> None:
    jpeg = encoded(Image.new("RGB", (1280, 960), "teal"), "JPEG")
    assert edit(client, image=("p.jpg", jpeg)).size == "1280x960"


@pytest.mark.parametrize(
    ("more", "param", "code", "says"),
    [
        ({"mask": overlay(mask(512, SIDE, (0, 0, 9, 9)))}, "mask", "invalid_mask_image_format",
         "does not match"),
        ({"mask": overlay(plain(SIDE, SIDE))}, "mask", "invalid_mask_image_format", "alpha"),
        ({"mask": overlay(encoded(Image.new("RGB", (SIDE, SIDE)), "JPEG"))}, "mask",
         "invalid_mask_image_format", "PNG"),
        ({"mask": overlay(b"nothing")}, "mask", "invalid_image_format", ""),
        ({"markup": overlay(mask(SIDE, SIDE, HOLE))}, "markup", "unsupported_parameter", ""),
        ({"model": "gpt-image-2.5-flare", "markup": overlay(mask(SIDE, SIDE, HOLE)),
          "mask": overlay(mask(SIDE, SIDE, HOLE))}, "markup", "invalid_value",
         "cannot be combined"),
        ({"model": "gpt-image-2.5-flare", "markup": overlay(mask(64, 64, (0, 0, 9, 9)))},
         "markup", "invalid_markup_image_format", "does not match"),
        ({"image": ("p.gif", encoded(Image.new("L", (64, 64)), "GIF"))}, "image",
         "unsupported_file_mimetype", "image/gif"),
        ({"image": ("p.png", b"")}, "image", "empty_image_file", ""),
        ({"image": ("p.png", b"nothing")}, "image", "invalid_image_format", ""),
        ({"image": [("p.png", plain(9, 9))] * 17}, "image", "array_above_max_length", "16"),
        ({"input_fidelity": "high"}, "input_fidelity", "unsupported_parameter", ""),
        ({"model": "gpt-image-1-mini", "input_fidelity": "high"}, "input_fidelity",
         "invalid_value", "'low'"),
        ({"extra_body": {"moderation": "low"}}, "moderation", "unknown_parameter", ""),
        ({"extra_body": {"colour": "low"}}, "colour", "unknown_parameter", ""),
    ],
)  # fmt: skip
def test_wrong_pictures_and_parameters_are_refused_by_name(
    client: OpenAI, more: dict[str, Any], param: str, code: str, says: str
) -> None:
    with refused(param=param, code=code, says=says):
        edit(client, **more)


def test_a_truncated_picture_is_refused(client: OpenAI) -> None:
    whole = encoded(photo().effect_spread(40))
    with refused(param="image", code="image_parse_error"):
        edit(client, image=("p.png", whole[: len(whole) // 2]))


def test_an_animated_result_takes_no_mask(client: OpenAI) -> None:
    with refused(param="mask", code="unsupported_parameter"):
        edit(
            client,
            model="gpt-image-2.6-flare",
            mask=overlay(mask(SIDE, SIDE, HOLE)),
            extra_body={"output_format": "gif"},
        )


def test_json_without_pictures_is_refused(client: OpenAI) -> None:
    with refused(param="images", code="missing_required_parameter"):
        client.post("/images/edits", body={"model": MODEL, "prompt": "x"}, cast_to=object)


def test_the_pixels_of_a_mask_must_be_transparent_to_count(client: OpenAI) -> None:
    nearly = opened(mask(SIDE, SIDE, HOLE)).convert("RGBA")
    nearly.putalpha(nearly.getchannel("A").point([1] + [255] * 255))
    made = edit(client, mask=overlay(encoded(nearly)))
    assert from_base64(made.data[0].b64_json).convert("RGB").tobytes() == photo().tobytes()
