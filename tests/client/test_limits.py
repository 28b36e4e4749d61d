"""What is refused before anything leaves: counts, sizes, what a provider does not take."""

from dataclasses import replace

import pytest

from tessera.client.limits import MAX_DATA_URL_CHARACTERS, check_ask, check_payload, needs_file
from tessera.core.errors import PictureRejected, RequestError
from tessera.core.geometry import Size
from tessera.core.profiles import OPENAI, Capabilities, Route
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Role

LARGEST = (MAX_DATA_URL_CHARACTERS - len("data:image/png;base64,")) // 4 * 3


def pixels(size_bytes: int) -> Pixels:
    return Pixels("ab12", Size(8, 8), "image/png", size_bytes)


def ask(*sources: Pixels | Link | FileId, text: str = "What is this?") -> Ask:
    return Ask("m", (Turn(Role.USER, text, tuple(Picture(source) for source in sources)),))


def test_the_largest_data_url_has_20_971_520_characters() -> None:
    assert not needs_file(pixels(LARGEST))
    assert needs_file(pixels(LARGEST + 1))


def test_an_ordinary_question_passes() -> None:
    check_ask(ask(pixels(10), Link("https://example.com/a.png"), FileId("file-1")), OPENAI)


def test_1500_pictures_pass_and_one_more_does_not() -> None:
    check_ask(ask(*[pixels(10)] * 1_500), OPENAI)
    with pytest.raises(RequestError, match="1,501 pictures"):
        check_ask(ask(*[pixels(10)] * 1_501), OPENAI)


def test_512_mb_pass_and_one_byte_more_does_not() -> None:
    check_payload(512_000_000)
    with pytest.raises(RequestError, match="512 MB"):
        check_payload(512_000_001)


@pytest.mark.parametrize(
    "capabilities", [Capabilities(files=False), Capabilities(route=Route.CHAT)]
)
def test_without_files_a_large_picture_is_rejected(capabilities: Capabilities) -> None:
    profile = replace(OPENAI, capabilities=capabilities)
    check_ask(ask(pixels(LARGEST)), profile)
    with pytest.raises(PictureRejected, match=r"takes at most 15\.7 MB"):
        check_ask(ask(pixels(LARGEST + 1)), profile)
    with pytest.raises(RequestError, match="file id"):
        check_ask(ask(FileId("file-1")), profile)


def test_a_picture_larger_than_a_file_may_be_is_rejected() -> None:
    check_ask(ask(pixels(512_000_000)), OPENAI)
    with pytest.raises(PictureRejected):
        check_ask(ask(pixels(512_000_001)), OPENAI)


def test_a_link_is_refused_where_the_provider_fetches_nothing() -> None:
    profile = replace(OPENAI, capabilities=Capabilities(links=False))
    with pytest.raises(RequestError, match="from the web"):
        check_ask(ask(Link("https://example.com/a.png")), profile)


@pytest.mark.parametrize(
    "empty",
    [
        Ask("m", ()),
        ask(text="  "),
        Ask("m", (Turn(Role.USER, "Hi"), Turn(Role.ASSISTANT, "Hello"))),
        replace(ask(), max_output_tokens=0),
    ],
)
def test_what_is_no_question_is_not_sent(empty: Ask) -> None:
    with pytest.raises(RequestError):
        check_ask(empty, OPENAI)


def test_a_picture_alone_is_a_question() -> None:
    check_ask(ask(pixels(10), text=""), OPENAI)


def test_a_text_beyond_what_can_be_sent_is_refused() -> None:
    with pytest.raises(RequestError, match="10,485,761 characters"):
        check_ask(ask(text="x" * 10_485_761), OPENAI)
