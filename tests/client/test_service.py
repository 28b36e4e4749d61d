"""The real client against a real server on loopback: what is sent, what comes back."""

import asyncio
import base64
import json
from contextlib import aclosing

import pytest

from tessera.client.body import AsDataUrl
from tessera.client.service import Service
from tessera.core.errors import (
    DiskFull,
    KeyMissing,
    OutcomeUnknown,
    OverLimit,
    RequestError,
    StoreError,
    Unreachable,
)
from tessera.core.profiles import OPENAI, AuthForm, Capabilities, Profile, Route
from tessera.core.replies import Accepted, Ending, Reply
from tests.client.calls import KEY, QUICK, ask_rogue, asked, question, service
from tests.client.recorded import ANSWER, events, recorded
from tests.client.rogue import (
    LAST_CHUNK,
    Peer,
    Received,
    Rogue,
    as_json,
    chunked,
    plain,
    sse,
    stream_head,
    streamed,
)
from tests.fakes import FixedClock, MemoryBlobs, RecordingSink, SystemTime

STREAM = streamed(events("responses_stream"), x_request_id="req_1", connection="keep-alive")
CHAT = (
    stream_head(x_request_id="req_1")
    + b"".join(chunked(b"data: %b\n\n" % json.dumps(e).encode()) for e in events("chat_stream"))
    + chunked(b"data: [DONE]\n\n")
    + LAST_CHUNK
)


async def test_a_question_is_answered_and_paid_for() -> None:
    async with Rogue([STREAM]) as rogue:
        outcome = await ask_rogue(rogue)
    assert outcome.text == ANSWER
    assert isinstance(outcome.replies[0], Accepted)
    assert outcome.finished.ending is Ending.COMPLETE
    assert outcome.finished.usage is not None
    (request,) = rogue.requests
    assert (request.method, request.target) == ("POST", "/v1/responses")


async def test_a_chat_provider_is_asked_in_its_own_way() -> None:
    async with Rogue([CHAT]) as rogue:
        outcome = await ask_rogue(rogue, Route.CHAT)
    assert outcome.text == ANSWER
    assert outcome.finished.usage is not None
    assert rogue.requests[0].target == "/v1/chat/completions"


@pytest.mark.parametrize(
    ("route", "name"), [(Route.RESPONSES, "responses_whole"), (Route.CHAT, "chat_whole")]
)
async def test_a_provider_that_does_not_stream_is_understood(route: Route, name: str) -> None:
    async with Rogue([as_json(recorded(name)["body"])]) as rogue:
        outcome = await ask_rogue(rogue, route)
    assert outcome.text == ANSWER
    assert outcome.finished.usage is not None


async def test_the_key_is_in_one_header_and_nowhere_else() -> None:
    async with Rogue([STREAM]) as rogue:
        await ask_rogue(rogue)
    (request,) = rogue.requests
    assert request.headers.pop("authorization") == f"Bearer {KEY}"
    assert KEY not in str(request)
    assert request.headers["accept-encoding"] == "identity"
    assert "cookie" not in request.headers


async def test_extra_headers_and_query_parameters_are_sent() -> None:
    changes = {
        "headers": (("OpenAI-Organization", "org-1"),),
        "query": (("api-version", "preview"),),
        "auth": AuthForm.API_KEY,
    }
    async with Rogue([STREAM]) as rogue:
        await ask_rogue(rogue, profile=changes)
    (request,) = rogue.requests
    assert request.target == "/v1/responses?api-version=preview"
    assert request.headers["openai-organization"] == "org-1"
    assert request.headers["api-key"] == KEY
    assert "authorization" not in request.headers


async def test_pictures_arrive_as_they_were_kept() -> None:
    blobs = MemoryBlobs()
    pixels = [blobs.add(bytes([n]) * 300_000) for n in range(3)]
    async with Rogue([STREAM]) as rogue:
        client = service(rogue)
        outcome = await asked(client, question(*pixels), blobs)
        await client.aclose()
    assert outcome.text == ANSWER
    parts = rogue.requests[0].json["input"][0]["content"][1:]
    sent = [base64.b64decode(part["image_url"].partition(",")[2]) for part in parts]
    assert sent == [blobs.kept[p.sha256] for p in pixels]


async def test_paid_bytes_reach_the_sink_before_anybody_reads_them() -> None:
    sink = RecordingSink()
    kept_at_reply: list[int] = []

    def note(_: Reply) -> None:
        kept_at_reply.append(len(sink.raw))

    async with Rogue([STREAM]) as rogue:
        client = service(rogue)
        await asked(client, sink=sink, on_reply=note)
        await client.aclose()
    assert bytes(sink.raw) == b"".join(sse(event) for event in events("responses_stream"))
    assert kept_at_reply[0] > 0
    assert sink.times_sent == 1
    assert sink.story[:3] == ["sent", "identified req_1 None", "received"]
    assert (sink.request_id, sink.response_id) == ("req_1", "resp_68a1c0ffee")


async def test_connections_are_used_again() -> None:
    async with Rogue([STREAM]) as rogue:
        client = service(rogue)
        for _ in range(3):
            assert (await asked(client)).text == ANSWER
        await client.aclose()
    assert (len(rogue.requests), rogue.connections) == (3, 1)


class Endless:
    """Begins an answer, then waits until the client leaves."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def __call__(self, received: Received, peer: Peer) -> None:
        await peer.send(stream_head() + chunked(sse(events("responses_stream")[0])))
        await peer.gone()
        self.left.set()


async def test_stopping_early_closes_the_connection() -> None:
    async with Rogue([endless := Endless()]) as rogue:
        client = service(rogue)
        replies = client.ask(question(), MemoryBlobs(), RecordingSink())
        async with aclosing(replies):
            assert isinstance(await anext(replies), Accepted)
        await asyncio.wait_for(endless.left.wait(), 1)
        await client.aclose()


async def test_cancelling_the_reader_closes_the_connection() -> None:
    async with Rogue([endless := Endless()]) as rogue:
        client = service(rogue)
        began = asyncio.Event()
        task = asyncio.create_task(asked(client, on_reply=lambda _: began.set()))
        await asyncio.wait_for(began.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 1)
        await asyncio.wait_for(endless.left.wait(), 1)
        await client.aclose()


async def test_closing_the_service_ends_what_is_in_flight() -> None:
    async with Rogue([endless := Endless()]) as rogue:
        client = service(rogue)
        began = asyncio.Event()
        task = asyncio.create_task(asked(client, on_reply=lambda _: began.set()))
        await asyncio.wait_for(began.wait(), 5)
        await client.aclose()
        outcome = await asyncio.wait_for(task, 1)
        await asyncio.wait_for(endless.left.wait(), 1)
    assert isinstance(outcome.error, OutcomeUnknown)


async def test_a_limit_is_waited_out_and_the_same_question_sent_again() -> None:
    limited = as_json(recorded("errors")["errors"]["rate_limit"]["body"], 429, retry_after="0.2")
    blobs = MemoryBlobs()
    pixels = blobs.add(b"picture")
    async with Rogue([limited, limited, STREAM]) as rogue:
        client = service(rogue)
        outcome = await asked(client, question(pixels), blobs)
        await client.aclose()
    assert outcome.text == ANSWER
    assert [request.body for request in rogue.requests] == [rogue.requests[0].body] * 3
    assert [wait.attempt for wait in outcome.waits] == [1, 2]
    assert outcome.sink.times_sent == 1
    assert b"rate_limit" not in outcome.sink.raw


async def test_a_wait_beyond_the_deadline_fails_at_once() -> None:
    limited = as_json({"error": {"message": "slow down"}}, 429, retry_after="60")
    async with Rogue([limited]) as rogue:
        begun = asyncio.get_running_loop().time()
        outcome = await ask_rogue(rogue)
        assert asyncio.get_running_loop().time() - begun < 2
    assert isinstance(outcome.error, OverLimit)
    assert outcome.error.retry_after_s == 60


async def test_a_disk_that_is_full_before_sending_keeps_the_question_here() -> None:
    class FullSink(RecordingSink):
        def sent(self) -> None:
            raise DiskFull("There is no room left.")

    async with Rogue([STREAM]) as rogue:
        client = service(rogue)
        outcome = await asked(client, sink=FullSink())
        await client.aclose()
    assert isinstance(outcome.error, DiskFull)
    assert rogue.requests == []


@pytest.mark.expects_log("no longer kept on disk")
async def test_a_disk_that_fills_up_later_does_not_keep_the_answer_back() -> None:
    class FillingSink(RecordingSink):
        def received(self, chunk: bytes) -> None:
            raise DiskFull("There is no room left.")

    async with Rogue([STREAM]) as rogue:
        client = service(rogue)
        outcome = await asked(client, sink=FillingSink())
        await client.aclose()
    assert outcome.text == ANSWER


async def test_a_picture_gone_from_the_library_stops_the_call() -> None:
    blobs = MemoryBlobs()
    pixels = blobs.add(b"picture")
    blobs.kept.clear()
    async with Rogue([STREAM]) as rogue:
        client = service(rogue)
        outcome = await asked(client, question(pixels), blobs)
        await client.aclose()
    assert isinstance(outcome.error, StoreError)
    assert rogue.requests == []


@pytest.mark.parametrize("base_url", ["http://example.com/v1", "http://10.0.0.1/v1", "nonsense"])
async def test_an_unsafe_address_is_refused_before_anything_is_sent(base_url: str) -> None:
    client = Service(Profile("x", "X", base_url), KEY, clock=FixedClock())
    outcome = await asked(client)
    assert isinstance(outcome.error, RequestError)
    assert outcome.sink.times_sent == 0


async def test_without_a_key_nothing_is_sent() -> None:
    outcome = await asked(Service(OPENAI, None, clock=FixedClock()))
    assert isinstance(outcome.error, KeyMissing)


async def test_loopback_is_not_sent_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with Rogue([STREAM]) as rogue:
        assert (await ask_rogue(rogue)).text == ANSWER


async def test_a_proxy_that_cannot_be_used_is_said(
    monkeypatch: pytest.MonkeyPatch, quick_pauses: None
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    client = Service(OPENAI, KEY, clock=FixedClock())
    with pytest.raises(Unreachable, match="SOCKS"):
        await client.models()
    await client.aclose()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (plain(b"", 407), "wants a name and a password before it lets the call"),
        (plain(b"", 502), "did not let the call to api.example.invalid through."),
        (b"HTTP/1.1 200 OK\r\n\r\n", "No encrypted connection to api.example.invalid"),
    ],
)
async def test_a_proxy_that_fails_is_said_and_nothing_was_sent(
    reply: bytes, words: str, monkeypatch: pytest.MonkeyPatch, quick_pauses: None
) -> None:
    async def refuse(_: Received, peer: Peer) -> None:
        await peer.send(reply)

    async with Rogue([refuse]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        profile = Profile("x", "X", "https://api.example.invalid/v1")
        client = Service(profile, KEY, clock=SystemTime(), deadlines=QUICK)
        outcome = await asked(client)
        await client.aclose()
    assert isinstance(outcome.error, Unreachable)
    assert words in outcome.error.what
    assert outcome.sink.times_sent == 0
    assert {request.method for request in proxy.requests} == {"CONNECT"}
    assert KEY not in str(proxy.requests)


async def test_certificates_that_cannot_be_read_are_said(
    monkeypatch: pytest.MonkeyPatch, quick_pauses: None
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "nowhere.pem")
    client = Service(OPENAI, KEY, clock=FixedClock())
    with pytest.raises(Unreachable, match="SSL_CERT_FILE"):
        await client.models()
    await client.aclose()


async def test_a_host_that_does_not_exist_is_said(quick_pauses: None) -> None:
    profile = Profile("x", "X", "https://nowhere.invalid/v1")
    client = Service(profile, KEY, clock=FixedClock())
    with pytest.raises(Unreachable, match=r"nowhere\.invalid was not found"):
        await client.models()
    await client.aclose()


async def test_a_server_without_tls_where_tls_is_due_is_said(quick_pauses: None) -> None:
    async def no_tls(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(plain(b"This is plain HTTP.", 400))
        writer.close()

    server = await asyncio.start_server(no_tls, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        profile = Profile("x", "X", f"https://127.0.0.1:{port}/v1")
        client = Service(profile, KEY, clock=FixedClock())
        with pytest.raises(Unreachable, match="does not speak https at this port"):
            await client.models()
        await client.aclose()


def large(blobs: MemoryBlobs) -> object:
    pixels = blobs.add(bytes(15_800_000))
    assert AsDataUrl(pixels).size_bytes > 20_971_520
    return pixels


async def test_a_large_picture_goes_through_files_once() -> None:
    blobs = MemoryBlobs()
    pixels = large(blobs)
    stored = as_json(recorded("files")["body"]["data"][0])
    async with Rogue([stored, STREAM, STREAM]) as rogue:
        client = service(rogue)
        for _ in range(2):
            assert (await asked(client, question(pixels), blobs)).text == ANSWER  # type: ignore[arg-type]
        await client.aclose()
    upload, first, second = rogue.requests
    assert upload.target == "/v1/files"
    assert upload.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="expires_after[seconds]"\r\n\r\n604800\r\n' in upload.body
    assert b'name="purpose"\r\n\r\nvision\r\n' in upload.body
    assert b'filename="picture.png"' in upload.body
    assert bytes(15_800_000) in upload.body
    for request in (first, second):
        image = request.json["input"][0]["content"][1]
        assert image == {"type": "input_image", "detail": "auto", "file_id": "file-abc123"}


async def test_who_asked_learns_the_id_of_an_uploaded_picture() -> None:
    blobs, told = MemoryBlobs(), []
    pixels = large(blobs)
    async with Rogue([as_json(recorded("files")["body"]["data"][0]), STREAM]) as rogue:
        client = service(rogue)
        replies = client.ask(
            question(pixels),  # type: ignore[arg-type]
            blobs,
            RecordingSink(),
            on_stored=lambda pixels, file: told.append((pixels, file.id)),
        )
        async with aclosing(replies):
            assert [reply async for reply in replies]
        await client.aclose()
    assert told == [(pixels, "file-abc123")]


async def test_files_are_listed_page_by_page_and_deleted() -> None:
    page = recorded("files")["body"]
    first = {**page, "data": page["data"][:1], "has_more": True}
    second = {**page, "data": page["data"][1:]}
    gone = {"id": "file-abc123", "object": "file", "deleted": True}
    async with Rogue([as_json(first), as_json(second), as_json(gone)]) as rogue:
        client = service(rogue)
        assert [file.id for file in await client.files()] == ["file-abc123", "file-def456"]
        assert await client.delete_file("../file-abc123")
        await client.aclose()
    assert [(r.method, r.target) for r in rogue.requests] == [
        ("GET", "/v1/files?limit=1000"),
        ("GET", "/v1/files?limit=1000&after=file-abc123"),
        ("DELETE", "/v1/files/%2E%2E%2Ffile-abc123"),
    ]


async def test_a_list_that_never_ends_is_left() -> None:
    page = {**recorded("files")["body"], "has_more": True}
    async with Rogue([as_json(page)]) as rogue:
        client = service(rogue)
        assert len(await client.files()) == 2
        await client.aclose()
    assert len(rogue.requests) == 2


async def test_models_are_listed() -> None:
    async with Rogue([as_json(recorded("models")["body"])]) as rogue:
        client = service(rogue)
        assert [model.id for model in await client.models()] == ["gpt-5.4-mini", "gpt-5-mini"]
        await client.aclose()
    assert rogue.requests[0].target == "/v1/models"


async def test_the_providers_own_count_is_asked_for() -> None:
    async with Rogue([as_json({"object": "response.input_tokens", "input_tokens": 1243})]) as rogue:
        client = service(rogue)
        assert await client.count_input(question(), MemoryBlobs()) == 1243
        await client.aclose()
    (request,) = rogue.requests
    assert request.target == "/v1/responses/input_tokens"
    assert set(request.json) == {"model", "input"}


async def test_a_provider_without_a_count_is_not_asked() -> None:
    async with Rogue([]) as rogue:
        can = Capabilities(input_tokens=False)
        client = service(rogue, profile={"capabilities": can})
        with pytest.raises(RequestError):
            await client.count_input(question(), MemoryBlobs())
    assert rogue.requests == []
