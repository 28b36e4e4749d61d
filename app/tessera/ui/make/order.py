"""What the panel holds, as one value, and how it is kept between two starts. Pure.

Settings are kept per model, the prompt once: it stays when model or mode change.
"""

import json
from dataclasses import dataclass, field, replace

from tessera.core.image_requests import MakeSettings
from tessera.ui.make.kept import FIRST, settings_from_json, settings_to_json

KEY = "make"  # under which the window's part of the library keeps it
LONGEST_PROMPT = 40_000
EDIT_MARK = "edit"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """What was chosen for one model."""

    settings: MakeSettings = FIRST
    fidelity: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Prompt, model, and what was chosen for each model.

    Edits have choices of their own, for their sizes follow the photo. ``way`` is the model through
    whose answer the picture comes, nothing for the Images API.
    """

    prompt: str = ""
    model: str = ""
    chosen: dict[str, ModelChoice] = field(default_factory=dict)
    is_edit: bool = False
    way: str = ""

    @property
    def settings(self) -> MakeSettings:
        """Return the settings for the model that is picked."""
        return self.of_model().settings

    def of_model(self) -> ModelChoice:
        """Return what is chosen for the model that is picked."""
        return self.chosen.get(self._key, ModelChoice())

    def with_choice(self, choice: ModelChoice) -> "Order":
        """Return the order with something else chosen for its model."""
        return replace(self, chosen={**self.chosen, self._key: choice})

    def with_settings(self, settings: MakeSettings) -> "Order":
        """Return the order with other settings for its model."""
        return self.with_choice(replace(self.of_model(), settings=settings))

    @property
    def _key(self) -> str:
        return f"{self.model} {EDIT_MARK}" if self.is_edit else self.model

    def to_json(self) -> str:
        """Return the order as JSON."""
        chosen = {
            model: settings_to_json(choice.settings, choice.fidelity)
            for model, choice in self.chosen.items()
        }
        values = {"prompt": self.prompt, "model": self.model, "chosen": chosen, "way": self.way}
        return json.dumps(values)


def order_from_json(text: str) -> Order:
    """Return what `Order.to_json` wrote; what cannot be read is as at first."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return Order()
    if not isinstance(values, dict):
        return Order()
    prompt, model, chosen = values.get("prompt"), values.get("model"), values.get("chosen")
    way = values.get("way")
    return Order(
        prompt=prompt[:LONGEST_PROMPT] if isinstance(prompt, str) else "",
        model=model if isinstance(model, str) else "",
        chosen={
            name: ModelChoice(*settings_from_json(kept))
            for name, kept in (chosen if isinstance(chosen, dict) else {}).items()
            if isinstance(kept, str)
        },
        way=way if isinstance(way, str) else "",
    )
