"""The way from a provider to a key to a free test, and what its outcome means.

The dialog holds no key longer than the field does: pressing *Test* hands it over by a signal. It
says where the key of a provider comes from, never what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tessera.ui.check import Check
from tessera.ui.combo import Combo
from tessera.ui.dialogs.frame import Dialog, quiet_label
from tessera.ui.dialogs.key_field import KeyField
from tessera.ui.dialogs.proxy_words import proxy_text
from tessera.ui.notice import NoticeBar, Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tessera.core.profiles import Profile
    from tessera.ui.dialogs.connect_words import Verdict

LINK, AGAIN = "link", "again"
KEY_PLACES = {
    "environment": "The key comes from the environment variable OPENAI_API_KEY.",
    "keyring": "A key is kept in the system's keyring. Paste another one to replace it.",
    "memory": "A key is kept in memory until Tessera ends. Paste another one to replace it.",
    "none": "No key is known yet.",
}
SANDBOX = (
    "A provider on this machine that answers from your photo. It needs no key and bills nothing."
)
NO_KEY_NEEDED = "This server needs no key. Test whether it answers."


@dataclass(frozen=True, slots=True)
class Provider:
    """A profile to choose, and where its key comes from (a value of `store.secrets.KeyPlace`)."""

    profile: Profile
    key_place: str = "none"
    is_own: bool = False


class ConnectDialog(Dialog):
    """Provider, key, test. The answers come to `show_verdict` and `show_providers`."""

    test_wanted = Signal(str, str, bool)  # profile id, key or nothing, keep it in the keyring
    forget_wanted = Signal(str)  # profile id: forget its key
    used = Signal(str)  # profile id: ask there from now on
    link_wanted = Signal(str)  # a page of the provider
    add_wanted = Signal()  # a provider of one's own
    edit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None, providers: Sequence[Provider], current: str) -> None:
        super().__init__(parent, "Connect a provider", width=560)
        self._providers: tuple[Provider, ...] = ()
        self._link = ""
        self.add_heading("Connect a provider")
        self.add_paragraph(
            "Choose who answers your questions, enter the key once, and test it. The test lists "
            "the provider's models and costs nothing."
        )
        self.provider = Combo()
        self.provider.setObjectName("provider")
        self.provider.setAccessibleName("Provider")
        self.about = quiet_label()
        self.key = KeyField()
        self.typed = quiet_label(self.key.length_text())
        self.keep = Check("Keep the key in the system's keyring")
        self.keep.setChecked(True)
        self.keep.setToolTip("Without it the key is kept in memory until Tessera ends.")
        self._lay_out_form()
        self.verdict_bar = NoticeBar(is_narrow=True)
        self.verdict_bar.chosen.connect(self.on_offer)
        self.body.addWidget(self.verdict_bar)
        self._add_buttons()
        self.key.textChanged.connect(self.on_key_typed)
        self.provider.currentIndexChanged.connect(self.on_provider_chosen)
        self.show_providers(providers, current)

    def show_providers(self, providers: Sequence[Provider], current: str) -> None:
        """Offer these, as at first or after one was added, edited or removed."""
        self._providers = tuple(providers)
        self.provider.blockSignals(True)
        self.provider.clear()
        for each in self._providers:
            self.provider.addItem(each.profile.title, each.profile.id)
        self.provider.setCurrentIndex(max(0, self.provider.findData(current)))
        self.provider.blockSignals(False)
        self.on_provider_chosen()

    def show_verdict(self, verdict: Verdict) -> None:
        """Say how the test ended, with the page that helps and a way to check again."""
        self._set_busy(is_busy=False)
        self._link = verdict.link
        offers = [Offer(LINK, verdict.link_title)] if verdict.link else []
        is_good = verdict.tone.name == "GOOD"
        if not is_good:
            offers.append(Offer(AGAIN, "Check again"))
        more = f"{verdict.sentence} {verdict.next_step}"
        self.verdict_bar.show_message(verdict.title, more, verdict.tone, offers)
        self.use_button.setDefault(is_good)
        self.test_button.setDefault(not is_good)
        (self.use_button if is_good else self._first_to_mend()).setFocus()

    def _first_to_mend(self) -> QWidget:
        return self.key if self.key.isVisible() else self.test_button

    def show_note(self, sentence: str) -> None:
        """Say something that is no outcome, such as why the keyring is not used."""
        self.typed.setText(sentence)

    def current(self) -> Provider:
        """Return the provider that is chosen."""
        return self._providers[max(0, self.provider.currentIndex())]

    @Slot()
    def on_provider_chosen(self) -> None:
        """Show what this provider needs; a key typed for another one is forgotten."""
        self.key.clear()
        self.verdict_bar.dismiss()
        provider = self.current()
        profile = provider.profile
        self.about.setText(_about(provider))
        self._form.setRowVisible(self._key_part, profile.needs_key and not profile.is_sandbox)
        self.forget_button.setVisible(provider.key_place in ("keyring", "memory"))
        self.edit_button.setVisible(provider.is_own)

    @Slot()
    def on_key_typed(self) -> None:
        """Say how much was typed."""
        self.typed.setText(self.key.length_text())

    @Slot()
    def on_test(self) -> None:
        """Hand the key over and ask for the test."""
        self._set_busy(is_busy=True)
        self.verdict_bar.dismiss()
        profile_id = self.current().profile.id
        self.test_wanted.emit(profile_id, self.key.take(), self.keep.isChecked())

    @Slot()
    def on_use(self) -> None:
        """Tell that questions shall go there."""
        self.used.emit(self.current().profile.id)
        self.accept()

    @Slot()
    def on_forget(self) -> None:
        """Ask for the key to be forgotten."""
        self.forget_wanted.emit(self.current().profile.id)

    @Slot()
    def on_edit(self) -> None:
        """Ask to edit this provider."""
        self.edit_wanted.emit(self.current().profile.id)

    @Slot(str)
    def on_offer(self, offer: str) -> None:
        """Follow a button of the result."""
        if offer == LINK:
            self.link_wanted.emit(self._link)
        else:
            self.on_test()

    def _lay_out_form(self) -> None:
        self.edit_button = _button("Edit…", "edit", self.on_edit)
        self.forget_button = _button("Forget the key", "forget", self.on_forget)
        self._form = form = self.add_form()
        form.addRow("Provider", _beside(self.provider, self.edit_button))
        form.addRow("", self.about)
        keeping = _beside(self.keep, self.forget_button)
        self._key_part = _column(self.key, self.typed, keeping)
        form.addRow("Key", self._key_part)

    def _add_buttons(self) -> None:
        self.add_button("Add a server of your own…", name="add", is_left=True).clicked.connect(
            self.add_wanted
        )
        self.add_close_button("Cancel")
        self.use_button: QPushButton = self.add_button("Use it", name="use")
        self.use_button.clicked.connect(self.on_use)
        self.test_button = self.add_button("Test for free", name="test", is_default=True)
        self.test_button.clicked.connect(self.on_test)

    def _set_busy(self, *, is_busy: bool) -> None:
        self.test_button.setEnabled(not is_busy)
        self.test_button.setText("Testing…" if is_busy else "Test for free")
        self.provider.setEnabled(not is_busy)


def _about(provider: Provider) -> str:
    profile = provider.profile
    if profile.is_sandbox:
        return SANDBOX
    where = f"Questions go to {_address(profile)}."
    takes_key = profile.needs_key or provider.key_place == "environment"
    need = KEY_PLACES.get(provider.key_place, "") if takes_key else NO_KEY_NEEDED
    return " ".join(filter(None, (where, need, proxy_text(profile.base_url))))


def _address(profile: Profile) -> str:
    """Return where questions go, without a port that the scheme says already.

    An address that is none stands for itself.
    """
    scheme, mark, host = profile.origin.partition("://")
    return f"{scheme}{mark}{host.removesuffix(':443' if scheme == 'https' else ':80')}"


def _button(text: str, name: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    button.clicked.connect(pressed)
    return button


def _beside(field: QWidget, button: QPushButton) -> QFrame:
    frame = QFrame()
    row = QHBoxLayout(frame)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(field, 1)
    row.addWidget(button)
    return frame


def _column(*widgets: QWidget) -> QFrame:
    column = QFrame()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return column
