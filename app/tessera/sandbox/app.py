"""The sandbox as an ASGI application: routes, and how everything that goes wrong is answered."""

from datetime import date

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tessera.core.catalogue import Catalogue
from tessera.core.ports import Clock
from tessera.sandbox import chat, files, images, models, responses
from tessera.sandbox.doorway import Doorway
from tessera.sandbox.house import DEFAULT_PACE_S, Caps, House
from tessera.sandbox.picture_shelf import PATH
from tessera.sandbox.refusals import Refusal
from tessera.sandbox.replies import json_reply
from tessera.sandbox.runs import SORRY


def create_app(
    catalogue: Catalogue,
    clock: Clock,
    *,
    token: str | None = None,
    as_of: date | None = None,
    pace_s: float = DEFAULT_PACE_S,
    caps: Caps | None = None,
) -> Starlette:
    """Return a sandbox that serves the models of ``catalogue``.

    ``token`` is the only key accepted (None: any); ``as_of`` the day whose models answer (None:
    the clock's); ``pace_s`` the pause between streamed words; ``caps`` its limits.
    """
    house = House(catalogue, clock, token=token, as_of=as_of, pace_s=pace_s, caps=caps)
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Doorway, house=house)],
        exception_handlers={
            Refusal: _on_refusal,
            HTTPException: _on_http,
            500: _on_failure,
        },
    )
    app.state.house = house
    return app


def _routes() -> list[Route]:
    one = "/v1/responses/{response_id}"
    file = "/v1/files/{file_id}"
    return [
        Route("/v1/models", models.listing, methods=["GET"]),
        Route("/v1/models/{model_id}", models.show, methods=["GET"]),
        Route("/v1/responses", responses.create, methods=["POST"]),
        Route("/v1/responses/input_tokens", responses.count_input, methods=["POST"]),
        Route(one, responses.retrieve, methods=["GET"]),
        Route(one, responses.delete, methods=["DELETE"]),
        Route(f"{one}/cancel", responses.cancel, methods=["POST"]),
        Route("/v1/chat/completions", chat.create, methods=["POST"]),
        Route("/v1/images/generations", images.generate, methods=["POST"]),
        Route("/v1/images/edits", images.edit, methods=["POST"]),
        Route("/v1/images/variations", images.vary, methods=["POST"]),
        Route(f"{PATH}/{{name}}", images.elsewhere, methods=["GET"]),
        Route("/v1/files", files.upload, methods=["POST"]),
        Route("/v1/files", files.listing, methods=["GET"]),
        Route(file, files.show, methods=["GET"]),
        Route(file, files.delete, methods=["DELETE"]),
        Route(f"{file}/content", files.content, methods=["GET"]),
    ]


async def _on_refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    reply = json_reply(error.body(), error.status)
    if error.retry_after_s is not None:
        reply.headers["retry-after"] = str(error.retry_after_s)
    return reply


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = f"Invalid URL ({request.method} {request.url.path})"
    if error.status_code == 405:
        message = (
            f"Not allowed to {request.method} on {request.url.path}. (HINT: Perhaps you meant to "
            "use a different HTTP method?)"
        )
    return json_reply(Refusal(error.status_code, message).body(), error.status_code)


async def _on_failure(_request: Request, _error: Exception) -> Response:
    refusal = Refusal(500, SORRY, kind="server_error", code="server_error")
    return json_reply(refusal.body(), 500)
