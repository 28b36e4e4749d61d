"""The small answers: models, files, counts; from OpenAI and from servers that leave things out."""

import json

import pytest

from tessera.client.wire import NotTheProtocol, Unreadable
from tessera.client.wire_lists import (
    complaint_in,
    count_from,
    deletion_from,
    file_from,
    files_from,
    models_from,
)
from tessera.core.replies import ListedModel, StoredFile
from tests.client.recorded import recorded


def body(name: str) -> bytes:
    return json.dumps(recorded(name)["body"]).encode()


def test_models_are_listed_with_their_shutdown_dates() -> None:
    assert models_from(body("models")) == (
        ListedModel("gpt-5.4-mini", None, "system"),
        ListedModel("gpt-5-mini", "2026-12-11", "system"),
    )


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b'{"data":[{"id":"llava"}]}', ["llava"]),
        (b'{"object":"list","data":null}', []),
        (b'{"object":"list","data":[]}', []),
        (b'{"data":[{"id":"a"},{"name":"b"},7,null,{"id":""},{"id":null},{"id":"c"}]}', ["a", "c"]),
        (b'{"data":[{"id":"a","owned_by":7,"shutdown_date":{}}]}', ["a"]),
        (b'{"data":[{"id":"a\\u202e"},{"id":"b\\n"},{"id":"c"}]}', ["c"]),
    ],
)
def test_lists_with_gaps_are_read(data: bytes, ids: list[str]) -> None:
    assert [model.id for model in models_from(data)] == ids


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"data":7}', b'{"models":[]}', b'"x"'])
def test_what_is_no_list_is_not_the_protocol(data: bytes) -> None:
    with pytest.raises(NotTheProtocol):
        models_from(data)


def test_half_a_list_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        models_from(b'{"data":[')


def test_files_are_listed() -> None:
    files, has_more = files_from(body("files"))
    assert not has_more
    assert files == (
        StoredFile(
            "file-abc123", "picture.png", 17_000_000, "vision", 1795176000, expires_at=1795780800
        ),
        StoredFile("file-def456", "batch.jsonl", 120, "batch", 1795170000),
    )


def test_an_uploaded_file_needs_an_id() -> None:
    assert file_from(b'{"id":"file-1"}').id == "file-1"
    for data in (b"{}", b'{"id":7}', b'{"id":""}'):
        with pytest.raises(NotTheProtocol):
            file_from(data)


def test_absurd_numbers_of_a_file_are_not_taken() -> None:
    file = file_from(b'{"id":"f","bytes":-7,"created_at":-1,"expires_at":1e300}')
    assert (file.size_bytes, file.created_at, file.expires_at) == (0, 0, None)


def test_a_count_is_a_count() -> None:
    assert count_from(b'{"object":"response.input_tokens","input_tokens":1243}') == 1243


@pytest.mark.parametrize("count", ["-1", "null", "NaN", '"7"', "7.5", "true", str(2**63)])
def test_what_is_no_count_is_not_the_protocol(count: str) -> None:
    with pytest.raises(NotTheProtocol):
        count_from(b'{"input_tokens":%s}' % count.encode())


def test_a_deletion_is_told() -> None:
    assert deletion_from(b'{"id":"file-1","object":"file","deleted":true}')
    assert not deletion_from(b"{}")


def test_an_error_with_status_200_is_found() -> None:
    complaint = complaint_in(b'{"error":{"message":"Invalid signature","type":"401"}}')
    assert complaint is not None
    assert complaint.kind == "401"
    assert complaint_in(b'{"data":[],"error":null}') is None
