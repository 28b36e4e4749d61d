"""`tessera ask`: a question about pictures; the answer is printed as it streams.

Everything is kept in the library as in the window. No command ever retries what may already have
been bought.
"""

import asyncio
import signal
import sys
from argparse import Namespace
from contextlib import suppress

from tessera.cli.ask_sources import Sources, gather
from tessera.cli.context import origin_of, with_studio
from tessera.cli.output import print_json, say
from tessera.cli.values import bill_value, estimate_value
from tessera.client.deadlines import DEFAULT_DEADLINES, Deadlines
from tessera.core.errors import RequestError
from tessera.core.estimates import Estimate
from tessera.core.profiles import Profile
from tessera.core.replies import RefusalDelta, Reply, TextDelta, Wait
from tessera.core.requests import Ask, Picture
from tessera.core.words import Detail
from tessera.store.settings_table import MODELS_MOST
from tessera.studio.asking import Answered, check_cap
from tessera.studio.bookkeeping import Booking, title_from
from tessera.studio.composing import Question, build_ask
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio


def ask(asked: Namespace) -> int:
    """Ask, print the answer, return the exit code."""

    async def work(studio: Studio) -> int:
        task = asyncio.create_task(_ask(studio, asked), name="ask")
        with suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    return with_studio(work)


async def _ask(studio: Studio, asked: Namespace) -> int:
    await resolve(studio)
    choice = await asyncio.to_thread(studio.choose_profile, asked.profile)
    profile = choice.profile
    await studio.load_catalogue()
    session = await studio.desk.run(
        studio.library.sessions.create, title=title_from(asked.prompt), profile=profile.id
    )
    kept = False
    try:
        sources = await gather(studio, session.id, asked)
        request = build_ask(_question(studio, asked, sources), studio.catalogue)
        estimate = studio.meter.estimate(request, profile)
        _check(asked, estimate)
        if asked.dry_run:
            _print_dry(asked, studio, request, estimate, profile)
            return 0
        service = await studio.service(profile, _deadlines(asked))
        started = await studio.asking.start(
            request, estimate, profile, Booking(session.id, sources.photo_ids)
        )
        kept = True
        printer = _Printer(streams=not asked.json)
        answered = await studio.asking.run(started, request, service, printer, printer.on_wait)
    finally:
        if not kept:
            await studio.desk.run(studio.library.purge, session.id)
    if choice.notice:
        say(choice.notice)
    if answered.trouble:
        say(answered.trouble)
    _print(asked, studio, request, answered, profile)
    return 0


def _question(studio: Studio, asked: Namespace, sources: Sources) -> Question:
    settings = studio.settings
    wanted = asked.max_output_tokens or settings.max_output_tokens
    first_choice = studio.catalogue.first_choice(studio.clock.today()).id
    detail = Detail(asked.detail or settings.detail)
    return Question(
        model=asked.model or settings.model or first_choice,
        prompt=asked.prompt,
        pictures=tuple(Picture(source, detail) for source in sources.sources),
        max_output_tokens=None if wanted == MODELS_MOST else wanted,
        reasoning_effort=settings.reasoning_effort or None,
    )


def _check(asked: Namespace, estimate: Estimate) -> None:
    if estimate.rejected is not None:
        raise RequestError(
            estimate.rejected, "Nothing was sent.", "Choose a lower detail or another model."
        )
    if asked.max_usd is not None:
        check_cap(estimate, asked.max_usd)


def _deadlines(asked: Namespace) -> Deadlines:
    total = float(asked.deadline)
    if asked.idle is None:
        return Deadlines(total_s=total)
    idle = float(asked.idle)
    return Deadlines(
        total_s=total, idle_s=idle, stream_idle_s=min(idle, DEFAULT_DEADLINES.stream_idle_s)
    )


class _Printer:
    """Prints the answer as it comes."""

    def __init__(self, *, streams: bool) -> None:
        self._streams = streams
        self._last = "\n"

    def __call__(self, reply: Reply) -> None:
        if self._streams and isinstance(reply, TextDelta | RefusalDelta) and reply.text:
            text = plain_text(reply.text)
            sys.stdout.write(text)
            sys.stdout.flush()
            self._last = text[-1:] or self._last

    def on_wait(self, wait: Wait) -> None:
        """Stay silent: a failure may still follow, and then stderr holds one line only."""


def plain_text(text: str) -> str:
    """Return untrusted text without the control characters that steer a terminal."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _resolved(studio: Studio, request: Ask) -> tuple[str, str | None]:
    """Return the detail as asked and what it means for the model."""
    for picture in request.pictures:
        if picture.size is not None:
            measured = studio.meter.measure(request.model, picture.size, picture.detail)
            return picture.detail.value, measured.detail_resolved
    details = [picture.detail.value for picture in request.pictures]
    return (details[0] if details else Detail.AUTO.value), None


def _print(
    asked: Namespace, studio: Studio, request: Ask, answered: Answered, profile: Profile
) -> None:
    if not asked.json:
        sys.stdout.write("" if answered.turn.text.endswith("\n") else "\n")
        return
    detail, resolved = _resolved(studio, request)
    print_json(
        {
            "answer": answered.turn.text,
            "model": request.model,
            "detail": detail,
            "detail_resolved": resolved,
            "estimate": estimate_value(answered.estimate),
            "bill": bill_value(answered.bill),
            "request_id": answered.request_id,
            "state": answered.turn.state.value,
            "note": answered.turn.note,
            **origin_of(profile),
        }
    )


def _print_dry(
    asked: Namespace, studio: Studio, request: Ask, estimate: Estimate, profile: Profile
) -> None:
    if asked.json:
        detail, resolved = _resolved(studio, request)
        print_json(
            {
                "answer": None,
                "model": request.model,
                "detail": detail,
                "detail_resolved": resolved,
                "estimate": estimate_value(estimate),
                "bill": None,
                "request_id": None,
                **origin_of(profile),
            }
        )
        return
    tokens = "unknown" if estimate.input_tokens is None else f"{estimate.input_tokens:,}"
    most = "unknown" if estimate.usd_max is None else f"${estimate.usd_max:f}"
    price = "unknown" if estimate.usd is None else f"${estimate.usd:f}"
    print(f"{request.model}: {tokens} input tokens, {price}; at most {most} with the answer.")
    print("Nothing was sent.")
