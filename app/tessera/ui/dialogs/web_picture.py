"""Asks before anything is fetched from a web address: fetch and show, or send as a link."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from tessera.ui.dialogs.frame import Dialog
from tessera.ui.dialogs.open_link import host_of

EXPLAINED = (
    "“Fetch and show” asks {host} for the picture from this machine; you see it, its grid and its "
    "price, and its pixels are sent. “Send as a link” lets the provider fetch it: {host} hears "
    "from the provider only, but size and price are known after the answer."
)
ONLY_FETCH = (
    "“Fetch and show” asks {host} for the picture from this machine. This provider takes no links."
)
NOT_SECURE = "Only addresses that begin with https:// are fetched."


class WebPictureDialog(Dialog):
    """Takes an address and tells what to do with it. Stays open while fetching may still fail."""

    fetch_wanted = Signal(str)
    link_wanted = Signal(str)

    def __init__(self, parent: QWidget | None, url: str = "", *, takes_links: bool = True) -> None:
        super().__init__(parent, "Open from a web address", width=560)
        self._takes_links = takes_links
        self.add_heading("Open a picture from the web")
        self.address = QLineEdit()
        self.address.setObjectName("address")
        self.address.setAccessibleName("Web address of the picture")
        self.address.setPlaceholderText("https://…")
        self.address.setMaxLength(8000)
        self.body.addWidget(self.address)
        self.explained = self.add_paragraph()
        self.problem = self.add_paragraph()
        self.problem.hide()
        self.add_close_button("Cancel")
        self.link_button = self.add_button("Send as a link", name="link")
        self.link_button.setVisible(takes_links)
        self.link_button.clicked.connect(self.on_link)
        self.fetch_button = self.add_button("Fetch and show", name="fetch", is_default=True)
        self.fetch_button.clicked.connect(self.on_fetch)
        self.address.textChanged.connect(self.on_address_changed)
        self.address.setText(url.strip())
        self.on_address_changed()

    def show_problem(self, sentence: str) -> None:
        """Say why it could not be fetched; the address stays to be mended."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.set_busy(False)

    def set_busy(self, is_busy: bool) -> None:
        """Hold the buttons while something is fetched."""
        self.address.setEnabled(not is_busy)
        self.fetch_button.setText("Fetching…" if is_busy else "Fetch and show")
        self._enable(is_busy=is_busy)

    @Slot()
    def on_address_changed(self) -> None:
        """Explain what would happen with this address."""
        url = self._url()
        words = EXPLAINED if self._takes_links else ONLY_FETCH
        host = host_of(url) if url.host() else "the server"
        is_insecure = bool(url.host()) and url.scheme().lower() != "https"
        self.explained.setText(NOT_SECURE if is_insecure else words.format(host=host))
        self.show_problem("")

    @Slot()
    def on_fetch(self) -> None:
        """Tell that the picture shall be fetched."""
        self.set_busy(True)
        self.fetch_wanted.emit(self.text())

    @Slot()
    def on_link(self) -> None:
        """Tell that the provider shall fetch it."""
        self.link_wanted.emit(self.text())
        self.accept()

    def text(self) -> str:
        """Return the address as it travels."""
        return bytes(self._url().toEncoded().data()).decode("ascii")

    def _url(self) -> QUrl:
        return QUrl(self.address.text().strip(), QUrl.ParsingMode.TolerantMode)

    def _enable(self, *, is_busy: bool) -> None:
        url = self._url()
        is_usable = url.isValid() and url.scheme().lower() == "https" and bool(url.host())
        self.fetch_button.setEnabled(is_usable and not is_busy)
        self.link_button.setEnabled(is_usable and not is_busy)
