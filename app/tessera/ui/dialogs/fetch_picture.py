"""Asks before a picture that a reply only names is fetched from another host.

The picture is paid for and its address soon expires; fetching tells that host where this machine
is. Enter is no answer: whoever types when the dialog comes neither agrees nor loses the picture.
"""

import asyncio
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QUrl, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tessera.core.link_expiry import expires_at
from tessera.ui.dialogs.frame import Dialog
from tessera.ui.dialogs.open_link import breakable, host_of

EXPLAINED = (
    "The reply names the picture by its address instead of carrying it. It is paid for. Fetching "
    "it tells {host} the network address of this machine; no key is sent there."
)
EXPIRES = "The address expires at {when}."
EXPIRED = "The address expired at {when}; it may still be served."
UNKNOWN = "The address does not say when it expires; such addresses often last an hour."
MOST_SHOWN = 1200  # letters; signed addresses can fill a screen, and copying gives all of them


class FetchPictureDialog(Dialog):
    """Await `answer`. The address is *untrusted*."""

    def __init__(self, parent: QWidget, url: str, now: datetime) -> None:
        super().__init__(parent, "Fetch a picture", width=560)
        parsed = QUrl(url, QUrl.ParsingMode.StrictMode)
        self._window, self._url = parent, url
        self._answer: asyncio.Future[bool] | None = None
        host = host_of(parsed)
        self.add_heading(f"Fetch the picture from {host}?")
        self.add_paragraph(EXPLAINED.format(host=host))
        shown = bytes(parsed.toEncoded().data()).decode("ascii")
        more = "" if len(shown) <= MOST_SHOWN else "…"
        self.add_paragraph(_in_pieces(shown[:MOST_SHOWN]) + more)
        self.expiry = self.add_paragraph(expiry_text(url, now))
        copy = self.add_button("Copy the address", name="copy", is_left=True)
        copy.clicked.connect(self.on_copy)
        self.add_close_button("Leave it there")
        self.add_button("Fetch it", name="fetch").clicked.connect(self.accept)

    async def answer(self) -> bool:
        """Show the dialog; return whether the picture shall be fetched.

        A window that closes answers no: nobody is there any more to be asked.
        """
        self._answer = asyncio.get_running_loop().create_future()
        self._window.installEventFilter(self)
        self.open()
        return await self._answer

    def done(self, result: int) -> None:
        super().done(result)
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(result == self.DialogCode.Accepted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and watched is self._window:
            self.reject()
        return False

    @Slot()
    def on_copy(self) -> None:
        """Put the address on the clipboard."""
        QGuiApplication.clipboard().setText(self._url)


def expiry_text(url: str, now: datetime) -> str:
    """Return until when the address is served, in local time, as far as it says so itself."""
    moment = expires_at(url)
    if moment is None:
        return UNKNOWN
    local = moment.astimezone()
    when = (
        f"{local:%H:%M}" if local.date() == now.astimezone().date() else f"{local:%d %b %Y %H:%M}"
    )
    return (EXPIRES if moment > now else EXPIRED).format(when=when)


def _in_pieces(address: str) -> str:
    """Return an address that a label can break anywhere near its edge."""
    pieces = [address[at : at + 8] for at in range(0, len(address), 8)]
    return "\u200b".join(breakable(piece) for piece in pieces)
