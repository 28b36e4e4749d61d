"""What every journey stands on: one application, a brisk sandbox, and a quiet Qt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from tessera.ui.theme import Theme
from tests.pictures import photo_file

BRISK_S = "0.002"  # between two words of the sandbox


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it; it outlives the windows of all journeys."""
    from tessera.ui.application import make_application

    return make_application()


@pytest.fixture(autouse=True)
def ground(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the sandbox answer fast, and undress the application afterwards."""
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", BRISK_S)
    yield
    qapp.clipboard().clear()  # what Python made must not be left to Qt's last breath
    for theme in qapp.findChildren(Theme):
        theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def quiet_qt(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on Qt's warnings: the program sends them to its log."""
    yield
    said = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name == "qt" and record.levelname not in ("DEBUG", "INFO")
    ]
    assert not said, f"Qt warned: {said}"


@pytest.fixture
def landscape(tmp_path: Path) -> Path:
    """A photo of 1800×1200."""
    return photo_file(tmp_path / "landscape.jpg", 1800, 1200, orientation=1)


@pytest.fixture
def portrait(tmp_path: Path) -> Path:
    """A photo of 900×1200."""
    return photo_file(tmp_path / "portrait.jpg", 900, 1200, orientation=1, seed=2)
