"""How a result is to be sealed: what is kept of it with the order and with the version.

Enough to seal again after a crash, or in another way, without asking anybody.
"""

import json
from dataclasses import dataclass

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging.sealing.order import FEATHER


@dataclass(frozen=True, slots=True)
class SealPlan:
    """The photo a result goes into, the window that was sent, the mask's picture (white = edit)."""

    photo_id: str
    window: SealWindow
    mask_sha256: str
    mask_bytes: int
    feather: int = FEATHER
    is_fitted: bool = True


def plan_to_json(plan: SealPlan) -> str:
    """Return the plan as text."""
    box, sent = plan.window.box, plan.window.sent
    return json.dumps(
        {
            "photo_id": plan.photo_id,
            "box": [box.left, box.top, box.width, box.height],
            "sent": [sent.width, sent.height],
            "mask": [plan.mask_sha256, plan.mask_bytes],
            "feather": plan.feather,
            "is_fitted": plan.is_fitted,
        },
        sort_keys=True,
    )


def plan_from_json(text: str) -> SealPlan:
    """Return the plan that `plan_to_json` wrote; `ValueError`, `TypeError` or `KeyError`."""
    found = json.loads(text)
    left, top, width, height = (int(number) for number in found["box"])
    sent_width, sent_height = (int(number) for number in found["sent"])
    sha256, size_bytes = found["mask"]
    return SealPlan(
        photo_id=str(found["photo_id"]),
        window=SealWindow(Rect(left, top, width, height), Size(sent_width, sent_height)),
        mask_sha256=str(sha256),
        mask_bytes=int(size_bytes),
        feather=int(found["feather"]),
        is_fitted=bool(found["is_fitted"]),
    )
