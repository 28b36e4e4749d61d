"""Small builders for the tests of metering and pricing."""

from datetime import date
from functools import cache

from tessera.core.catalogue import Catalogue, Model, parse_catalogue
from tessera.core.geometry import Size
from tessera.core.metering import Measurement, meter_input, meter_output, meter_reference
from tessera.core.words import Detail
from tessera.store.resources import read_catalogue

TODAY = date(2026, 11, 20)


@cache
def catalogue() -> Catalogue:
    """Return the built-in catalogue."""
    return parse_catalogue(read_catalogue())


def model(model_id: str) -> Model:
    """Return a model that must be there."""
    found = catalogue().get(model_id)
    assert found is not None, model_id
    return found


def seen(model_id: str, size: str, detail: str = "auto", *, on: date = TODAY) -> Measurement:
    """Return what a picture counts when the model looks at it."""
    return meter_input(model_id, catalogue().get(model_id), Size.parse(size), Detail(detail), on=on)


def referred(
    model_id: str, size: str, fidelity: str | None = None, *, on: date = TODAY
) -> Measurement:
    """Return what a picture counts as a reference."""
    return meter_reference(model_id, catalogue().get(model_id), Size.parse(size), fidelity, on=on)


def made(model_id: str, size: str, quality: str, *, on: date = TODAY) -> Measurement:
    """Return what a made picture counts."""
    return meter_output(model_id, catalogue().get(model_id), Size.parse(size), quality, on=on)
