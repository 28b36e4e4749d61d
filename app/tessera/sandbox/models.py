"""The Models endpoints: what answers on the day that is served."""

from datetime import UTC, datetime, time

from starlette.requests import Request
from starlette.responses import Response

from tessera.core.models import Model
from tessera.sandbox.house import House
from tessera.sandbox.refusals import no_model
from tessera.sandbox.replies import json_reply


async def listing(request: Request) -> Response:
    """Answer ``GET /v1/models``."""
    house = House.of(request)
    served = [model for model in house.catalogue.models if model.is_callable(house.today())]
    data = [_wire(name, model) for model in served for name in (model.id, *model.aliases)]
    return json_reply({"object": "list", "data": data})


async def show(request: Request) -> Response:
    """Answer ``GET /v1/models/{id}``."""
    house = House.of(request)
    model_id = str(request.path_params["model_id"])
    model = house.catalogue.get(model_id)
    if model is None or not model.is_callable(house.today()):
        raise no_model(model_id)
    return json_reply(_wire(model_id, model))


def _wire(name: str, model: Model) -> dict[str, object]:
    """Return the model object; ``created`` is 0 where nobody says when it came out."""
    released = model.released
    created = 0
    if released is not None:
        created = int(datetime.combine(released, time(), UTC).timestamp())
    ends = model.shutdown_date
    return {
        "id": name,
        "object": "model",
        "created": created,
        "owned_by": "system",
        "shutdown_date": None if ends is None else ends.isoformat(),
    }
