"""One provider, as the rest of the program sees it: questions, pictures, models, files.

A `Service` belongs to one profile and one key and is closed when it is no longer needed. Its
generators are to be closed by whoever stops early (``contextlib.aclosing``); cancelling the task
that reads closes the connection at once.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from urllib.parse import urlsplit

import httpx

from tessera.client import elsewhere, wire_lists
from tessera.client.answer import Translator
from tessera.client.auth import Identity
from tessera.client.background import (
    Listening,
    Retrieved,
    fetched,
    standing,
)
from tessera.client.body import json_body
from tessera.client.calls import count_call, make_call, question_call
from tessera.client.deadlines import (
    DEFAULT_CAPS,
    DEFAULT_DEADLINES,
    Caps,
    Countdown,
    Deadlines,
)
from tessera.client.errors import Failures
from tessera.client.exchange import Exchange, OnWait
from tessera.client.fetch import Resolver
from tessera.client.files import Files, OnStored
from tessera.client.leaving import BY_THE_LIBRARY, Leaving, leaving
from tessera.client.limits import check_ask, check_make
from tessera.client.origin import checked_origin, segment
from tessera.client.pace import rate_limits
from tessera.client.paid import answered
from tessera.client.tap import Tap
from tessera.client.transport import Call, Transport
from tessera.client.transport import Reply as HttpReply
from tessera.client.wire_chat_reply import ChatReply
from tessera.client.wire_images_reply import ImagesReply
from tessera.client.wire_responses_reply import ResponsesReply
from tessera.core.errors import RequestError
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Make
from tessera.core.ports import Blobs, Clock, Sink
from tessera.core.profiles import AuthForm, Profile, Route
from tessera.core.redaction import Redactor
from tessera.core.replies import ListedModel, RateLimits, Reply, StoredFile
from tessera.core.requests import Ask, Pixels

OptionsOf = Callable[[str], ImageOptions | None]


class Service:
    """Calls to one profile with one key. Nothing is checked or opened before the first call.

    ``image_options`` tells what an image model takes, None for one that the catalogue lacks.
    """

    def __init__(
        self,
        profile: Profile,
        key: str | None,
        *,
        clock: Clock,
        deadlines: Deadlines = DEFAULT_DEADLINES,
        caps: Caps = DEFAULT_CAPS,
        transport: httpx.AsyncBaseTransport | None = None,
        image_options: OptionsOf | None = None,
    ) -> None:
        self.profile = profile
        self._key = key
        self._clock = clock
        self._deadlines = deadlines
        self._caps = caps
        self._injected = transport
        self._image_options = image_options or _unknown
        self._exchange: Exchange | None = None
        self._stored: Files | None = None

    async def ask(
        self,
        ask: Ask,
        blobs: Blobs,
        sink: Sink,
        on_wait: OnWait | None = None,
        *,
        on_stored: OnStored | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Send a question and yield the answer as it comes, `Accepted` first, `Finished` last.

        Pictures too large for the request are uploaded before; ``on_stored`` learns their ids.
        ``on_wait`` is told each second of a wait before another try. Raises `RequestError` and
        `PictureRejected` before anything is sent, `ServiceError` after.
        """
        check_ask(ask, self.profile, self._tool_options(ask))
        exchange = self._ready()
        countdown = exchange.countdown(makes_pictures=ask.image_tool is not None)
        ask = await self._files.instead_of_large(ask, blobs, countdown, on_wait, on_stored)
        if ask.is_background:
            listening = self._listening(countdown, sink, on_wait)
            answer = listening.ask(question_call(ask, blobs, self.profile))
        else:
            answer = answered(
                exchange,
                question_call(ask, blobs, self.profile),
                countdown,
                Tap(sink),
                self._translator,
                on_wait,
                max_whole_bytes=self._caps.decoded_bytes,
            )
        async with aclosing(answer) as replies:
            async for item in replies:
                yield item

    def leaving(self, request: Ask | Make, blobs: Blobs) -> Leaving:
        """Return precisely what `ask` or `make` would send; nothing is sent.

        Raises what they raise before anything is sent, a picture too large for a request included.
        """
        if isinstance(request, Ask):
            check_ask(request, self.profile, self._tool_options(request))
            call = question_call(request, blobs, self.profile)
        else:
            options = self._image_options(request.model)
            check_make(request, options, self.profile)
            call = make_call(request, options, blobs, self.profile)
        transport = self._ready().transport
        names = tuple(name for name, _ in transport.headers(call))
        return leaving(call, str(transport.url(call)), (*BY_THE_LIBRARY, *names))

    async def resume(
        self,
        response_id: str,
        after: int | None,
        sink: Sink,
        on_wait: OnWait | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Yield what a background response says after the sequence number ``after``.

        None hears it from its beginning, which a fresh start should do; `replay.heard_in` finds the
        number in the bytes that were kept. `ask` resumes by itself while the program runs.
        Nothing is bought; a `ServiceError` says ``may_be_charged``, for the response was.
        """
        exchange = self._ready()
        countdown = exchange.countdown(makes_pictures=True)  # perhaps; nobody remembers
        listening = self._listening(countdown, sink, on_wait)
        async with aclosing(listening.resume(response_id, after)) as replies:
            async for item in replies:
                yield item

    async def retrieve(self, response_id: str) -> Retrieved:
        """Return a stored response as it stands; also one that failed, with its trouble.

        Raises `ServiceError` where it cannot be fetched or read, `Refused` where it is gone.
        """
        exchange = self._ready()
        body, failures = await fetched(exchange, response_id, exchange.countdown())
        return standing(exchange, self._listener(None), body, failures)

    async def cancel(self, response_id: str) -> str:
        """Stop a background response; return its status then, which is not always ``cancelled``.

        What was made by then may be charged, and no usage is told. Raises `ServiceError`.
        """
        call = Call("POST", f"responses/{segment(response_id)}/cancel", json_body(b""))
        return await self._ready().read(call, wire_lists.status_from)

    async def make(
        self, request: Make, blobs: Blobs, sink: Sink, on_wait: OnWait | None = None
    ) -> AsyncGenerator[Reply, None]:
        """Have pictures made and yield them as they come, `Accepted` first, `Finished` last.

        Streamed where the model is, whole otherwise; previews come only in a stream. What the
        model does not take raises `RequestError` before anything is sent; `ServiceError` after.
        Pictures that came before a failure have been yielded by then. An order through an answer is
        followed by its id across cuts.
        """
        options = self._image_options(request.model)
        check_make(request, options, self.profile)
        exchange = self._ready()
        call = make_call(request, options, blobs, self.profile)
        countdown = exchange.countdown(makes_pictures=True)

        def translator(reply: HttpReply) -> Translator:
            return ImagesReply(
                request_id=reply.request_id,
                limits=rate_limits(reply.header),
                wanted=request.settings.n,
            )

        if request.through is not None:
            answer = self._listening(countdown, sink, on_wait).ask(call)
        else:
            answer = answered(
                exchange,
                call,
                countdown,
                Tap(sink),
                translator,
                on_wait,
                max_whole_bytes=self._caps.decoded_bytes,
            )
        async with aclosing(answer) as replies:
            async for item in replies:
                yield item

    async def fetch_elsewhere(
        self,
        url: str,
        *,
        has_agreed: bool = False,
        sink: Sink | None = None,
        resolver: Resolver | None = None,
    ) -> bytes:
        """Return the picture that a reply named as `PictureElsewhere`.

        What lies at the profile's own origin is fetched at once, with its key; another host only
        where the user has agreed, and never with the key. ``sink`` gets the bytes first. Raises
        `RequestError` without leaving this machine, `ServiceError` or `PictureError` after.
        """
        exchange = self._ready()
        address = elsewhere.address_of(url, self.profile)
        if elsewhere.is_own(url, self.profile):
            return await elsewhere.fetch_own(exchange, address, sink)
        if not has_agreed:
            raise elsewhere.not_agreed(address)
        return await elsewhere.fetch_foreign(address, sink, resolver)

    async def models(self) -> tuple[ListedModel, ...]:
        """Return what the provider's own ``GET /models`` lists. Raises `ServiceError`."""
        return await self._ready().read(Call("GET", "models"), wire_lists.models_from)

    async def count_input(
        self, ask: Ask, blobs: Blobs, *, on_stored: OnStored | None = None
    ) -> int:
        """Return the provider's own count of the input tokens of ``ask``; runs no model.

        The pictures are sent for it; ``on_stored`` learns the ids of those too large for a
        request, which are uploaded before. Raises `RequestError` and `ServiceError`.
        """
        if not self.profile.capabilities.input_tokens:
            raise RequestError(
                f"{self.profile.title} does not count tokens before a question is asked.",
                next_step="The estimate beside the question still holds.",
            )
        check_ask(ask, self.profile, self._tool_options(ask))
        exchange = self._ready()
        countdown = exchange.countdown()
        ask = await self._files.instead_of_large(ask, blobs, countdown, None, on_stored)
        call = count_call(ask, blobs)
        return await exchange.read(call, wire_lists.count_from, countdown=countdown)

    async def upload(self, pixels: Pixels, blobs: Blobs) -> StoredFile:
        """Store a picture at the provider for questions. Raises `ServiceError`."""
        self._ready()
        return await self._files.upload(pixels, blobs)

    async def files(self) -> tuple[StoredFile, ...]:
        """Return everything that lies at the provider. Raises `ServiceError`."""
        self._ready()
        return await self._files.list()

    async def delete_file(self, file_id: str) -> bool:
        """Delete a file at the provider; returns whether it says that the file is gone."""
        self._ready()
        return await self._files.delete(file_id)

    def has_key(self, key: str | None) -> bool:
        """Return whether calls go out with this very key."""
        return self._key == key

    def trying(self, auth: AuthForm) -> "Service":
        """Return a service that sends the same key in another form, to test a connection."""
        return Service(
            replace(self.profile, auth=auth),
            self._key,
            clock=self._clock,
            deadlines=self._deadlines,
            caps=self._caps,
            transport=self._injected,
            image_options=self._image_options,
        )

    async def aclose(self) -> None:
        """Close every connection; calls in flight end."""
        if self._exchange is not None:
            await self._exchange.transport.aclose()
            self._exchange = self._stored = None

    @property
    def _files(self) -> Files:
        if self._stored is None:
            self._stored = Files(self._ready())
        return self._stored

    def _ready(self) -> Exchange:
        """Return the way to the provider; raises `RequestError`, `KeyMissing`, `KeyRejected`."""
        if self._exchange is None:
            origin = checked_origin(self.profile.base_url)
            identity = Identity(self.profile, self._key)
            host = urlsplit(self.profile.base_url).netloc
            self._exchange = Exchange(
                Transport(origin, identity, self._caps, transport=self._injected),
                Failures(self.profile.title, host, Redactor(self._key), links=self.profile.links),
                self._clock,
                self._deadlines,
                self._caps,
            )
        return self._exchange

    def _tool_options(self, ask: Ask) -> ImageOptions | None:
        return None if ask.image_tool is None else self._image_options(ask.image_tool.model)

    def _listening(self, countdown: Countdown, sink: Sink, on_wait: OnWait | None) -> Listening:
        return Listening(self._ready(), countdown, Tap(sink), self._listener, on_wait)

    def _listener(self, reply: HttpReply | None) -> ResponsesReply:
        return ResponsesReply(
            request_id=None if reply is None else reply.request_id,
            limits=RateLimits() if reply is None else rate_limits(reply.header),
            now=self._clock.monotonic,
            is_resumable=True,
        )

    def _translator(self, reply: HttpReply) -> Translator:
        limits = rate_limits(reply.header)
        if self.profile.capabilities.route is Route.CHAT:
            return ChatReply(request_id=reply.request_id, limits=limits)
        return ResponsesReply(request_id=reply.request_id, limits=limits, now=self._clock.monotonic)


def _unknown(_model: str) -> ImageOptions | None:
    return None
