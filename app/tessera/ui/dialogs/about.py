"""What this is, its version, and whose work it stands on, each with the text of its licence."""

from importlib.metadata import Distribution, PackageNotFoundError, distribution

from PySide6.QtCore import Slot, qVersion
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QWidget

from tessera import __version__
from tessera.ui.dialogs.frame import Dialog

WHAT = (
    "A desktop studio that shows what a vision model sees of your photo and what asking about it "
    "costs, and that keeps every result."
)
LICENCE = "Tessera is free software under the MIT licence."
QT = (
    "The window is made with Qt {version} and PySide6, used under the GNU Lesser General Public "
    "License, version 3. They are separate libraries: you may replace them with your own build."
)
QT_SOURCES = (
    "The text of the licence: https://www.gnu.org/licenses/lgpl-3.0.html, with "
    "https://www.gnu.org/licenses/gpl-3.0.html, which it builds upon.\n"
    "The source of Qt: https://download.qt.io/official_releases/qt/\n"
    "The source of PySide6 and Shiboken: https://download.qt.io/official_releases/QtForPython/\n"
    "Third-party code inside Qt: https://doc.qt.io/qt-6/licenses-used-in-qt.html\n"
)
LGPL = ("PySide6-Essentials", "shiboken6")
# Everything that the lock of a user's installation may bring; some only on some systems.
PARTS = (
    *("PySide6-Essentials", "shiboken6", "anyio", "backports-tarfile", "bpe-openai", "certifi"),
    *("cffi", "click", "cryptography", "h11", "httpcore", "httpx", "idna", "importlib-metadata"),
    *("jaraco-classes", "jaraco-context", "jaraco-functools", "jeepney", "keyring"),
    *("lazy-importer", "more-itertools", "msgspec", "numpy", "pillow", "platformdirs"),
    *("pybase64", "pycparser", "python-multipart", "pywin32-ctypes", "qasync", "resvg-py"),
    *("SecretStorage", "starlette", "typing-extensions", "uvicorn", "zipp"),
)
_NAMES_OF_TEXTS = ("licen", "copying", "notice", "authors")
NO_TEXT = "It brings no text of its licence along; its page has it.\n"


class AboutDialog(Dialog):
    """Version and licences."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "About Tessera", width=640)
        self.add_heading(f"Tessera {__version__}")
        self.add_paragraph(WHAT)
        self.add_paragraph(LICENCE)
        self.add_paragraph(QT.format(version=qVersion()))
        self._shown = [found for found in map(_installed, PARTS) if found]
        self.parts = QListWidget()
        self.parts.setAccessibleName("Libraries and their licences")
        self.parts.addItems([_line(found) for found in self._shown])
        self.parts.setMinimumHeight(160)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Text of the licence")
        self.text.setMinimumHeight(160)
        self.body.addWidget(self.parts, 1)
        self.body.addWidget(self.text, 1)
        self.add_close_button(is_default=True)
        self.parts.currentRowChanged.connect(self.on_chosen)
        self.parts.setCurrentRow(0)

    @Slot(int)
    def on_chosen(self, row: int) -> None:
        """Show the licence of one library."""
        if 0 <= row < len(self._shown):
            self.text.setPlainText(licence_text(self._shown[row]))


def licences() -> list[str]:
    """Return a line for each library that is installed here: name, version, licence."""
    return [_line(found) for found in map(_installed, PARTS) if found]


def licence_text(found: Distribution) -> str:
    """Return where a library comes from and the texts about its licence that it brings along."""
    name = found.metadata["Name"].replace("_", "-")
    more = QT_SOURCES if name.lower() in {each.lower() for each in LGPL} else ""
    texts = [file.read_text(encoding="utf-8") for file in found.files or () if _is_text(file.name)]
    pages = "".join(f"{page}\n" for page in _pages(found))
    return "\n\n".join((f"{_line(found)}\n{pages}{more}", *(texts or ([] if more else [NO_TEXT]))))


def _is_text(name: str) -> bool:
    ending = name.lower().rpartition(".")[2]
    return name.lower().startswith(_NAMES_OF_TEXTS) and ending not in ("py", "pyc", "pyi")


def _pages(found: Distribution) -> list[str]:
    labelled = found.metadata.get_all("Project-URL") or []
    pages = [each.partition(",")[2].strip() for each in labelled[:2]]
    return pages or (found.metadata.get_all("Home-page") or [])


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _line(found: Distribution) -> str:
    name, said = found.metadata["Name"], ""
    for field in ("License-Expression", "Classifier", "License"):
        values = found.metadata.get_all(field) or []
        said = said or (_classified(values) if field == "Classifier" else "".join(values[:1]))
    line = (said or "see its own files").strip().splitlines()[0]
    return f"{name} {found.version} – {line[:80]}"


def _classified(classifiers: list[str]) -> str:
    licence = [each for each in classifiers if each.startswith("License :: ")]
    return ", ".join(each.rpartition(" :: ")[2] for each in licence)
