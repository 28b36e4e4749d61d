"""``/v1/files``: kept, listed, shown, fetched, deleted, expired; and used as pictures."""

from typing import Any

import pytest
from openai import OpenAI

from tessera.sandbox.file_shelf import FileShelf
from tessera.sandbox.refusals import Refusal
from tests.sandbox.asking import MODEL, loose, refused
from tests.sandbox.drawn import halves, plain
from tests.sandbox.spool import spooled


def upload(client: OpenAI, data: bytes, **more: Any) -> Any:
    """Upload a picture for vision."""
    return client.files.create(file=("photo.png", data), **({"purpose": "vision"} | more))


def test_a_file_is_kept_shown_listed_fetched_and_deleted(client: OpenAI) -> None:
    data = plain(20, 10)
    file = upload(client, data)
    assert (file.object, file.bytes, file.filename) == ("file", len(data), "photo.png")
    assert (file.purpose, file.status, file.expires_at) == ("vision", "processed", None)
    assert client.files.retrieve(file.id) == file
    assert file.id in {listed.id for listed in client.files.list(purpose="vision")}
    assert client.files.content(file.id).read() == data
    assert client.files.delete(file.id).deleted is True
    with refused(404, param="id", says="No such File object"):
        client.files.retrieve(file.id)


def test_a_large_file_is_kept_whole(client: OpenAI) -> None:
    data = bytes(range(256)) * 12_000
    file = upload(client, data, purpose="user_data")
    assert client.files.content(file.id).read() == data


def test_an_expiry_is_promised(client: OpenAI) -> None:
    file = upload(client, plain(9, 9), expires_after={"anchor": "created_at", "seconds": 7200})
    assert file.expires_at == file.created_at + 7200


def test_a_picture_is_asked_about_by_its_file_id(client: OpenAI) -> None:
    file = upload(client, halves("red", "blue"))
    answer = client.responses.create(
        model=MODEL,
        input=[
            {
                "role": "user",
                "content": [
                    {"type": "input_image", "file_id": file.id, "detail": "auto"},
                    {"type": "input_text", "text": "Which colours?"},
                ],
            }
        ],
    )
    assert "red (50 %) and blue (50 %)" in answer.output_text


def test_a_file_that_is_not_there_is_named(client: OpenAI) -> None:
    part = {"type": "input_image", "file_id": "file-none"}
    with refused(param="input[0].content[0].file_id", code="image_file_not_found"):
        client.responses.create(
            model=MODEL,
            input=loose([{"role": "user", "content": [part]}]),
        )


def test_the_list_is_cut_into_pages(client: OpenAI) -> None:
    ids = [upload(client, plain(5, 5), purpose="assistants").id for _ in range(3)]
    newest = client.files.list(purpose="assistants", limit=2)
    assert [file.id for file in newest.data] == ids[:0:-1]
    assert newest.has_more
    rest = client.files.list(purpose="assistants", limit=2, after=newest.data[-1].id)
    assert [file.id for file in rest.data] == ids[:1]
    oldest = client.files.list(purpose="assistants", order="asc")
    assert [file.id for file in oldest.data] == ids


@pytest.mark.parametrize(
    ("more", "param", "code"),
    [
        ({"purpose": "holiday"}, "purpose", "invalid_value"),
        ({"expires_after": {"anchor": "created_at", "seconds": 60}}, "expires_after.seconds",
         "integer_below_min_value"),
        ({"expires_after": {"anchor": "created_at", "seconds": 2_592_001}},
         "expires_after.seconds", "integer_above_max_value"),
        ({"expires_after": {"anchor": "now", "seconds": 3600}}, "expires_after.anchor",
         "invalid_value"),
        ({"extra_body": {"colour": "red"}}, "colour", "unknown_parameter"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_named(
    client: OpenAI, more: dict[str, Any], param: str, code: str
) -> None:
    with refused(param=param, code=code):
        upload(client, plain(5, 5), **more)


def test_an_empty_file_is_refused(client: OpenAI) -> None:
    with refused(param="file", code="empty_file"):
        upload(client, b"")


def test_an_expired_file_is_gone_and_its_bytes_are_freed() -> None:
    shelf = FileShelf(most=5, most_bytes=100)
    body = spooled(b"12345")
    file = shelf.keep(body, filename="a", purpose="vision", now_s=1000, lasts_s=3600)
    assert shelf.get(file.id, 4599) is file
    assert shelf.get(file.id, 4600) is None
    assert body.closed


@pytest.mark.parametrize(("most", "most_bytes"), [(1, 100), (5, 6)])
def test_a_full_shelf_refuses(most: int, most_bytes: int) -> None:
    shelf = FileShelf(most=most, most_bytes=most_bytes)
    with spooled(b"1234") as one, spooled(b"1234") as other:
        shelf.keep(one, filename="a", purpose="vision", now_s=0, lasts_s=None)
        with pytest.raises(Refusal, match="Delete some first"):
            shelf.keep(other, filename="b", purpose="vision", now_s=0, lasts_s=None)
