"""What this is, its version, and whose work it stands on."""

from importlib.metadata import PackageNotFoundError, distribution

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QPlainTextEdit, QWidget

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
PARTS = (
    *("PySide6-Essentials", "shiboken6", "bpe-openai", "httpx", "httpcore", "h11", "certifi"),
    *("anyio", "idna", "keyring", "msgspec", "numpy", "pillow", "pillow-heif", "platformdirs"),
    *("pybase64", "python-multipart", "qasync", "resvg-py", "starlette", "uvicorn"),
    *("SecretStorage", "jeepney"),
)


class AboutDialog(Dialog):
    """Version and licences."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "About Tessera", width=560)
        self.add_heading(f"Tessera {__version__}")
        self.add_paragraph(WHAT)
        self.add_paragraph(LICENCE)
        self.add_paragraph(QT.format(version=qVersion()))
        self.parts = QPlainTextEdit()
        self.parts.setReadOnly(True)
        self.parts.setAccessibleName("Libraries and their licences")
        self.parts.setPlainText("\n".join(licences()))
        self.parts.setMinimumHeight(200)
        self.body.addWidget(self.parts, 1)
        self.add_close_button(is_default=True)


def licences() -> list[str]:
    """Return a line for each library that is installed here: name, version, licence."""
    return [line for line in map(_licence, PARTS) if line]


def _licence(name: str) -> str:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ""
    name, said = found.metadata["Name"], ""
    for field in ("License-Expression", "Classifier", "License"):
        values = found.metadata.get_all(field) or []
        said = said or (_classified(values) if field == "Classifier" else "".join(values[:1]))
    line = (said or "see its own files").strip().splitlines()[0]
    return f"{name} {found.version} – {line[:80]}"


def _classified(classifiers: list[str]) -> str:
    licence = [each for each in classifiers if each.startswith("License :: ")]
    return ", ".join(each.rpartition(" :: ")[2] for each in licence)
