"""``/v1/images/generations``: pictures from words, every parameter, every refusal."""

import base64
import io
from typing import Any

import pytest
from openai import OpenAI
from PIL import Image

from tests.sandbox.asking import refused
from tests.sandbox.drawn import from_base64

MODEL = "gpt-image-2"


def generate(client: OpenAI, prompt: str = "a cat", **more: Any) -> Any:
    """Make pictures cheaply unless told otherwise."""
    asked = {"model": MODEL, "size": "1024x1024", "quality": "low"} | more
    return client.images.generate(prompt=prompt, **asked)


def test_a_picture_comes_with_its_look_and_its_bill(client: OpenAI) -> None:
    made = generate(client)
    assert (made.size, made.quality, made.background) == ("1024x1024", "low", "opaque")
    assert made.output_format == "png"
    assert made.usage.output_tokens == 196
    assert made.usage.input_tokens == 8  # measured by users: "a cat" is billed as 8 tokens
    assert from_base64(made.data[0].b64_json).size == (1024, 1024)


def test_several_pictures_differ_and_cost_as_many_times(client: OpenAI) -> None:
    made = generate(client, n=3)
    assert len({picture.b64_json for picture in made.data}) == 3
    assert made.usage.output_tokens == 3 * 196
    assert made.usage.total_tokens == 3 * (196 + 8)


def test_the_same_prompt_again_gives_another_picture(client: OpenAI) -> None:
    one, other = (generate(client, "a lone tree").data[0].b64_json for _ in range(2))
    assert one != other


def test_the_words_steer_the_colours(client: OpenAI) -> None:
    red, blue = (
        from_base64(generate(client, f"{word} mountains").data[0].b64_json)
        .convert("RGB")
        .resize((1, 1), Image.Resampling.BOX)
        .tobytes()
        for word in ("red", "blue")
    )
    assert red[0] > red[2]
    assert blue[2] > blue[0]


@pytest.mark.parametrize("size", ["1920x1088", "2560x1440", "3840x2160", "768x1536"])
def test_any_legal_size_is_made(client: OpenAI, size: str) -> None:
    made = generate(client, size=size)
    width, height = map(int, size.split("x"))
    assert from_base64(made.data[0].b64_json).size == (width, height)


@pytest.mark.parametrize(("media", "kind"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_every_format_is_what_it_says(client: OpenAI, media: str, kind: str) -> None:
    made = generate(client, output_format=media)
    assert made.output_format == media
    assert from_base64(made.data[0].b64_json).format == kind


def test_compression_makes_a_smaller_file(client: OpenAI) -> None:
    small, large = (
        len(generate(client, output_format="jpeg", output_compression=level).data[0].b64_json)
        for level in (10, 100)
    )
    assert small < large / 2


def test_a_transparent_background_is_transparent(client: OpenAI) -> None:
    made = generate(client, "a logo", model="gpt-image-2.5-flare", background="transparent")
    assert made.background == "transparent"
    picture = from_base64(made.data[0].b64_json)
    assert picture.mode == "RGBA"
    assert picture.getchannel("A").getextrema() == (0, 255)


def test_an_animated_picture_has_the_frames_asked_for(client: OpenAI) -> None:
    made = generate(
        client,
        model="gpt-image-2.6-flare",
        size="512x512",
        quality="high",
        extra_body={"output_format": "gif", "frame_count": 3, "frame_duration_ms": 250},
    )
    picture = Image.open(io.BytesIO(base64.b64decode(made.data[0].b64_json)))
    assert picture.format == "GIF"
    assert getattr(picture, "n_frames", 1) == 3
    assert picture.info["duration"] == 250


def test_a_vector_picture_is_billed_to_its_author_too(client: OpenAI) -> None:
    made = generate(
        client, 'a <"sea"> & sky', model="gpt-image-2.6-flare", quality="high",
        extra_body={"output_format": "svg"},
    )  # fmt: skip
    drawn = base64.b64decode(made.data[0].b64_json).decode()
    assert drawn.startswith("<svg")
    assert "&lt;" in drawn
    assert made.svg_usage.output_tokens > 50


def test_what_is_left_to_the_model_is_chosen_and_told(client: OpenAI) -> None:
    made = client.images.generate(model=MODEL, prompt="a wide panorama", n=1)
    assert made.size == "1536x1024"
    assert made.quality == "medium"


def test_a_stream_gives_partial_pictures_and_then_the_picture(client: OpenAI) -> None:
    with generate(client, stream=True, partial_images=2) as stream:
        events = list(stream)
    kinds = [event.type for event in events]
    assert kinds == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    assert [event.partial_image_index for event in events[:2]] == [0, 1]
    assert events[2].usage.output_tokens == 196 + 200
    assert {from_base64(event.b64_json).size for event in events} == {(1024, 1024)}
    assert len({event.b64_json for event in events}) == len(events)


def test_only_one_picture_is_streamed(client: OpenAI) -> None:
    with refused(says="Streaming is only supported with n=1."):
        generate(client, stream=True, n=2)


@pytest.mark.parametrize(
    ("more", "param", "code", "says"),
    [
        ({"size": "1920x1080"}, "size", "invalid_value",
         "Invalid size '1920x1080'. Width and height must both be divisible by 16."),
        ({"size": "4096x1024"}, "size", "invalid_value", "3840"),
        ({"size": "512x512"}, "size", "invalid_value", "655360"),
        ({"size": "3840x1024"}, "size", "invalid_value", "3 to 1"),
        ({"size": "big"}, "size", "invalid_value", "WIDTHxHEIGHT"),
        ({"model": "gpt-image-1.5", "size": "1024x768"}, "size", "invalid_value", "'1536x1024'"),
        ({"quality": "xhigh"}, "quality", "invalid_value", "'high'"),
        ({"quality": "standard"}, "quality", "invalid_value", "'auto'"),
        ({"background": "pink"}, "background", "invalid_value", "'opaque'"),
        ({"background": "transparent", "output_format": "jpeg"}, "background", "invalid_value",
         "'png' or 'webp'"),
        ({"output_format": "gif"}, "output_format", "invalid_value", "'png'"),
        ({"output_compression": 50}, "output_compression", "invalid_value", "'png'"),
        ({"output_compression": 101, "output_format": "jpeg"}, "output_compression",
         "integer_above_max_value", "<= 100"),
        ({"partial_images": 4, "stream": True}, "partial_images", "integer_above_max_value", "3"),
        ({"moderation": "off"}, "moderation", "invalid_value", "'low'"),
        ({"n": 0}, "n", "integer_below_min_value", ">= 1"),
        ({"n": 11}, "n", "integer_above_max_value", "<= 10"),
        ({"extra_body": {"n": "two"}}, "n", "invalid_type", "expected an integer"),
        ({"style": "vivid"}, "style", "unknown_parameter", ""),
        ({"response_format": "url"}, "response_format", "unknown_parameter", ""),
        ({"extra_body": {"input_fidelity": "high"}}, "input_fidelity", "unknown_parameter", ""),
        ({"extra_body": {"complexity": "low"}}, "complexity", "unsupported_parameter", ""),
        ({"extra_body": {"frame_count": 4}}, "frame_count", "unsupported_parameter", "'gif'"),
        ({"extra_body": {"svg": {"model": "x"}}}, "svg", "unsupported_parameter", "'svg'"),
        ({"prompt": "x" * 32_001}, "prompt", "string_above_max_length", "32000"),
        ({"prompt": "  "}, "prompt", "string_below_min_length", ""),
        ({"model": "gpt-5-mini"}, "model", "invalid_value", "'gpt-image-2'"),
    ],
)  # fmt: skip
def test_what_the_model_does_not_take_is_refused_by_name(
    client: OpenAI, more: dict[str, Any], param: str, code: str, says: str
) -> None:
    prompt = more.pop("prompt", "a cat")
    with refused(param=param, code=code, says=says):
        generate(client, prompt, **more)


@pytest.mark.parametrize("model", ["gpt-image-1", "dall-e-3"])
def test_a_retired_model_is_gone(client: OpenAI, model: str) -> None:
    with refused(404, param="model", code="model_not_found", says="deprecated"):
        generate(client, model=model)


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"stream": True}, "stream"),
        ({"partial_images": 1, "stream": True}, "partial_images"),
        ({"frame_count": 17}, "frame_count"),
        ({"output_compression": 50}, "output_compression"),
    ],
)
def test_animated_pictures_have_limits_of_their_own(
    client: OpenAI, more: dict[str, Any], param: str
) -> None:
    code = "integer_above_max_value" if param == "frame_count" else "invalid_value"
    with refused(param=param, code=code):
        generate(
            client,
            model="gpt-image-2.6-flare",
            size="512x512",
            extra_body={"output_format": "gif"} | more,
        )


def test_a_prompt_of_the_longest_length_is_taken(client: OpenAI) -> None:
    assert generate(client, "cat " * 8000).data


def test_variations_are_dead(client: OpenAI) -> None:
    sentence = "no longer accepts requests"
    with pytest.deprecated_call(), refused(404, code="endpoint_retired", says=sentence):
        client.images.create_variation(image=b"any")
