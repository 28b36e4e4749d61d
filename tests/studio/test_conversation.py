"""The conversation as Markdown: everything that was said, and names that stay plain text."""

from dataclasses import replace
from decimal import Decimal

from tessera.core.estimates import Bill
from tessera.core.geometry import Orientation, Size
from tessera.core.requests import FileId, Link, Picture, Pixels
from tessera.core.words import BillStatus, Detail, Role
from tessera.store.blobs import BlobRef
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.store.turn_pictures import TurnPicture
from tessera.store.turns import SavedTurn, TurnState
from tessera.studio.conversation import conversation_text
from tests.fakes import A_DAY

SHOWN = Pixels("ab" * 32, Size(640, 480), "image/png", 9)
PHOTO = SavedPhoto(
    "photo",
    "session",
    BlobRef("ab" * 32, "png", 9),
    PhotoFacts("my [kite]*.png", Size(640, 480), Orientation.UPRIGHT, "PNG"),
    A_DAY,
)
QUESTION = SavedTurn(
    *(1, "one", "session", Role.USER, "What is **this**?", TurnState.COMPLETE, A_DAY),
    pictures=(TurnPicture(Picture(SHOWN, Detail.HIGH), "photo"),),
)
ANSWER = SavedTurn(
    *(2, "two", "session", Role.ASSISTANT, "A *kite*.\n", TurnState.COMPLETE, A_DAY),
    model="gpt-5-mini",
    profile="openai",
    bill=Bill(1000, 20, Decimal("0.00029000"), BillStatus.SETTLED),
)


def written(*turns: SavedTurn, title: str = "Kites") -> str:
    """Return the Markdown of a conversation."""
    return conversation_text(title, turns, (PHOTO,))


def test_it_holds_who_said_what_with_which_picture_and_for_how_much() -> None:
    text = written(QUESTION, ANSWER)
    assert text.startswith("# Kites\n\n## You, 2026-")
    assert "\n\nWhat is **this**?\n\n## gpt-5-mini, 2026-" in text
    assert "- my \\[kite\\]\\*.png, 640×480 pixels, detail high\n" in text
    assert text.endswith("A *kite*.\n\n*Billed $0.00029: 1000 tokens in, 20 out*\n")


def test_a_simulated_bill_and_an_unknown_one_are_called_so() -> None:
    assert "(simulated, sandbox)" in written(replace(ANSWER, profile="sandbox"))
    unknown = Bill(1000, None, Decimal("0.01"), BillStatus.UNKNOWN)
    assert written(replace(ANSWER, bill=unknown)).endswith("*Cost unknown*\n")


def test_notes_titles_and_models_are_plain_text() -> None:
    text = written(replace(ANSWER, note="Cut_off", model="a`b"), title="<b>x</b>\n# y")
    assert text.startswith("# \\<b\\>x\\</b\\> \\# y\n")
    assert "## a\\`b, " in text
    assert "*Cut\\_off*" in text


def test_an_address_cannot_leave_its_brackets() -> None:
    link = Picture(Link("https://example.com/a> [x](javascript:1) <b"))
    stored = Picture(FileId("file_1"))
    shown = tuple(TurnPicture(picture, None) for picture in (link, stored))
    text = written(replace(QUESTION, pictures=shown))
    assert "- link <https://example.com/a%3E[x](javascript:1)%3Cb>, detail auto\n" in text
    assert "- file file\\_1, detail auto" in text


def test_an_empty_conversation_and_an_empty_answer_are_said() -> None:
    assert written(title="") == "# Conversation\n"
    assert "*(nothing)*" in written(replace(ANSWER, text=""))
