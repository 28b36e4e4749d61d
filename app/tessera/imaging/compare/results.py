"""A comparison as the program sees it: rasters, figures, and the mask it proposes."""

from dataclasses import dataclass

from tessera.core.geometry import Size
from tessera.imaging.child_process import Answered
from tessera.imaging.compare.order import Drift
from tessera.imaging.conversation import raster
from tessera.imaging.facts import Facts
from tessera.imaging.protocol import Compared
from tessera.imaging.raster import Raster


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What differs between two states of a picture.

    ``difference`` shows what is left after shift, scale and colours are undone; ``heat`` where the
    picture came back changed, as it came; ``meant`` the proposed mask over the photo. ``plane`` is
    that mask, row by row at the photo's full ``size``, 255 = meant to change; None if nothing
    stands out.
    """

    difference: Raster
    heat: Raster
    meant: Raster
    plane: bytes | None
    size: Size
    drift: Drift


def compared(_: Facts, answered: Answered) -> Comparison:
    """Return the child's last answer as a comparison; raises `ValueError` for another one."""
    reply, memory = answered.reply, answered.memory
    if not isinstance(reply, Compared) or memory is None:
        raise ValueError("The last answer compares nothing.")
    size = Size(reply.width, reply.height)
    end = reply.mask_at + reply.mask_bytes
    if end > len(memory) or reply.mask_bytes not in (0, size.pixels):
        raise ValueError("The mask lies outside its memory.")
    difference, heat, meant = (raster(plane, memory) for plane in reply.planes)
    return Comparison(
        difference=difference,
        heat=heat,
        meant=meant,
        plane=bytes(memory[reply.mask_at : end]) if reply.mask_bytes else None,
        size=size,
        drift=reply.drift,
    )
