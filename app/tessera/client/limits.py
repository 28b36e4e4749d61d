"""What is known before sending: the provider's limits, said as sentences. Nothing leaves here.

Sources: OpenAI's vision guide of September 2026 (pictures, payload) and its specification of
August 2026 (characters of a data URL and of a text).
"""

from tessera.client.body import AsDataUrl
from tessera.core.errors import PictureRejected, RequestError
from tessera.core.image_legal import problems, tool_problems
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Make
from tessera.core.profiles import Profile, Route
from tessera.core.requests import Ask, FileId, Link, Pixels
from tessera.core.through_answer import question_of, unsayable
from tessera.core.words import Role

MAX_PICTURES = 1_500
MAX_PAYLOAD_BYTES = 512_000_000
MAX_DATA_URL_CHARACTERS = 20_971_520
MAX_FILE_BYTES = 512_000_000
MAX_TEXT_CHARACTERS = 10_485_760
_KEPT = "Nothing was sent. Your text and pictures are kept."


def needs_file(pixels: Pixels) -> bool:
    """Return whether a picture is too large for a data URL and must go through Files."""
    return AsDataUrl(pixels).size_bytes > MAX_DATA_URL_CHARACTERS


def check_ask(ask: Ask, profile: Profile, options: ImageOptions | None = None) -> None:
    """Raise `RequestError` or `PictureRejected` for what ``profile`` would surely decline.

    ``options`` are those of the image tool's model, None where nobody knows it.
    """
    _check_turns(ask)
    _check_route(ask, profile)
    if ask.image_tool is not None:
        _check_legal(ask.image_tool.model, tool_problems(ask.image_tool, options))
    pictures = ask.pictures
    if len(pictures) > MAX_PICTURES:
        raise RequestError(
            f"{len(pictures):,} pictures are more than the {MAX_PICTURES:,} that fit in one "
            "question.",
            _KEPT,
            "Ask about fewer pictures, or begin a new session.",
        )
    can = profile.capabilities
    for picture in pictures:
        match picture.source:
            case Pixels() as pixels if needs_file(pixels):
                _check_file(pixels, profile)
            case Link() if not can.links:
                raise RequestError(
                    f"{profile.title} does not fetch pictures from the web.",
                    _KEPT,
                    "Send the picture itself instead of its link.",
                )
            case FileId() if not takes_files(profile):
                raise RequestError(
                    f"{profile.title} takes no pictures by file id.",
                    _KEPT,
                    "Open the picture from its file instead.",
                )
            case _:
                pass


def check_make(request: Make, options: ImageOptions | None, profile: Profile) -> None:
    """Raise `RequestError` for pictures that ``profile`` or the model would surely decline.

    ``options`` None: the catalogue does not know the model, so that only what holds for all of
    them is checked.
    """
    if not profile.capabilities.images:
        raise RequestError(
            f"{profile.title} makes no pictures.", _KEPT, "Pick another provider, or the sandbox."
        )
    _check_legal(request.model, problems(request, options))
    if request.through is not None:
        _check_legal(request.model, unsayable(request))
        check_ask(question_of(request), profile, options)


def check_payload(size_bytes: int) -> None:
    """Raise `RequestError` for a body that is too large as a whole."""
    if size_bytes > MAX_PAYLOAD_BYTES:
        raise RequestError(
            f"The question is {size_bytes / 1e6:,.0f} MB with its pictures; at most "
            f"{MAX_PAYLOAD_BYTES / 1e6:,.0f} MB can be sent.",
            _KEPT,
            "Send fewer or smaller pictures.",
        )


def takes_files(profile: Profile) -> bool:
    """Return whether questions to ``profile`` can name pictures by file id."""
    return profile.capabilities.files and profile.capabilities.route is Route.RESPONSES


def _check_turns(ask: Ask) -> None:
    last = ask.turns[-1] if ask.turns else None
    if last is None or last.role is not Role.USER or not (last.text.strip() or last.pictures):
        raise RequestError("There is no question to send.", next_step="Type one, then send.")
    if ask.max_output_tokens < 1:
        raise RequestError("The longest answer must be at least one token.")
    longest = max(len(text) for text in (ask.instructions, *(turn.text for turn in ask.turns)))
    if longest > MAX_TEXT_CHARACTERS:
        raise RequestError(
            f"The text has {longest:,} characters; at most {MAX_TEXT_CHARACTERS:,} can be sent.",
            _KEPT,
            "Shorten it.",
        )


def _check_route(ask: Ask, profile: Profile) -> None:
    """Raise `RequestError` for what only the Responses API can do, where there is none."""
    if profile.capabilities.route is Route.RESPONSES:
        return
    for is_asked, what in (
        (ask.image_tool is not None, "makes no pictures inside an answer"),
        (ask.background, "finishes no answer in the background"),
        (ask.previous_response_id is not None, "keeps no earlier answers"),
    ):
        if is_asked:
            raise RequestError(
                f"{profile.title} {what}.", _KEPT, "Switch it off, or pick another provider."
            )


def _check_legal(model: str, found: tuple[str, ...]) -> None:
    if found:
        raise RequestError(
            f"{model} does not make this: {'; '.join(found)}.",
            _KEPT,
            "Change what is named, then send.",
        )


def _check_file(pixels: Pixels, profile: Profile) -> None:
    size = f"This picture is {pixels.size_bytes / 1e6:,.1f} MB"
    if not takes_files(profile):
        most = MAX_DATA_URL_CHARACTERS * 3 / 4e6
        raise PictureRejected(
            f"{size}; {profile.title} takes at most {most:,.1f} MB.",
            _KEPT,
            "Send a smaller copy.",
        )
    if pixels.size_bytes > MAX_FILE_BYTES:
        raise PictureRejected(
            f"{size}; a file may have at most {MAX_FILE_BYTES / 1e6:,.0f} MB.",
            _KEPT,
            "Send a smaller copy.",
        )
