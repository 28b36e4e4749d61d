"""Asks before a link from an answer is opened, and shows where it leads."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tessera.ui.dialogs.frame import Dialog


class OpenLinkDialog(Dialog):
    """``opened`` tells the address once the user wants it. The address is *untrusted*."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None, url: str) -> None:
        super().__init__(parent, "Open a link")
        parsed = QUrl(url, QUrl.ParsingMode.StrictMode)
        # Encoded, a name in look-alike letters shows as what it is (xn--…).
        self.address = bytes(parsed.toEncoded().data()).decode("ascii")
        self.add_heading(f"Open {host_of(parsed)} in the browser?")
        self.add_paragraph("The model wrote this link. It may lead anywhere.")
        self.shown = self.add_paragraph(breakable(self.address))
        copy = self.add_button("Copy the address", name="copy", is_left=True)
        copy.clicked.connect(self.on_copy)
        self.add_close_button("Cancel", is_default=True)
        self.open_button = self.add_button("Open in the browser", name="open")
        self.open_button.clicked.connect(self.on_open)

    @Slot()
    def on_open(self) -> None:
        """Tell that it shall be opened."""
        self.opened.emit(self.address)
        self.accept()

    @Slot()
    def on_copy(self) -> None:
        """Put the address on the clipboard."""
        QGuiApplication.clipboard().setText(self.address)


def host_of(url: QUrl) -> str:
    """Return the host in the letters that travel, with a port that is not usual."""
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    port = f":{url.port()}" if url.port() != -1 else ""
    return f"{host}{port}" or "this address"


def breakable(address: str) -> str:
    """Return a long address with places where a label may break the line."""
    return address.replace("/", "/\u200b").replace("&", "&\u200b").replace("?", "?\u200b")
