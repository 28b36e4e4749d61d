"""What was chosen comes back at the next start, and a damaged note harms nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.image_requests import Animation, MakeSettings
from tessera.ui.make.kept import FIRST, settings_from_json, settings_to_json
from tessera.ui.make.order import ModelChoice, Order, order_from_json

words = st.sampled_from(["low", "auto", "png", "gif"])
maybe = st.none() | words
some_settings = st.builds(
    MakeSettings,
    size=st.none() | st.builds(Size, st.integers(1, 4000), st.integers(1, 4000)),
    quality=words,
    background=maybe,
    output_format=words,
    compression=st.none() | st.integers(0, 100),
    moderation=maybe,
    n=st.integers(1, 10),
    partial_images=st.integers(0, 3),
    complexity=maybe,
    animation=st.none() | st.builds(Animation, st.integers(2, 16), st.integers(10, 1000)),
)


@given(some_settings, maybe)
def test_settings_come_back(settings: MakeSettings, fidelity: str | None) -> None:
    assert settings_from_json(settings_to_json(settings, fidelity)) == (settings, fidelity)


def test_each_model_keeps_its_own_choice() -> None:
    order = Order("a boat", "one").with_choice(ModelChoice(MakeSettings(n=3)))
    order = Order(order.prompt, "two", order.chosen).with_choice(ModelChoice(fidelity="high"))
    again = order_from_json(order.to_json())
    assert again == order
    assert again.of_model().fidelity == "high"
    assert again.chosen["one"].settings.n == 3


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"chosen": 7}', '{"prompt": 1, "model": []}'])
def test_a_damaged_note_is_as_at_first(kept: str) -> None:
    assert order_from_json(kept) == Order()
    assert settings_from_json(kept)[0].quality == FIRST.quality
