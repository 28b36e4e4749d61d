"""The menus of the window that say more than the table: photos of before, one turn, what asks cost.

Loaded when a menu first opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.ui.chat.turn_menu import TurnMenu, priced

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from tessera.ui.deeds import Deeds


def fill_recent(window: Deeds, menu: QMenu) -> None:
    """List the photos that were open before; their names cannot read backwards."""
    from tessera.studio.photo_names import shown_name

    for path in window.studio.library.recent.all():
        action = menu.addAction(shown_name(path.name).replace("&", "&&"))
        action.setData(str(path))
        action.setStatusTip("".join(sign for sign in str(path) if sign.isprintable()))
        action.triggered.connect(window.on_recent_chosen)
    if menu.isEmpty():
        menu.addAction("No photos yet").setEnabled(False)


def turn_menu(window: Deeds, turn_id: str) -> TurnMenu:
    """Return the menu of one turn of the conversation."""
    model, state = window.parts.chat.model, window.desk.state
    menu = TurnMenu(
        window,
        model.turn(model.row_of(turn_id)),
        retry_price=window.asking.retry_price(turn_id),
        can_ask=state.is_ready and not state.is_asking,
    )
    menu.copy_wanted.connect(window.on_copy_wanted)
    menu.text_wanted.connect(window.on_text_wanted)
    menu.retry_wanted.connect(window.asking.retry)
    menu.continue_wanted.connect(window.asking.go_on)
    return menu


def price_chat_menu(window: Deeds) -> None:
    """Say behind the words of the table what asking again and going on may cost."""
    turns = window.parts.chat.model.turns()
    last = turns[-1] if turns else None
    prices = {
        "chat.retry": window.asking.retry_price(last.id) if last else "",
        "chat.continue": last.continue_price if last else "",
    }
    for spec in window.actions_table.specs:
        if spec.id in prices:
            window.actions_table[spec.id].setText(priced(spec.text, prices[spec.id]))
