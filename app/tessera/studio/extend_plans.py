"""How far an extension is: kept with its picture, so that it can go on after a stop or a crash.

The picture that grows is one version, exchanged after each step by the next one; the replies' own
bytes collect beside it.
"""

import json
from dataclasses import dataclass, replace

from tessera.core.errors import StoreError
from tessera.core.geometry import Rect
from tessera.core.image_requests import MakeSettings, Through
from tessera.store.makes import settings_from, settings_value, through_from, through_value
from tessera.store.version_rows import SavedVersion

UNFINISHED = "This extension is not finished: {done} of {of} steps are done."


@dataclass(frozen=True, slots=True)
class ExtendPlan:
    """An extension of the photo to ``frame``, in its upright pixels, of which ``done`` steps of
    ``of`` are. ``references`` are photos of the library."""

    photo_id: str
    frame: Rect
    model: str
    prompt: str
    settings: MakeSettings
    of: int
    done: int = 0
    references: tuple[str, ...] = ()
    through: Through | None = None

    @property
    def is_finished(self) -> bool:
        """Return whether nothing is left to do."""
        return self.done >= self.of

    def onward(self) -> "ExtendPlan":
        """Return the plan with one more step done."""
        return replace(self, done=self.done + 1)


def extension_to_json(plan: ExtendPlan) -> str:
    """Return the plan as text."""
    frame = plan.frame
    return json.dumps(
        {
            "extends": plan.photo_id,
            "frame": [frame.left, frame.top, frame.width, frame.height],
            "model": plan.model,
            "prompt": plan.prompt,
            "settings": settings_value(plan.settings),
            "of": plan.of,
            "done": plan.done,
            "references": list(plan.references),
            "through": through_value(plan.through),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def extension_from_json(text: str) -> ExtendPlan:
    """Return the plan that `extension_to_json` wrote; `ValueError`, `TypeError` or `KeyError`."""
    found = json.loads(text)
    left, top, width, height = (int(number) for number in found["frame"])
    return ExtendPlan(
        photo_id=str(found["extends"]),
        frame=Rect(left, top, width, height),
        model=str(found["model"]),
        prompt=str(found["prompt"]),
        settings=settings_from(found["settings"]),
        of=int(found["of"]),
        done=int(found["done"]),
        references=tuple(str(photo_id) for photo_id in found["references"]),
        through=through_from(found.get("through")),  # an older program did not write it
    )


def plan_of_extension(version: SavedVersion) -> ExtendPlan:
    """Return how far an extension is; raises `StoreError` for a version that is none."""
    try:
        return extension_from_json(version.origin.plan)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError("This version is no extension that could go on.") from error


def note_of(plan: ExtendPlan) -> str:
    """Return the sentence that an extension carries while it is not finished."""
    return "" if plan.is_finished else UNFINISHED.format(done=plan.done, of=plan.of)
