"""On a Python that is too old, ``run.py`` still says so in one line."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

RUN_PY = Path(__file__).resolve().parent.parent / "run.py"
TOO_NEW_FOR_2_7 = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal)


def old_pythons() -> list[Path]:
    """Return interpreters older than ours that lie beside it, as version managers put them."""
    beside = Path(sys.base_prefix).parent.glob("*/bin/python")
    return [python for python in sorted(beside) if _version(python) < (3, 11)]


def _version(python: Path) -> tuple[int, ...]:
    name = python.parent.parent.name.split(".")
    return tuple(int(part) for part in name if part.isdecimal()) or (4,)


def test_run_py_is_plain_ascii_for_pythons_that_expect_it() -> None:
    assert RUN_PY.read_bytes().isascii()


def test_run_py_uses_no_syntax_that_python_2_7_lacks() -> None:
    tree = ast.parse(RUN_PY.read_text("utf-8"))
    new = [node for node in ast.walk(tree) if isinstance(node, TOO_NEW_FOR_2_7)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    annotated = [f.name for f in functions if f.returns or any(a.annotation for a in f.args.args)]
    keyword_only = [f.name for f in functions if f.args.kwonlyargs or f.args.posonlyargs]
    unpacked = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.List | ast.Tuple | ast.Set)
        and any(isinstance(item, ast.Starred) for item in node.elts)
    ]
    assert (new, annotated, keyword_only, unpacked) == ([], [], [], [])


@pytest.mark.parametrize("python", old_pythons(), ids=lambda python: python.parent.parent.name)
def test_an_old_python_says_that_it_is_too_old(python: Path) -> None:
    done = subprocess.run(
        [python, RUN_PY, "meter"], capture_output=True, text=True, check=False, env={"PATH": ""}
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"tessera: Python {'.'.join(map(str, _version(python)[:2]))}")
    assert "is too old; Tessera needs 3.11 or newer" in done.stderr
    assert done.stderr.count("\n") == 1
