"""Why a file could not be turned into pixels, as one word and as sentences for a person.

The decode child answers with a `Reason` and numbers only. The sentences are written here, in the
program's own process, so that nothing a hostile file could make the child say reaches the screen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tessera.core.errors import UnreadablePicture

MOST_PIXELS = 300_000_000
LONGEST_NAME = 60
UNCHANGED = "The file is unchanged."


class Reason(StrEnum):
    """The one word that a failure to read a picture carries."""

    MISSING = "missing"
    NO_PERMISSION = "no_permission"
    DIRECTORY = "directory"
    NOT_A_FILE = "not_a_file"
    DISK = "disk"
    EMPTY = "empty"
    NOT_A_PICTURE = "not_a_picture"
    OTHER_FORMAT = "other_format"
    NO_DECODER = "no_decoder"
    NO_ENCODER = "no_encoder"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_INTRICATE = "too_intricate"
    TRUNCATED = "truncated"
    BROKEN = "broken"
    NO_FRAME = "no_frame"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    NO_CHILD = "no_child"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the reason; everything may be unknown.

    ``content`` names what the file really is (“a PDF document”); ``size`` is what its header
    claims, which need not be a size that can exist; ``share`` is the part that could be read.
    """

    content: str = ""
    claimed: tuple[int, int] | None = None
    share: float = 0.0
    frames: int = 1
    system: str = ""


def unreadable(
    reason: Reason, name: str, about: Circumstances = Circumstances()
) -> UnreadablePicture:
    """Return the error for the file called ``name``, ready to raise."""
    what, next_step = _SENTENCES[reason](f"“{shown_name(name)}”", about)
    kept = "" if reason in _NOTHING_TO_KEEP else UNCHANGED
    return UnreadablePicture(what, kept, next_step, reason=str(reason))


def renamed(error: UnreadablePicture, old: str, new: str) -> UnreadablePicture:
    """Return ``error`` about the file called ``old`` with the name a person knows it by."""
    what = error.what.replace(f"“{shown_name(old)}”", f"“{shown_name(new)}”")
    return UnreadablePicture(what, error.kept, error.next_step, reason=error.reason)


def shown_name(name: str) -> str:
    """Return a file's name as plain text that cannot disguise itself, shortened in the middle.

    Control characters and marks that turn the direction of writing are shown as “�”.

    >>> shown_name("invoice\\u202egpj.exe")
    'invoice�gpj.exe'
    """
    plain = "".join(sign if sign.isprintable() else "�" for sign in name)
    if len(plain) <= LONGEST_NAME:
        return plain
    half = LONGEST_NAME // 2
    return f"{plain[: half - 1]}…{plain[-half:]}"


_NOTHING_TO_KEEP = frozenset(
    {Reason.MISSING, Reason.DIRECTORY, Reason.NOT_A_FILE, Reason.NO_CHILD, Reason.CLOSING}
)
_Sentence = Callable[[str, Circumstances], tuple[str, str]]


def _plain(what: str, next_step: str) -> _Sentence:
    """Return a sentence in which only the file's name changes."""

    def write(name: str, _: Circumstances) -> tuple[str, str]:
        return what.format(name=name), next_step

    return write


def _other_format(name: str, about: Circumstances) -> tuple[str, str]:
    content = about.content or "a file of another kind"
    return (
        f"{name} is {content}, which is not opened here.",
        "Save it as PNG or JPEG in the program that made it, and open that.",
    )


def _no_decoder(name: str, about: Circumstances) -> tuple[str, str]:
    content = about.content or "a picture"
    return (
        f"{name} is {content}, and its decoder is not installed.",
        "Install the package pillow-heif, or save the picture as JPEG.",
    )


def _too_large(name: str, about: Circumstances) -> tuple[str, str]:
    claim = "more pixels than can be opened"
    if about.claimed is not None:
        width, height = about.claimed
        millions = width * height // 1_000_000
        claim = f"{width:,}×{height:,} pixels ({millions:,} megapixels)"
    limit = MOST_PIXELS // 1_000_000
    return (
        f"{name} claims to have {claim}; up to {limit} megapixels are opened.",
        "Save a smaller copy and open that.",
    )


def _too_long(name: str, about: Circumstances) -> tuple[str, str]:
    width, height = about.claimed or (0, 0)
    return (
        f"{name} is {width:,}×{height:,} pixels, and this format holds no side that long.",
        "Save it as PNG or TIFF.",
    )


def _truncated(name: str, about: Circumstances) -> tuple[str, str]:
    percent = int(about.share * 100)
    rest = f"only {percent} % of the picture is there" if percent else "too little of it is there"
    return f"{name} ends too early: {rest}.", "Copy or download the file again."


def _no_frame(name: str, about: Circumstances) -> tuple[str, str]:
    count = "1 frame" if about.frames == 1 else f"{about.frames} frames"
    return f"{name} has {count}, and the one asked for is not among them.", "Choose another frame."


def _disk(name: str, about: Circumstances) -> tuple[str, str]:
    detail = f" ({about.system})" if about.system else ""
    return (
        f"{name} could not be read from the disk{detail}.",
        "Copy the file elsewhere and try again.",
    )


_SENTENCES: dict[Reason, _Sentence] = {
    Reason.MISSING: _plain("There is no file {name}.", "Check the name, and whether it was moved."),
    Reason.NO_PERMISSION: _plain(
        "{name} may not be read.", "Give yourself permission to read the file, then try again."
    ),
    Reason.DIRECTORY: _plain("{name} is a folder.", "Choose the pictures inside it."),
    Reason.NOT_A_FILE: _plain(
        "{name} is a device or a pipe.", "Save the picture as an ordinary file and open that."
    ),
    Reason.DISK: _disk,
    Reason.EMPTY: _plain("{name} is empty: 0 bytes.", "Copy or download the file again."),
    Reason.NOT_A_PICTURE: _plain(
        "{name} is not a picture.",
        "Open a PNG, JPEG, WebP, GIF, TIFF, BMP, AVIF or SVG file.",
    ),
    Reason.OTHER_FORMAT: _other_format,
    Reason.NO_DECODER: _no_decoder,
    Reason.NO_ENCODER: _plain(
        "{name} was not saved: this installation cannot write files of that format.",
        "Save it as PNG, JPEG, WebP or TIFF.",
    ),
    Reason.TOO_LARGE: _too_large,
    Reason.TOO_LONG: _too_long,
    Reason.TOO_INTRICATE: _plain(
        "{name} is a drawing with more in it than is painted here.",
        "Save it as PNG in the program that made it, and open that.",
    ),
    Reason.TRUNCATED: _truncated,
    Reason.BROKEN: _plain(
        "{name} is damaged and could not be decoded.",
        "Copy or download the file again, or save it anew in the program that made it.",
    ),
    Reason.NO_FRAME: _no_frame,
    Reason.OUT_OF_MEMORY: _plain(
        "{name} needs more memory than is allowed for decoding.",
        "Save a smaller copy and open that.",
    ),
    Reason.TOO_SLOW: _plain(
        "{name} took too long to decode and was given up.",
        "Try again, or save the picture anew in the program that made it.",
    ),
    Reason.CRASHED: _plain(
        "{name} made the decoder stop; it runs apart, so nothing else was harmed.",
        "Treat the file with care; save it anew in the program that made it.",
    ),
    Reason.NO_CHILD: _plain(
        "{name} was not opened: the decoder did not start.",
        "Restart the program; if it happens again, install it anew.",
    ),
    Reason.CLOSING: _plain("{name} was not opened, because the program is closing.", ""),
}
