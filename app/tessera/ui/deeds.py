"""What the actions of the table do. Each handler reads like its name; the work is in the desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMenu

from tessera.ui.parts import ASK, EDIT, EXTEND, GENERATE, VARY

if TYPE_CHECKING:
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.actions import Actions
    from tessera.ui.ask_desk import AskDesk
    from tessera.ui.desks import Desks
    from tessera.ui.dialog_desk import DialogDesk
    from tessera.ui.funnel import Funnel
    from tessera.ui.meter_desk import MeterDesk
    from tessera.ui.parts import Parts
    from tessera.ui.photo_desk import PhotoDesk
    from tessera.ui.saving_desk import SavingDesk
    from tessera.ui.session_desk import SessionDesk
    from tessera.ui.spending.watch import MoneyWatch
    from tessera.ui.state import Desk
    from tessera.ui.theme import Theme

PICTURES = (
    "Pictures (*.jpg *.jpeg *.png *.webp *.gif *.tif *.tiff *.bmp *.avif *.heic *.heif *.svg)"
)
EVERYTHING = "All files (*)"


class Deeds(QMainWindow):
    """The handlers of the table; `main_window.MainWindow` is the one that has the parts."""

    studio: Studio
    theme: Theme
    parts: Parts
    actions_table: Actions

    @property
    def desks(self) -> Desks:
        """Return the desks behind the widgets."""
        raise NotImplementedError

    @property
    def desk(self) -> Desk:
        """Return what lies on the desk of the window."""
        return self.desks.desk

    @property
    def jobs(self) -> JobScope:
        """Return the owner of everything that runs."""
        return self.desks.jobs

    @property
    def funnel(self) -> Funnel:
        """Return the way to say something."""
        return self.desks.funnel

    @property
    def photos(self) -> PhotoDesk:
        """Return who opens and shows photos."""
        return self.desks.photos

    @property
    def meter(self) -> MeterDesk:
        """Return who counts and prices."""
        return self.desks.meter

    @property
    def asking(self) -> AskDesk:
        """Return who asks."""
        return self.desks.asking

    @property
    def sessions(self) -> SessionDesk:
        """Return who opens and keeps sessions."""
        return self.desks.sessions

    @property
    def saving(self) -> SavingDesk:
        """Return who saves files."""
        return self.desks.saving

    @property
    def money(self) -> MoneyWatch:
        """Return who keeps an eye on prepaid balances."""
        return self.desks.money

    @property
    def dialogs(self) -> DialogDesk:
        """Return who opens dialogs."""
        return self.desks.dialogs

    @Slot()
    def on_photo_open(self) -> None:
        """Let the user choose photos."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, "Open photos")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([PICTURES, EVERYTHING])
        dialog.filesSelected.connect(self.on_files_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def on_files_selected(self, names: list[str]) -> None:
        """Open what was chosen."""
        from pathlib import Path

        self.photos.on_files_dropped([Path(name) for name in names])

    @Slot()
    def on_photo_paste(self) -> None:
        """Open the picture on the clipboard."""
        self.parts.canvas.offer(QGuiApplication.clipboard().mimeData())

    @Slot()
    def on_photo_open_link(self) -> None:
        """Ask for a web address."""
        self.dialogs.open_link("")

    @Slot(str)
    def on_url_dropped(self, url: str) -> None:
        """Ask before anything is fetched."""
        self.dialogs.open_link(url)

    def fill_recent(self, menu: QMenu) -> None:
        """List the photos that were open before."""
        from tessera.ui.window_menus import fill_recent

        fill_recent(self, menu)

    @Slot()
    def on_recent_chosen(self) -> None:
        """Open a photo that was open before."""
        action = self.sender()
        data = action.data() if isinstance(action, QAction) else None
        if isinstance(data, str):
            self.on_files_selected([data])

    @Slot()
    def on_photo_sample(self) -> None:
        """Open the picture that came with the program."""
        self.photos.on_sample_requested()

    @Slot()
    def on_photo_save_copy(self) -> None:
        """Save the photo on the canvas as a file."""
        self.saving.save_photo()

    @Slot()
    def on_photo_export_starred(self) -> None:
        """Save everything that is starred."""
        self.saving.export_starred()

    @Slot()
    def on_photo_copy(self) -> None:
        """Put the photo on the clipboard."""
        self.saving.copy_photo()

    @Slot()
    def on_photo_facts(self) -> None:
        """Show what the photo is and where it came from."""
        self.saving.show_facts()

    @Slot()
    def on_photo_remove(self) -> None:
        """Take the photo out of the session."""
        self.photos.on_remove_requested(self.desk.state.current)

    @Slot()
    def on_view_fit(self) -> None:
        """Show the whole photo."""
        self.parts.canvas.fit()

    @Slot()
    def on_view_actual(self) -> None:
        """Show a pixel as a pixel."""
        self.parts.canvas.show_actual_pixels()

    @Slot()
    def on_view_zoom_in(self) -> None:
        """Show it larger."""
        self.parts.canvas.zoom_in()

    @Slot()
    def on_view_zoom_out(self) -> None:
        """Show it smaller."""
        self.parts.canvas.zoom_out()

    @Slot(bool)
    def on_view_grid(self, is_on: bool) -> None:
        """Lay the grid over the photo, or take it away."""
        self.meter.show_grid(is_on)
        self.desks.eye.refresh()

    @Slot(bool)
    def on_view_model_eye(self, is_on: bool) -> None:
        """Show the photo as the model receives it, or as it is."""
        self.desks.eye.set_on(is_on)

    @Slot(bool)
    def on_view_eye_beside(self, is_on: bool) -> None:
        """Show the photo and what the model receives of it side by side, or the photo alone."""
        self.desks.eye.set_beside(is_on)

    @Slot()
    def on_view_compare(self) -> None:
        """Compare the photo with what it was made from."""
        self.on_compare_wanted(self.desk.state.current)

    @Slot(str)
    def on_compare_wanted(self, photo_id: str) -> None:
        """Compare a version with what it was made from."""
        from tessera.ui.compare.desk import open_compare

        open_compare(self, photo_id)

    @Slot()
    def on_view_theme(self) -> None:
        """Switch between light and dark, and keep the choice."""
        from tessera.ui.theme import Scheme

        is_dark = self.theme.tokens.is_dark
        self.dialogs.set_scheme(Scheme.LIGHT if is_dark else Scheme.DARK)

    @Slot()
    def on_meter_compare(self) -> None:
        """Compare what the question costs with every model, or what pictures cost."""
        from tessera.ui.comparison.desk import open_comparison

        if self.desks.is_make_open:
            self.on_meter_generations()
        else:
            open_comparison(self)

    @Slot()
    def on_meter_generations(self) -> None:
        """Price generations."""
        from tessera.ui.comparison.desk import open_comparison
        from tessera.ui.comparison.window import MAKE

        open_comparison(self, MAKE)

    @Slot()
    def on_mode_ask(self) -> None:
        """Ask about the photo."""
        self.parts.side.tabs.choose(ASK)

    @Slot()
    def on_mode_generate(self) -> None:
        """Make pictures from words."""
        self.parts.side.tabs.choose(GENERATE)

    @Slot()
    def on_mode_edit(self) -> None:
        """Change the picture."""
        self.parts.side.tabs.choose(EDIT)

    @Slot()
    def on_mode_extend(self) -> None:
        """Let the picture grow."""
        self.parts.side.tabs.choose(EXTEND)

    @Slot()
    def on_mode_vary(self) -> None:
        """Make one prompt in several ways."""
        self.parts.side.tabs.choose(VARY)

    @Slot()
    def on_meter_learn(self) -> None:
        """Correct the meter by bills, or calibrate a model."""
        from tessera.ui.learning.desk import open_learning

        open_learning(self)

    @Slot()
    def on_meter_catalogue(self) -> None:
        """Read and correct the catalogue."""
        from tessera.ui.catalogue.desk import open_catalogue

        open_catalogue(self)

    @Slot()
    def on_money_spending(self) -> None:
        """Show what was spent."""
        from tessera.ui.spending.desk import open_spending

        open_spending(self)

    @Slot()
    def on_money_planner(self) -> None:
        """Plan what a month of pictures costs."""
        from tessera.ui.spending.desk import open_spending
        from tessera.ui.spending.window import PLANNER

        open_spending(self, PLANNER)

    @Slot()
    def on_money_limits(self) -> None:
        """Set caps and a prepaid balance."""
        from tessera.ui.spending.desk import open_spending
        from tessera.ui.spending.window import LIMITS

        open_spending(self, LIMITS)

    @Slot()
    def on_meter_check(self) -> None:
        """Have the provider count the question, after saying what that sends."""
        self.desks.counting.ask_first()

    @Slot()
    def on_chat_send(self) -> None:
        """Ask, or make what the panel beside the canvas holds."""
        if self.desks.is_make_open:
            self.desks.makes.make()
        else:
            self.parts.chat.on_send()

    @Slot()
    def on_chat_stop(self) -> None:
        """Stop the pictures that are being made, or the answer."""
        if self.desks.is_making:
            self.desks.makes.stop()
        else:
            self.asking.stop()

    @Slot()
    def on_chat_retry(self) -> None:
        """Ask the last question again."""
        if self.desk.state.turns:
            self.asking.retry(self.desk.state.turns[-1].id)

    @Slot()
    def on_chat_continue(self) -> None:
        """Let the last answer go on."""
        if self.desk.state.turns:
            self.asking.go_on(self.desk.state.turns[-1].id)

    @Slot()
    def on_chat_leaving(self) -> None:
        """Show what the next request sends."""
        self.desks.leaving.show()

    @Slot()
    def on_chat_copy(self) -> None:
        """Copy what is selected, or the last answer."""
        from tessera.core.words import Role

        selected = self.parts.chat.view.selected_text()
        answers = [turn.text for turn in self.desk.state.turns if turn.role is Role.ASSISTANT]
        text = selected or (answers[-1] if answers else "")
        if text:
            self.on_copy_wanted(text)

    @Slot(str)
    def on_copy_wanted(self, text: str) -> None:
        """Put text on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.parts.status.showMessage("Copied.", 2000)

    @Slot()
    def on_chat_save_markdown(self) -> None:
        """Save the conversation."""
        self.saving.save_conversation()

    @Slot(str)
    def on_text_wanted(self, turn_id: str) -> None:
        """Show a turn as text that can be selected."""
        self.dialogs.show_text(turn_id)

    @Slot(str)
    def on_link_clicked(self, url: str) -> None:
        """Ask before a link of an answer is opened."""
        self.dialogs.ask_to_open(url)

    @Slot(str, str)
    def on_picture_clicked(self, _turn_id: str, key: str) -> None:
        """Show the photo of a turn."""
        self.photos.choose(key)

    @Slot(str, QPoint)
    def on_turn_menu_wanted(self, turn_id: str, place: QPoint) -> None:
        """Offer what can be done with a turn."""
        from tessera.ui.window_menus import turn_menu

        turn_menu(self, turn_id).popup(place)

    @Slot()
    def on_chat_menu(self) -> None:
        """Say in the menu what asking again and going on may cost."""
        from tessera.ui.window_menus import price_chat_menu

        price_chat_menu(self)

    @Slot(str, QPoint)
    def on_session_menu_wanted(self, session_id: str, place: QPoint) -> None:
        """Offer what can be done with a session."""
        self.sessions.open(session_id)
        self.actions_table.menu_of("session.rename", "session.delete").popup(place)

    @Slot()
    def on_session_new(self) -> None:
        """Start afresh."""
        self.sessions.new()

    @Slot()
    def on_session_rename(self) -> None:
        """Name the version that has the focus, or the session."""
        if self.desks.is_versions_open:
            self.desks.versions.pane.view.rename_current()
        else:
            self.parts.history.view.rename_current()

    @Slot()
    def on_session_delete(self) -> None:
        """Delete the session; it can be undone."""
        self.sessions.delete(self.desk.state.session_id)

    @Slot()
    def on_session_undo_delete(self) -> None:
        """Bring the deleted session back."""
        self.sessions.undelete()

    @Slot()
    def on_session_search(self) -> None:
        """Look for a version where those are listed, else for a session."""
        if self.desks.is_versions_open:
            self.desks.versions.pane.focus_search()
        else:
            self.parts.history.focus_search()

    @Slot()
    def on_app_connect(self) -> None:
        """Enter a key and test it."""
        self.dialogs.connect_provider()

    @Slot()
    def on_app_files_at_provider(self) -> None:
        """See what lies at the provider."""
        self.dialogs.show_files()

    @Slot()
    def on_app_settings(self) -> None:
        """Change how Tessera looks and works."""
        self.dialogs.show_settings()

    @Slot()
    def on_app_shortcuts(self) -> None:
        """List every shortcut."""
        self.dialogs.show_shortcuts()

    @Slot()
    def on_app_log(self) -> None:
        """Read what the program did."""
        self.desks.inside.show_log()

    @Slot()
    def on_app_diagnostics(self) -> None:
        """Collect what helps to find a fault."""
        self.desks.inside.show_diagnostics()

    @Slot()
    def on_library_check(self) -> None:
        """Read everything for damage."""
        self.desks.keeping.check()

    @Slot()
    def on_library_export(self) -> None:
        """Write everything to one file."""
        self.desks.keeping.export()

    @Slot()
    def on_library_restore(self) -> None:
        """Bring an export back."""
        self.desks.keeping.restore()

    @Slot()
    def on_library_erase(self) -> None:
        """Remove everything, after a word."""
        self.desks.keeping.erase()

    @Slot()
    def on_app_about(self) -> None:
        """Say what this is."""
        self.dialogs.show_about()

    @Slot()
    def on_app_quit(self) -> None:
        """Close the window."""
        self.close()

    @Slot(str)
    def on_refused(self, sentence: str) -> None:
        """Say what was not inserted."""
        self.funnel.say(sentence, is_problem=True)
