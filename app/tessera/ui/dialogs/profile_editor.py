"""A provider of the user's own: its address, how the key travels, what it understands and charges.

The values are checked by the very reader of the settings file, so the dialog takes what the file
takes and says why it does not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from tessera.core.profiles import AuthForm, Capabilities, Profile, Route
from tessera.store.profile_json import profiles_from
from tessera.ui.check import Check
from tessera.ui.combo import Combo
from tessera.ui.dialogs.frame import Dialog, quiet_label

if TYPE_CHECKING:
    from tessera.store.profile_json import Json

AUTH_FORMS = (
    (AuthForm.BEARER, "Authorization: Bearer KEY"),
    (AuthForm.RAW, "Authorization: KEY"),
    (AuthForm.API_KEY, "api-key: KEY (Azure)"),
)
ROUTES = ((Route.RESPONSES, "Responses"), (Route.CHAT, "Chat Completions"))
FLAGS = (
    ("files", "Keeps uploaded files"),
    ("links", "Fetches pictures from web addresses"),
    ("input_tokens", "Counts input tokens on request"),
    ("images", "Makes and edits pictures"),
    ("image_streams", "Streams pictures, with previews"),
    ("max_completion_tokens", "Takes max_completion_tokens; others only max_tokens"),
)
LOCAL = Profile(
    id="",
    title="",
    base_url="http://127.0.0.1:11434/v1",
    needs_key=False,
    price_factor=Decimal(0),
    capabilities=Capabilities(
        route=Route.CHAT,
        files=False,
        links=False,
        input_tokens=False,
        images=False,
        image_streams=False,
        max_completion_tokens=False,  # every server knows the older name, not all the newer one
    ),
)
ADVICE = (
    "Ollama: http://127.0.0.1:11434/v1 · LM Studio: http://127.0.0.1:1234/v1 · llama.cpp and "
    "LocalAI: http://127.0.0.1:8080/v1 · vLLM: http://127.0.0.1:8000/v1"
)


class ProfileEditor(Dialog):
    """``saved`` brings the finished profile; ``removed`` its id."""

    saved = Signal(object)  # Profile
    removed = Signal(str)

    def __init__(self, parent: QWidget | None, profile: Profile | None = None) -> None:
        title = "Edit a server of your own" if profile else "Add a server of your own"
        super().__init__(parent, title, width=620)
        shown = profile or LOCAL
        self.add_heading(title)
        self.title = _line("Name", shown.title)
        self.id = _line("Short name for commands", shown.id)
        self.id.setEnabled(profile is None)
        self.base_url = _line("Address", shown.base_url)
        self.needs_key = _check("Needs a key", is_on=shown.needs_key)
        self.auth = _combo("How the key travels", AUTH_FORMS, shown.auth)
        self.route = _combo("Endpoint for questions", ROUTES, shown.capabilities.route)
        self.flags = {
            name: _check(words, is_on=bool(getattr(shown.capabilities, name)))
            for name, words in FLAGS
        }
        self.price_factor = _line("Price, as a factor of the list price", str(shown.price_factor))
        self.headers = _pairs_field("Extra headers", shown.headers)
        self.query = _pairs_field("Query parameters", shown.query)
        self._lay_out()
        self.problem = self.add_paragraph()
        self.problem.hide()
        if profile is not None:
            self.remove_button = self.add_button("Remove", name="remove", is_left=True)
            self.remove_button.clicked.connect(self.on_remove)
        self.add_close_button("Cancel")
        self.save_button = self.add_button("Save", name="save", is_default=True)
        self.save_button.clicked.connect(self.on_save)

    def profile(self) -> Profile:
        """Return the profile as it is written; `ValueError` says what is wrong in words."""
        written: Json = {
            "id": self.id.text().strip(),
            "title": self.title.text().strip() or self.id.text().strip(),
            "base_url": self.base_url.text().strip(),
            "auth": self.auth.currentData(),
            "needs_key": self.needs_key.isChecked(),
            "price_factor": _factor(self.price_factor),
            "route": self.route.currentData(),
            **{name: check.isChecked() for name, check in self.flags.items()},
            "headers": dict(_pairs(self.headers, "header")),
            "query": dict(_pairs(self.query, "query parameter")),
        }
        return profiles_from([written])[0]

    @Slot()
    def on_save(self) -> None:
        """Tell the profile, or say what is wrong with it."""
        try:
            profile = self.profile()
        except ValueError as error:
            reason = str(error)
            self.problem.setText(f"{reason[:1].upper()}{reason[1:]}.")
            self.problem.show()
            return
        self.saved.emit(profile)
        self.accept()

    @Slot()
    def on_remove(self) -> None:
        """Tell that this provider shall go."""
        self.removed.emit(self.id.text())
        self.accept()

    def _lay_out(self) -> None:
        form = self.add_form()
        form.addRow("Name", self.title)
        form.addRow("Short name", self.id)
        form.addRow("Address", self.base_url)
        form.addRow("", quiet_label(ADVICE))
        form.addRow("", self.needs_key)
        form.addRow("Key travels as", self.auth)
        form.addRow("Asks through", self.route)
        for check in self.flags.values():
            form.addRow("", check)
        form.addRow("Price factor", self.price_factor)
        form.addRow("", quiet_label("1 is the list price, 0.7 is 30 % less, 0 is free."))
        form.addRow("Extra headers", self.headers)
        form.addRow("Query", self.query)
        form.addRow("", quiet_label("One per line, as name: value. Never a key; it has its own."))


def _line(name: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(name)
    line.setCursorPosition(0)
    return line


def _check(words: str, *, is_on: bool) -> Check:
    check = Check(words)
    check.setChecked(is_on)
    return check


def _combo(name: str, choices: tuple[tuple[str, str], ...], current: str) -> Combo:
    combo = Combo()
    combo.setAccessibleName(name)
    for value, words in choices:
        combo.addItem(words, str(value))
    combo.setCurrentIndex(combo.findData(str(current)))
    return combo


def _pairs_field(name: str, pairs: tuple[tuple[str, str], ...]) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    field.setFixedHeight(2 * field.fontMetrics().lineSpacing() + 24)
    field.setPlainText("\n".join(f"{key}: {value}" for key, value in pairs))
    return field


def _factor(field: QLineEdit) -> str:
    text = field.text().strip().replace(",", ".")
    if not text.replace(".", "", 1).isdecimal():
        raise ValueError(f"“{text[:20]}” is no price factor; write a number such as 0.7")
    return text


def _pairs(field: QPlainTextEdit, what: str) -> list[tuple[str, str]]:
    found = []
    for line in field.toPlainText().splitlines():
        name, mark, value = line.partition(":")
        if line.strip() and not mark:
            raise ValueError(f"“{line.strip()[:60]}” is no {what}; write it as name: value")
        if line.strip():
            found.append((name.strip(), value.strip()))
    return found
