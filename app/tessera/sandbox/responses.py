"""The Responses endpoints: create, retrieve, resume, cancel, delete, count."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response

from tessera.sandbox.bodies import json_fields
from tessera.sandbox.house import House
from tessera.sandbox.refusals import Refusal, invalid
from tessera.sandbox.rehearsals import EVENTS_BEFORE_CUT, perhaps_cut, rehearse
from tessera.sandbox.replies import event_reply, json_reply
from tessera.sandbox.response_orders import read_input_count, read_response_order
from tessera.sandbox.response_shelf import Kept
from tessera.sandbox.response_work import new_run, perform, prepare
from tessera.sandbox.runs import SORRY, Run


async def create(request: Request) -> Response:
    """Answer ``POST /v1/responses``."""
    house = House.of(request)
    order = read_response_order(house, await json_fields(request))
    question = order.talk.question
    rehearse(house, question)
    house.rates.count_tokens(order.input_tokens)
    prepared = await prepare(house, order)
    run = new_run(house, prepared)
    if order.store:
        house.responses.keep(run)
    run.start(perform(house, prepared, run))
    if order.stream:
        events = perhaps_cut(question, _followed(run), after=EVENTS_BEFORE_CUT)
        return event_reply(events)
    if not order.background:
        await run.finished()
        _check(run)
    return json_reply(run.response)


async def retrieve(request: Request) -> Response:
    """Answer ``GET /v1/responses/{id}``, and its stream from an event on."""
    run = _kept(request).run
    if request.query_params.get("stream", "false").lower() != "true":
        return json_reply(run.response)
    if not run.background:
        raise invalid("Only background responses can be streamed again.", "stream")
    if not run.is_logged:
        raise invalid(
            "You can only start a new stream from a background response that was created with "
            "stream=true.",
            "stream",
        )
    return event_reply(run.follow(after=_starting_after(request)))


async def cancel(request: Request) -> Response:
    """Answer ``POST /v1/responses/{id}/cancel``; a second time changes nothing."""
    run = _kept(request).run
    if not run.background:
        raise Refusal(400, "Cannot cancel a synchronous response.")
    run.cancel()
    return json_reply(run.response)


async def delete(request: Request) -> Response:
    """Answer ``DELETE /v1/responses/{id}``."""
    run = _kept(request).run
    House.of(request).responses.drop(run.id)
    return json_reply({"id": run.id, "object": "response", "deleted": True})


async def count_input(request: Request) -> Response:
    """Answer ``POST /v1/responses/input_tokens``; no model runs."""
    house = House.of(request)
    tokens = read_input_count(house, await json_fields(request))
    return json_reply({"object": "response.input_tokens", "input_tokens": tokens})


async def _followed(run: Run) -> AsyncIterator[bytes]:
    """Yield a run's events; a foreground run ends with the connection."""
    try:
        async for event in run.follow():
            yield event
    finally:
        if not run.background:
            run.stop()


def _kept(request: Request) -> Kept:
    response_id = str(request.path_params["response_id"])
    kept = House.of(request).responses.get(response_id)
    if kept is None:
        raise Refusal(404, f"Response with id '{response_id}' not found.", param="response_id")
    return kept


def _starting_after(request: Request) -> int:
    text = request.query_params.get("starting_after")
    if text is None:
        return -1
    if not text.isdecimal() or len(text) > 9:
        raise invalid("Invalid 'starting_after': expected an integer.", "starting_after")
    return int(text)


def _check(run: Run) -> None:
    if isinstance(run.error, Refusal):
        raise run.error
    if run.error is not None:
        raise Refusal(500, SORRY, kind="server_error", code="server_error")
