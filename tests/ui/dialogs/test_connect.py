"""From a provider to a key to a free test; and the key is never shown, kept or read aloud."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tessera.client.probe import Outcome
from tessera.core.profiles import OPENAI, Profile
from tessera.studio.providers import SANDBOX
from tessera.ui.dialogs.connect import ConnectDialog, Provider
from tessera.ui.dialogs.connect_words import known_outcomes, verdict_of
from tessera.ui.notice import Tone
from tessera.ui.theme import scaled_font

KEY = "sk-not-a-key-0123456789"
OWN = Profile("home", "Home server", "http://127.0.0.1:11434/v1", needs_key=False)
PROVIDERS = (Provider(SANDBOX), Provider(OPENAI), Provider(OWN, is_own=True))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget) -> ConnectDialog:
    made = ConnectDialog(window, PROVIDERS, "openai")
    made.open()
    return made


def _press(dialog: ConnectDialog, qtbot: QtBot, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _everything_shown(dialog: ConnectDialog) -> str:
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    return " ".join([*labels, dialog.verdict_bar.message(), dialog.key.displayText()])


def test_the_test_gets_the_key_once_and_the_field_forgets_it(
    dialog: ConnectDialog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.key, KEY)
    with qtbot.waitSignal(dialog.test_wanted) as wanted:
        _press(dialog, qtbot, "test")
    assert wanted.args == ["openai", KEY, True]
    assert dialog.key.text() == ""
    assert not dialog.test_button.isEnabled()


def test_a_typed_key_is_shown_nowhere(dialog: ConnectDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.key, KEY)
    assert dialog.key.displayText() == ""
    assert KEY not in _everything_shown(dialog)
    assert "23 characters" in _everything_shown(dialog)


def test_a_screen_reader_cannot_read_the_key(dialog: ConnectDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.key, KEY)
    reader = QAccessible.queryAccessibleInterface(dialog.key)
    said = [reader.text(kind) for kind in QAccessible.Text if kind != QAccessible.Text.UserText]
    assert KEY not in " ".join(said)
    text = reader.textInterface()
    assert text is None or KEY not in text.text(0, text.characterCount())


def test_the_key_cannot_be_copied_out_of_the_field(dialog: ConnectDialog, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClicks(dialog.key, KEY)
    dialog.key.selectAll()
    dialog.key.copy()
    dialog.key.cut()
    assert QGuiApplication.clipboard().text() == "before"


def test_another_provider_never_gets_a_key_typed_for_the_first(
    dialog: ConnectDialog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.key, KEY)
    dialog.provider.setCurrentIndex(dialog.provider.findData("home"))
    dialog.provider.setCurrentIndex(dialog.provider.findData("openai"))
    assert dialog.key.text() == ""


@pytest.mark.parametrize("profile_id", ["sandbox", "home"])
def test_who_needs_no_key_is_asked_for_none(dialog: ConnectDialog, profile_id: str) -> None:
    dialog.provider.setCurrentIndex(dialog.provider.findData(profile_id))
    assert not dialog.key.isVisible()
    assert not dialog.keep.isVisible()


def test_where_a_key_comes_from_is_said_and_it_can_be_forgotten(
    dialog: ConnectDialog, qtbot: QtBot
) -> None:
    dialog.show_providers([Provider(OPENAI, "keyring")], "openai")
    assert "kept in the system's keyring" in dialog.about.text()
    with qtbot.waitSignal(dialog.forget_wanted) as wanted:
        _press(dialog, qtbot, "forget")
    assert wanted.args == ["openai"]


def test_only_a_server_of_ones_own_can_be_edited(dialog: ConnectDialog, qtbot: QtBot) -> None:
    assert dialog.edit_button.isHidden()
    dialog.provider.setCurrentIndex(dialog.provider.findData("home"))
    with qtbot.waitSignal(dialog.edit_wanted) as wanted:
        _press(dialog, qtbot, "edit")
    assert wanted.args == ["home"]


def test_every_outcome_of_the_test_has_words_of_its_own() -> None:
    assert known_outcomes() == {outcome.value for outcome in Outcome}
    titles = {verdict_of(each.value, "", None, OPENAI).title for each in Outcome}
    assert len(titles) == len(Outcome)


@pytest.mark.parametrize(
    ("outcome", "link", "page"),
    [
        (Outcome.WRONG_KEY, "keys", "keys"),
        (Outcome.NO_CREDIT, "billing", "billing"),
        (Outcome.NOT_VERIFIED, "verify", "verify"),
        (Outcome.MODEL_NOT_ENABLED, "limits", "limits"),
    ],
)
def test_a_problem_leads_to_the_page_that_helps_and_to_another_try(
    dialog: ConnectDialog, qtbot: QtBot, outcome: Outcome, link: str, page: str
) -> None:
    verdict = verdict_of(outcome.value, "The provider said so.", link, OPENAI)
    dialog.show_verdict(verdict)
    message = dialog.verdict_bar.message()
    assert verdict.title in message
    assert verdict.next_step in message
    with qtbot.waitSignal(dialog.link_wanted) as wanted:
        _press(dialog, qtbot, "link")
    assert wanted.args == [OPENAI.links[page]]
    dialog.show_verdict(verdict)
    with qtbot.waitSignal(dialog.test_wanted) as again:
        _press(dialog, qtbot, "again")
    assert again.args == ["openai", "", True]


def test_without_network_there_is_no_page_but_another_try(dialog: ConnectDialog) -> None:
    dialog.show_verdict(verdict_of("no_network", "Nothing answers.", None, OPENAI))
    assert dialog.findChild(QPushButton, "link") is None
    assert dialog.findChild(QPushButton, "again") is not None


def test_a_provider_without_that_page_offers_no_button() -> None:
    bare = replace(OPENAI, links={})
    assert verdict_of("wrong_key", "", "keys", bare).link_title == ""


def test_success_makes_using_it_the_next_step(dialog: ConnectDialog, qtbot: QtBot) -> None:
    dialog.show_verdict(verdict_of("ok", "OpenAI answers and offers 84 models.", None, OPENAI))
    assert dialog.use_button.isDefault()
    assert dialog.test_button.isEnabled()
    assert verdict_of("ok", "", None, OPENAI).tone is Tone.GOOD
    with qtbot.waitSignal(dialog.used) as used:
        _press(dialog, qtbot, "use")
    assert used.args == ["openai"]


def test_tab_walks_from_the_provider_to_the_key_to_the_buttons(
    dialog: ConnectDialog, qtbot: QtBot
) -> None:
    dialog.activateWindow()
    dialog.provider.setFocus()
    walked = []
    for _ in range(7):
        walked.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    names = [widget.objectName() for widget in walked]
    assert names[:2] == ["provider", "key"]
    assert walked[2] is dialog.keep
    assert names[3:] == ["add", "close", "use", "test"]


@pytest.mark.parametrize("percent", [100, 150])
def test_no_button_is_cut_whatever_the_provider_offers(
    window: QWidget, qtbot: QtBot, percent: int
) -> None:
    own = replace(OWN, needs_key=True)
    known = (Provider(SANDBOX), Provider(OPENAI, "keyring"), Provider(own, "keyring", is_own=True))
    window.setFont(scaled_font(window.font(), percent / 100))
    dialog = ConnectDialog(window, known, "home")
    dialog.open()
    for each in known:
        dialog.show_providers(known, each.profile.id)
        QApplication.processEvents()
        shown = [button for button in dialog.findChildren(QPushButton) if button.isVisible()]
        cut = [b.text() for b in shown if b.width() < b.sizeHint().width()]
        assert not cut, each.profile.id
    assert dialog.edit_button.isVisible()
    assert dialog.forget_button.isVisible()


def test_a_provider_without_a_key_shows_no_place_for_one(dialog: ConnectDialog) -> None:
    def words() -> list[str]:
        return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]

    assert "Key" in words()
    dialog.show_providers(PROVIDERS, "sandbox")
    assert "Key" not in words()


def test_an_address_is_said_without_the_port_that_goes_without_saying(
    dialog: ConnectDialog,
) -> None:
    assert "to https://api.openai.com." in dialog.about.text()
    dialog.show_providers(PROVIDERS, "home")
    assert "to http://127.0.0.1:11434." in dialog.about.text()


def test_a_key_of_the_environment_is_said_where_none_is_needed(dialog: ConnectDialog) -> None:
    dialog.show_providers((Provider(OWN, "environment"),), "home")
    assert "OPENAI_API_KEY" in dialog.about.text()
    dialog.show_providers((Provider(OWN),), "home")
    assert "needs no key" in dialog.about.text()


def test_the_proxy_is_shown_before_anything_is_sent(
    dialog: ConnectDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:a-password@proxy.example:3128")
    dialog.show_providers(PROVIDERS, "openai")
    assert "pass through the proxy http://proxy.example:3128." in dialog.about.text()
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:port")
    dialog.show_providers(PROVIDERS, "openai")
    assert "proxy set on this machine cannot be read" in dialog.about.text()
    dialog.show_providers(PROVIDERS, "home")
    assert "proxy" not in dialog.about.text(), "this machine needs none"


def test_after_a_test_the_focus_is_where_one_goes_on(dialog: ConnectDialog, qtbot: QtBot) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    for outcome, expected in (("wrong_key", dialog.key), ("ok", dialog.use_button)):
        _press(dialog, qtbot, "test")
        dialog.show_verdict(verdict_of(outcome, "It was tried.", None, OPENAI))
        assert expected.hasFocus(), outcome


def test_an_address_that_is_none_is_shown_as_it_was_written(window: QWidget) -> None:
    odd = Profile("odd", "Odd server", "//[::1", needs_key=False)
    dialog = ConnectDialog(window, (*PROVIDERS, Provider(odd, is_own=True)), "odd")
    assert "Questions go to //[::1." in dialog.about.text()
