"""The versions' list asks for what comes into sight and tells what a hand changed."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from pytestqt.modeltest import ModelTester

from tessera.store.version_rows import Origin, VersionKind
from tessera.ui.versions.model import VersionsModel
from tessera.ui.versions.row import version_facts, version_row
from tests.ui.versions.rows import DAY, rows, version

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_model_keeps_qts_contract(qtmodeltester: ModelTester) -> None:
    model = VersionsModel()
    model.set_rows(rows(5), has_more=False)
    qtmodeltester.check(model)


def test_the_next_page_is_asked_for_once() -> None:
    model = VersionsModel()
    asked: list[bool] = []
    model.more_wanted.connect(lambda: asked.append(True))
    model.set_rows(rows(4), has_more=True)
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked == [True]
    model.add_page(rows(2), has_more=False)
    assert not model.canFetchMore(QModelIndex())
    assert model.rowCount() == 6


def test_a_thumbnail_is_asked_for_once_and_then_shown() -> None:
    model = VersionsModel()
    asked: list[str] = []
    model.thumbnail_wanted.connect(asked.append)
    model.set_rows(rows(3), has_more=False)
    assert model.thumbnail(0) is None
    assert model.thumbnail(0) is None
    assert asked == ["2"]
    model.set_thumbnail("2", QImage(4, 4, QImage.Format.Format_RGB32))
    assert model.thumbnail(0) is not None


def test_a_new_name_is_told_and_the_shown_words_are_no_name() -> None:
    model = VersionsModel()
    told: list[tuple[str, str]] = []
    model.renamed.connect(lambda version_id, name: told.append((version_id, name)))
    model.set_rows(rows(2), has_more=False)
    index, role = model.index(0), Qt.ItemDataRole.EditRole
    assert not model.setData(index, model.data(index, role), role)
    assert model.setData(index, "  For the   poster ", role)
    assert told == [("1", "For the poster")]


def test_a_version_is_called_by_its_name_else_its_prompt_else_its_file() -> None:
    assert version_row(version(1, name="Best"), DAY).title == "Best"
    assert version_row(version(1), DAY).title == "make it blue"
    assert version_row(version(0), DAY).title == "harbour.jpg"


def test_the_price_comes_first_and_a_star_is_spoken() -> None:
    row = version_row(version(1, starred=True, kind=VersionKind.SEALED), DAY)
    assert row.detail.startswith("$0.053 · ")
    assert row.detail.endswith("edited inside the mask")
    assert "starred" in row.spoken


def test_everything_known_stands_in_the_tip_as_plain_words() -> None:
    origin = Origin(
        prompt="<b>bold</b>", settings='{"quality": "high", "size": "1024x1024"}',
        model="gpt-image-2", request_id="req_1", note="It drifted.",
    )  # fmt: skip
    facts = version_facts(version(1, origin=origin))
    for known in ("1800×1200", "<b>bold</b>", "gpt-image-2 · 1024×1024, high", "req_1", "drifted"):
        assert known in facts
    model = VersionsModel()
    model.set_rows([version_row(version(1, origin=origin), DAY)], has_more=False)
    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in str(tip)
