"""Sentences about a saved file: what it lost, and by how much recompression changed it."""

from tessera.imaging.export.order import Change, ExportOrder, Loss
from tessera.imaging.notes import SHOWN_NAMES

SENTENCES = {
    Loss.TRANSPARENCY: "{form} holds no transparency; what was transparent is white.",
    Loss.BITS: "The picture had more than 8 bits per channel; the file has 8.",
    Loss.PRINT_COLOURS: "The colours for print (CMYK) were saved as sRGB.",
    Loss.FRAMES: "One frame was saved, the one that is shown.",
    Loss.CREDENTIALS: "The provider's content credentials (C2PA) hold for its own bytes only and "
    "are not in this file.",
    Loss.METADATA: "The picture's own XMP could not be kept.",
    Loss.PROVENANCE: "Where it came from could not be written into a file of this kind without "
    "compressing it anew; the file is as it came.",
    Loss.EXIF: "The picture's EXIF could not be kept.",
}


def sentences(order: ExportOrder, losses: tuple[Loss, ...], change: Change | None) -> list[str]:
    """Return what is worth knowing about the file, most important first."""
    form = SHOWN_NAMES.get(order.form.value, order.form.value)
    said = [] if change is None else [change_sentence(form, change)]
    return said + [SENTENCES[loss].format(form=form) for loss in losses]


def change_sentence(form: str, change: Change) -> str:
    """Return what compression did to the pixels.

    >>> change_sentence("JPEG", Change(most=9, mean=0.812, is_outside=True))
    'JPEG compression changed pixels outside the mask by up to 9 of 255 levels, 0.81 on average.'
    """
    where = " outside the mask" if change.is_outside else ""
    if change.most == 0:
        return f"{form} compression changed no pixel{where}."
    levels = f"up to {change.most} of 255 levels, {change.mean:.2f} on average"
    return f"{form} compression changed pixels{where} by {levels}."
