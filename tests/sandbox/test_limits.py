"""What the API refuses about pictures and parameters, with the name of the culprit."""

import base64
import io
import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from openai import OpenAI
from PIL import Image

from tests.sandbox.asking import MODEL, ask, loose, question, refused, turn
from tests.sandbox.conftest import connected
from tests.sandbox.drawn import data_url, encoded, plain
from tests.sandbox.processes import running

PICTURE = "input[0].content[1].image_url"


@pytest.fixture(scope="module")
def narrow() -> Iterator[str]:
    """Give the URL of a sandbox with small caps."""
    caps = {"body_bytes": 60_000, "pictures": 3, "data_url_chars": 20_000, "mask_bytes": 2_000}
    with running(caps=caps) as url:
        yield url


def sent(client: OpenAI, url: str, model: str = MODEL, **more: Any) -> Any:
    """Ask about the picture behind a URL."""
    part = {"type": "input_image", "image_url": url} | more
    message = {"role": "user", "content": [{"type": "input_text", "text": "?"}, part]}
    return client.responses.create(model=model, input=loose([message]))


def test_a_picture_above_the_patch_limit_is_refused_in_the_measured_words(client: OpenAI) -> None:
    # 6000 x 6000 at original is the calculator page's own example: 188 x 188 patches.
    huge = encoded(Image.new("1", (6000, 6000)))
    says = (
        "The image you provided requires 35344 patches after processing, exceeding the limit of "
        "30000. Please resize the image and try again."
    )
    with refused(param=PICTURE, code="invalid_value", says=says):
        ask(client, "?", huge, model="gpt-5.6-terra", detail="original")
    assert ask(client, "?", huge, model="gpt-5.6-terra", detail="low").status == "completed"


def test_a_detail_that_the_model_lacks_is_refused(client: OpenAI) -> None:
    with refused(
        param="input[0].content[1].detail",
        code="invalid_value",
        says="Invalid value: 'original'. Supported values are: 'low', 'high', and 'auto'.",
    ):
        ask(client, "?", plain(64, 64), model="gpt-5-mini", detail="original")


def test_a_detail_that_a_model_is_known_to_ignore_is_taken(client: OpenAI) -> None:
    answer = ask(client, "a cat", plain(1024, 1024), model="gpt-5.1", detail="original")
    assert answer.usage is not None
    assert answer.usage.input_tokens == 2 + 630


def test_a_word_that_is_no_detail_is_refused(client: OpenAI) -> None:
    with refused(param="input[0].content[1].detail", code="invalid_value", says="'ultra'"):
        sent(client, data_url(plain(9, 9)), detail="ultra")


def test_a_web_address_is_never_fetched(client: OpenAI) -> None:
    with refused(
        param=PICTURE, code="failed_to_download_image", says="never fetches web addresses"
    ):
        sent(client, "https://example.com/cat.jpg")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "invalid_value"),
        ("cat.jpg", "invalid_value"),
        ("data:text/plain;base64,aGk=", "invalid_value"),
        ("data:image/png,rawbytes", "invalid_value"),
        ("data:image/svg+xml;base64,aGk=", "unsupported_image_media_type"),
        ("data:image/png;base64,@@@@", "invalid_base64_image"),
        ("data:image/png;base64,", "empty_image_file"),
        (data_url(b"not a picture"), "invalid_image_format"),
        (data_url(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "invalid_image_format"),
    ],
)
def test_what_is_no_picture_is_refused(client: OpenAI, url: str, code: str) -> None:
    with refused(param=PICTURE, code=code):
        sent(client, url)


def test_a_truncated_picture_is_refused(client: OpenAI) -> None:
    whole = encoded(Image.effect_noise((300, 300), 50), "PNG")
    with refused(param=PICTURE, code="image_parse_error"):
        sent(client, data_url(whole[: len(whole) // 2]))


def test_an_animated_gif_is_refused_and_a_still_one_taken(client: OpenAI) -> None:
    frames = [Image.new("L", (32, 32), level) for level in (0, 255)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with refused(param=PICTURE, code="unsupported_image_media_type", says="animated"):
        sent(client, data_url(out.getvalue(), "image/gif"))
    still = data_url(encoded(frames[1], "GIF"), "image/gif")
    assert sent(client, still).status == "completed"


def test_a_source_must_be_given_once(client: OpenAI) -> None:
    with refused(param=PICTURE, code="mutually_exclusive_parameters"):
        sent(client, data_url(plain(5, 5)), file_id="file-1")
    part = {"type": "input_image"}
    with refused(param="input[0].content[0].image_url", code="missing_required_parameter"):
        client.responses.create(
            model=MODEL,
            input=loose([{"role": "user", "content": [part]}]),
        )


@pytest.mark.parametrize("model", ["gpt-5.2-codex", "o4-mini", "gpt-4-turbo", "no-such-model"])
def test_a_model_that_does_not_answer_today_is_not_found(client: OpenAI, model: str) -> None:
    with refused(404, param="model", code="model_not_found"):
        client.responses.create(model=model, input="Hi")


def test_an_image_model_does_not_answer_questions(client: OpenAI) -> None:
    with refused(param="model", code="unsupported_model", says="makes pictures"):
        client.responses.create(model="gpt-image-2", input="Hi")


@pytest.mark.parametrize(
    ("more", "param", "code"),
    [
        ({"max_output_tokens": 15}, "max_output_tokens", "integer_below_min_value"),
        ({"max_output_tokens": 10**7}, "max_output_tokens", "integer_above_max_value"),
        ({"max_output_tokens": True}, "max_output_tokens", "invalid_type"),
        ({"temperature": -1}, "temperature", "decimal_below_min_value"),
        ({"reasoning": {"effort": "frantic"}}, "reasoning.effort", "invalid_value"),
        ({"service_tier": "warp"}, "service_tier", "invalid_value"),
        ({"store": "yes"}, "store", "invalid_type"),
        ({"stream_options": {"include_obfuscation": False}}, "stream_options", "invalid_value"),
        ({"conversation": "conv_1"}, "conversation", "unsupported_parameter"),
        ({"colour": "red"}, "colour", "unknown_parameter"),
        ({"input": []}, "input", "empty_array"),
        ({"input": 7}, "input", "invalid_type"),
        ({"input": None}, "input", "missing_required_parameter"),
        ({"input": [{"role": "king", "content": "x"}]}, "input[0].role", "invalid_value"),
        ({"input": [{"content": "x"}]}, "input[0].type", "missing_required_parameter"),
        ({"input": [{"type": "function_call", "name": "x"}]}, "input[0].type", "invalid_value"),
        ({"input": [{"role": "user", "content": [{"type": "input_audio"}]}]},
         "input[0].content[0].type", "invalid_value"),
        ({"input": [{"role": "user", "content": [{"type": "input_text"}]}]},
         "input[0].content[0].text", "missing_required_parameter"),
        ({"input": ["x"]}, "input[0]", "invalid_type"),
        ({"model": None}, "model", "missing_required_parameter"),
        ({"tools": [{"type": "image_generation"}] * 129}, "tools", "array_above_max_length"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_named(
    client: OpenAI, more: dict[str, Any], param: str, code: str
) -> None:
    body = {"model": MODEL, "input": "Hi"} | more
    with refused(param=param, code=code):
        client.post("/responses", body=body, cast_to=object)


def test_reasoning_is_refused_where_the_model_has_none(client: OpenAI) -> None:
    with refused(param="reasoning.effort", code="unsupported_parameter"):
        client.responses.create(model="gpt-4.1", input="Hi", reasoning={"effort": "low"})


def test_more_input_than_the_model_takes_is_refused(client: OpenAI) -> None:
    with refused(param="input", code="context_length_exceeded"):
        client.responses.create(model="gpt-4o", input="word " * 128_001)


def test_too_many_pictures_are_refused(narrow: str) -> None:
    with connected(narrow) as client:
        pictures = [plain(8, 8)] * 4
        with refused(param="input", code="too_many_images", says="at most 3"):
            ask(client, "?", *pictures)
        assert ask(client, "?", *pictures[:3]).status == "completed"


def test_a_data_url_above_its_length_is_refused(narrow: str) -> None:
    with (
        connected(narrow) as client,
        refused(param=PICTURE, code="string_above_max_length", says="20000"),
    ):
        sent(client, data_url(b"x" * 15_000))


def test_a_mask_above_its_size_is_refused(narrow: str) -> None:
    noisy = Image.effect_noise((64, 64), 90).convert("RGBA")
    noisy.putalpha(Image.effect_noise((64, 64), 90))
    with (
        connected(narrow) as client,
        refused(param="mask", code="image_file_too_large", says="less than"),
    ):
        client.images.edit(
            model="gpt-image-2",
            prompt="x",
            image=("p.png", plain(64, 64)),
            mask=("m.png", encoded(noisy)),
        )


def test_a_body_above_the_cap_is_refused_before_it_is_read(sandbox: str) -> None:
    address = urlsplit(sandbox)
    with closing(HTTPConnection(address.hostname or "", address.port, timeout=10)) as connection:
        connection.putrequest("POST", "/v1/responses")
        connection.putheader("authorization", "Bearer k")
        connection.putheader("content-length", str(512 * 1024 * 1024 + 1))
        connection.endheaders()
        reply = connection.getresponse()
        assert reply.status == 413
        assert json.loads(reply.read())["error"]["code"] == "request_too_large"


def test_a_body_that_grows_above_the_cap_is_refused(narrow: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 10_000

    with httpx.Client(trust_env=False, headers={"authorization": "Bearer k"}) as plain_client:
        reply = plain_client.post(f"{narrow}/responses", content=endless())
    assert reply.status_code == 413


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"NaN", b"[" * 100_000, b""])
def test_what_is_no_json_is_refused(sandbox: str, body: bytes) -> None:
    with httpx.Client(trust_env=False, headers={"authorization": "Bearer k"}) as plain_client:
        reply = plain_client.post(f"{sandbox}/responses", content=body)
    assert reply.status_code == 400
    assert "could not parse the JSON body" in reply.json()["error"]["message"]


def test_base64_with_unusual_padding_is_not_a_crash(client: OpenAI) -> None:
    text = base64.b64encode(plain(5, 5)).decode().rstrip("=")
    with refused(param=PICTURE, code="invalid_base64_image"):
        sent(client, f"data:image/png;base64,{text}")


def test_a_question_above_the_patch_limit_counts_no_tokens(client: OpenAI) -> None:
    huge = encoded(Image.new("1", (6000, 6000)))
    asked = question("?", huge, detail="original")
    with refused(param=PICTURE, code="invalid_value"):
        client.responses.input_tokens.count(model="gpt-5.6-terra", input=asked)


def test_a_machine_does_not_send_pictures(client: OpenAI) -> None:
    said = turn("x", plain(5, 5)) | {"role": "assistant"}
    with refused(param="input[0].content[0].type", code="invalid_value"):
        client.responses.create(model=MODEL, input=loose([said]))
