"""PySide6's import hook reads every later module's source; the window takes it out."""

import inspect
import sys
from pathlib import Path

import pytest

import tessera.ui  # noqa: F401  takes it out

NAME = "module_that_nobody_has_imported_before"


def test_a_module_is_imported_without_its_source_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{NAME}.py").write_text("SAID = 'hello'\n")
    monkeypatch.syspath_prepend(tmp_path)
    read: list[object] = []
    monkeypatch.setattr(inspect, "getsource", lambda thing: str(read.append(thing)))
    exec(f"import {NAME}")
    assert sys.modules.pop(NAME).SAID == "hello"
    assert read == []
