"""Small builders for the tests of the panel: models' choices without a window around them."""

from dataclasses import replace

from tessera.core.estimate_make import estimate_make
from tessera.core.estimates import Estimate
from tessera.core.image_legal import problems
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Generate, Make, MakeSettings
from tessera.studio.make_orders import MakeBooking
from tessera.tokenizer import count_text
from tessera.ui.choices import Choice
from tessera.ui.make.kept import FIRST
from tessera.ui.make.option_form import OptionForm
from tessera.ui.make.order import Order
from tessera.ui.make.priced import offered, quality_choices, size_choices
from tessera.ui.make.works import GenerateWork, Work
from tests.core.builders import TODAY, catalogue, model

FREE = "gpt-image-2.5-sunburst"  # any size
FIXED = "gpt-image-1.5"
NEWEST = "gpt-image-2.6-sunburst"  # animated and drawn formats


def options(model_id: str) -> ImageOptions:
    """Return the choices of a model that must be there."""
    found = model(model_id).image
    assert found is not None
    return found


def price(make: Make) -> Estimate:
    """Return the estimate of today."""
    return estimate_make(make, catalogue(), on=TODAY, count_text=count_text)


def generate(model_id: str = FREE, prompt: str = "a red boat", **settings: object) -> Generate:
    """Return a request; ``settings`` change those a panel begins with."""
    return Generate(model_id, prompt, replace(FIRST, **settings))  # type: ignore[arg-type]


def shown_form(
    model_id: str, settings: MakeSettings = FIRST, *, is_edit: bool = False
) -> OptionForm:
    """Return a form that shows ``settings`` for a model, its lists without prices."""
    form = OptionForm()
    show(form, model_id, settings, is_edit=is_edit)
    return form


def show(form: OptionForm, model_id: str, settings: MakeSettings, *, is_edit: bool = False) -> None:
    """Let ``form`` show settings for a model."""
    offer = offered(options(model_id), settings, is_edit=is_edit)
    form.show_settings(
        offer,
        settings,
        None,
        sizes=size_choices(offer, (), model_id, settings, _nothing),
        qualities=quality_choices(offer, model_id, settings, _nothing),
    )


def titles(choices: tuple[Choice, ...]) -> list[str]:
    """Return what the entries are called."""
    return [choice.title or choice.id for choice in choices]


class Words:
    """A source that generates from words, as the panel's first mode does."""

    has_size = True
    has_model = True
    has_count = True

    def count(self, order: Order) -> int:
        return order.settings.n

    def problems(self, order: Order, options: ImageOptions) -> tuple[str, ...]:
        return problems(_request(order), options)

    def price(self, order: Order) -> Estimate:
        return price(_request(order))

    def work(self, order: Order, estimate: Estimate) -> Work:
        return GenerateWork(_request(order), estimate, MakeBooking("session"))


def order(make: Generate) -> Order:
    """Return the order that a request comes from."""
    return Order(make.prompt, make.model).with_settings(make.settings)


def price_of(model: str, settings: MakeSettings) -> Estimate:
    """Return what a red boat costs with other settings."""
    return price(Generate(model, "a red boat", settings))


def _request(order: Order) -> Generate:
    return Generate(order.model, order.prompt, order.settings)


def _nothing(_model: str, _settings: MakeSettings) -> None:
    return None
