"""What sealing found out about a reply: values and sentences; no pixels, no numpy."""

from dataclasses import dataclass

LEAST_CORRELATION = 0.9
MOST_RESIDUAL = 8.0  # levels; noise alone lowers the correlation of a plain wall, but stays below
MOST_RECOLOUR = 40.0  # levels; models tint by 4 to 10 %, more than this is another picture
MOST_SHIFT = 1 / 8  # of the window's long side; then it is another composition
MOST_SCALE = 0.1


@dataclass(frozen=True, slots=True)
class SealReport:
    """How the reply lay over the photo, measured on what was not masked, and what was done.

    ``shift_x`` and ``shift_y`` are in pixels of the photo at the window's middle, ``scale_x`` and
    ``scale_y`` factors: by these the reply was moved back. ``gains`` and ``offsets`` (levels of
    255) are per channel, red first: by these it was multiplied and shifted. ``correlation`` is
    that of the surroundings after all of it, from -1 to 1, ``residual`` their mean difference in
    levels. ``recolour`` is by how many levels the fit of colours changes them, at most; a fit that
    cannot be right is measured, but not done. ``drift_share`` is the share of the surroundings that
    came back visibly changed, before anything was undone. ``known_share`` is the share of the
    window that could be compared; 0 where everything is masked, and then nothing was measured.
    ``was_resized`` says that the reply was not of the size that was asked for. ``is_exact`` says
    that the reply had not drifted at all, so its pixels are in the mask's core as they came.
    """

    shift_x: float = 0.0
    shift_y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    offsets: tuple[float, float, float] = (0.0, 0.0, 0.0)
    is_local: bool = False
    correlation: float = 1.0
    residual: float = 0.0
    recolour: float = 0.0
    drift_share: float = 0.0
    known_share: float = 0.0
    window_side: int = 1
    is_exact: bool = False
    was_resized: bool = False

    @property
    def has_drifted_too_far(self) -> bool:
        """Return whether the reply could not be laid over the photo, so that a person decides.

        They may paste it as it came, seal it anyway, or keep the reply beside the photo.
        """
        if self.known_share == 0 or self.is_exact:
            return False
        far = max(abs(self.shift_x), abs(self.shift_y)) > MOST_SHIFT * self.window_side
        stretched = max(abs(self.scale_x - 1), abs(self.scale_y - 1)) > MOST_SCALE
        unlike = self.correlation < LEAST_CORRELATION and self.residual > MOST_RESIDUAL
        return far or stretched or unlike or self.recolour > MOST_RECOLOUR

    @property
    def sentence(self) -> str:
        """Return in one sentence what was found."""
        if self.known_share == 0:
            return "Everything in the window was masked, so there was nothing to compare with."
        if self.is_exact:
            return "The surroundings came back unchanged; the new part fits as it is."
        percent = round(100 * self.drift_share)
        if self.has_drifted_too_far:
            return (
                f"The model redrew the surroundings ({percent} % of them visibly changed), and "
                "the new part cannot be laid over the photo exactly."
            )
        moved = max(abs(self.shift_x), abs(self.shift_y))
        return (
            f"{percent} % of the surroundings came back visibly changed; the new part was moved "
            f"by {moved:.1f} pixels and its colours were fitted."
        )
