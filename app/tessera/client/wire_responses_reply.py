"""What ``POST /responses`` answers: events of a stream, or one body where streaming is ignored.

Events are put in order by their numbers, unknown ones are skipped, damaged ones too: the last
event repeats the whole answer, so what was lost is found again there.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tessera.client.mending import decoded_mended
from tessera.client.sequence import Sequencer
from tessera.client.sse import Event
from tessera.client.wire import (
    NotTheProtocol,
    Surrogates,
    Unreadable,
    loose_json,
    usage_from,
)
from tessera.client.wire_errors import Complaint, complaint_from
from tessera.client.wire_responses_events import (
    RESPONSE,
    UNFINISHED,
    Completed,
    Created,
    Delta,
    ErrorEvent,
    Failed,
    Incomplete,
    ItemDone,
    Known,
    Refusing,
    Response,
    read_event,
)
from tessera.client.wire_tool_reply import Preview, ToolPictures
from tessera.core.replies import (
    Accepted,
    Ending,
    Finished,
    RateLimits,
    RefusalDelta,
    Reply,
    TextDelta,
    Usage,
)

PART_GAP = "\n\n"  # between two messages of one answer


_NO_ANSWER = ("failed", "cancelled", *UNFINISHED)


class ResponsesReply:
    """Turns one answer into `Reply` values. Feed events, or the whole body, then `finish`.

    With ``is_resumable`` a cut is no end: what waited for its turn is dropped, to come again after
    `last_number` with the next stream.
    """

    def __init__(
        self,
        *,
        request_id: str | None,
        limits: RateLimits,
        now: Callable[[], float],
        is_resumable: bool = False,
    ) -> None:
        self._is_resumable = is_resumable
        self.response_id: str | None = None
        self._request_id = request_id
        self._limits = limits
        self._order: Sequencer[Known | None] = Sequencer(now)
        self._signs = Surrogates()
        self._text: list[str] = []
        self._part: tuple[int, int] | None = None
        self._refused = False
        self._pictures = ToolPictures()
        self._last_word: Known | None = None
        self.has_begun = False
        self.is_enough = False
        self.is_finished = False

    def goes_on(self, response_id: str, after: int | None) -> None:
        """Expect a response whose beginning, up to the number ``after``, was heard before."""
        self.response_id = response_id
        if after is not None:
            self._order.start_after(after)

    @property
    def last_number(self) -> int | None:
        """Return the sequence number up to which everything is here, None where none counts."""
        return self._order.last

    def event(self, event: Event) -> Iterator[Reply | Complaint]:
        """Yield what ``event`` brings, and what waited for it."""
        if event.data == b"[DONE]":
            return
        known, number = read_event(event)
        if isinstance(known, Completed | Incomplete | Failed):
            self._last_word = known
        is_first = isinstance(known, Created)
        for item in self._order.take(number, event.data, known, is_first=is_first):
            yield from self._translated(item)

    def whole(self, body: bytes | memoryview) -> Iterator[Reply | Complaint]:
        """Yield the replies of a body that came in one piece.

        Raises `Unreadable` or `NotTheProtocol`.
        """
        response = decoded_mended(RESPONSE, Response, body)
        if response.status is None and response.output is None:
            complaint = complaint_from(loose_json(body))
            if not complaint.has_shape:
                raise NotTheProtocol("neither a response nor an error")
            yield complaint
            return
        yield from self._begun(response)
        if self._is_resumable and response.status in UNFINISHED:
            return  # whoever listens asks again
        yield from self._ended(response)

    def finish(self, *, is_cut: bool = False) -> Iterator[Reply | Complaint]:
        """Yield what was held back; the stream has ended, in order or not."""
        if self._is_resumable:
            self._order.forget_held()
            return
        for item in self._order.rest():
            yield from self._translated(item)
        # It repeats the whole answer, so numbers that put it behind must not cost it.
        yield from self._translated(self._last_word)

    def _translated(self, item: Known | None) -> Iterator[Reply | Complaint]:
        if item is None or self.is_finished:
            return
        match item:
            case ErrorEvent():
                self.is_finished = True
                yield _complaint(item)
            case Created(response):
                yield from self._begun(response)
            case Delta(delta):
                yield from self._begun(None)
                yield from self._more(delta, (item.output_index, item.content_index))
            case Refusing(delta):
                yield from self._begun(None)
                self._refused = True
                yield RefusalDelta(self._signs.whole(delta))
            case Preview():
                yield from self._begun(None)
                yield from self._pictures.preview(item)
            case ItemDone(done):
                yield from self._begun(None)
                yield from self._pictures.item(done, item.output_index)
            case Completed(response) | Incomplete(response) | Failed(response):
                yield from self._begun(response)
                yield from self._ended(response)

    def _begun(self, response: Response | None) -> Iterator[Reply]:
        if not self.has_begun:
            self.has_begun = True
            found = response.id if response is not None else None
            self.response_id = found or self.response_id
            yield Accepted(self._request_id, self.response_id, self._limits)

    def _more(self, text: str, part: tuple[int, int]) -> Iterator[Reply]:
        if self._part not in (None, part):
            text = PART_GAP + text
        self._part = part
        whole = self._signs.whole(text)
        if whole:
            self._text.append(whole)
            yield TextDelta(whole)

    def _ended(self, response: Response) -> Iterator[Reply | Complaint]:
        self.is_finished = True
        if response.status in _NO_ANSWER or response.error:
            said = complaint_from({"error": response.error})
            words = "it was cancelled" if response.status == "cancelled" else ""
            yield said if said.has_shape else Complaint(words, has_shape=True)
            return
        text, refusal = _texts(response)
        if refusal and not self._refused:
            yield RefusalDelta(refusal)
        sent = "".join(self._text)
        if text.startswith(sent) and text != sent:
            yield TextDelta(text[len(sent) :])
            sent = text
        for index, item in enumerate(response.output or ()):
            yield from self._pictures.item(item, index)
        if self._pictures.is_damaged:
            raise Unreadable("a picture is damaged")
        usage, usage_is_odd = _usage(response)
        yield Finished(
            ending=_ending(response),
            usage=usage,
            model=response.model,
            service_tier=response.service_tier,
            response_id=response.id,
            usage_is_odd=usage_is_odd,
            whole_text=text if text and text != sent else None,
        )


def _complaint(event: ErrorEvent) -> Complaint:
    if event.error:
        return complaint_from({"error": event.error})
    inner = {"message": event.message, "code": event.code, "param": event.param}
    return complaint_from({"error": inner})


def _texts(response: Response) -> tuple[str, str]:
    """Return the whole answer and the whole refusal of a response."""
    parts = [
        part
        for item in response.output or ()
        if item.type == "message"
        for part in item.content or ()
    ]
    signs = Surrogates()
    texts = [signs.whole(part.text) for part in parts if part.text]
    refusals = [signs.whole(part.refusal) for part in parts if part.refusal]
    return PART_GAP.join(texts), PART_GAP.join(refusals)


def _usage(response: Response) -> tuple[Usage | None, bool]:
    """Return what was billed, the image tool's own bill inside; one odd count spoils both."""
    usage, is_odd = usage_from(response.usage, "input_tokens", "output_tokens")
    told = response.tool_usage
    found = told.get("image_gen") if isinstance(told, dict) else None
    tool, tool_is_odd = usage_from(found, "input_tokens", "output_tokens")
    if usage is None or is_odd or tool_is_odd:
        return None, is_odd or tool_is_odd
    if tool is None or not (tool.input_tokens or tool.output_tokens):
        return usage, False
    return replace(usage, image_tool=tool), False


def _ending(response: Response) -> Ending:
    reason = response.incomplete_details.reason if response.incomplete_details else None
    if response.status != "incomplete" and reason is None:
        return Ending.COMPLETE
    return Ending.CUT_BY_FILTER if reason == "content_filter" else Ending.CUT_BY_LENGTH
