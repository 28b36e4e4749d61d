"""What is left of an extension that was cut off, and about what that costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tessera.core.errors import TesseraError
from tessera.studio.extend_plans import plan_of_extension
from tessera.studio.extending import ExtendWish
from tessera.ui.make.works import ExtendWork
from tessera.ui.wording import usd_text

if TYPE_CHECKING:
    from tessera.core.estimates import Estimate
    from tessera.core.profiles import Profile
    from tessera.studio.studio import Studio


@dataclass(frozen=True, slots=True)
class Left:
    """An extension that can go on, with a sentence that says how far it is and what is due."""

    work: ExtendWork
    estimate: Estimate
    sentence: str


async def left_of(studio: Studio, photo_id: str, profile: Profile) -> Left | None:
    """Return the newest extension of this picture's tree that is not finished, or None."""
    root = (await studio.desk.run(studio.library.versions.get, photo_id)).root
    found = await studio.extending.unfinished(root)
    if not found:
        return None
    version, plan = found[0], plan_of_extension(found[0])
    try:
        photo = await studio.desk.run(studio.library.photos.get, plan.photo_id)
        wish = ExtendWish(
            photo, plan.frame, plan.model, plan.prompt, plan.settings, through=plan.through
        )
        estimate = _share(studio.extending.estimate(wish, profile), plan.of - plan.done, plan.of)
    except TesseraError:
        return None
    due = f"The rest costs about {usd_text(estimate.usd)}."
    return Left(ExtendWork(wish, version), estimate, f"{version.origin.note} {due}".strip())


def _share(estimate: Estimate, left: int, of: int) -> Estimate:
    """Return the part of the whole price that is still due."""
    part = Decimal(left) / max(1, of)

    def some(usd: Decimal | None) -> Decimal | None:
        return None if usd is None else usd * part

    return replace(
        estimate,
        usd=some(estimate.usd),
        usd_min=some(estimate.usd_min),
        usd_max=some(estimate.usd_max),
    )
