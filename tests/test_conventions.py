"""What linters do not know: each rule names the better way in its message.

The rules are in docs/decisions and CONTRIBUTING.md; here they walk the syntax tree of the program.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Set
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app/tessera"
SOURCES = sorted(APP.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}

FUNNEL = {"ui/funnel.py"}  # the one place where every failure is caught, to be shown
SYSTEM_CLOCK = {"studio/clock.py"}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "data", "info"}
TELLS_THE_TIME = {"now", "today", "utcnow", "time", "time_ns"}
STANDARD_LIBRARY_THAT_REACHES_OUT = {
    *("asyncio", "ctypes", "http", "multiprocessing", "os", "pathlib", "select", "shutil"),
    *("socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "urllib.request"),
}
# Places on the machine that this was made on, and hosts of registries.
FOREIGN_PLACES = re.compile(
    r"/(?:work|root)/|\.\./shar[e]d|/home/(?!me/|you/)\w+/|py[p]i\.org|pythonh[o]sted"
)

OUR_FOLDERS = (".ci", "app", "bootstrap", "changes", "docs", "packaging", "resources", "tests")
TEXT_SUFFIXES = {"", ".c", ".in", ".json", ".lock", ".md", ".py", ".svg", ".toml"}

Rule = Callable[[ast.AST], Iterator[ast.AST]]


def found(rule: Rule, *, within: str = "", but_not: Set[str] = frozenset()) -> list[str]:
    """Return ``file:line`` of each node that breaks a rule."""
    return [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for path, tree in TREES.items()
        if str(path.relative_to(APP)).startswith(within)
        and str(path.relative_to(APP)) not in but_not
        for node in rule(tree)
    ]


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Yield calls of a method or function by its last name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) == name:
            yield node


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def lambdas_in_connect(tree: ast.AST) -> Iterator[ast.AST]:
    for call in calls(tree, "connect"):
        if any(
            isinstance(part, ast.Lambda) for argument in call.args for part in ast.walk(argument)
        ):
            yield call


def nested_loops(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef):
            yield from calls(node, "exec")


def broad_handlers(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            broad = any(
                c is None or _last_name(c) in ("Exception", "BaseException") for c in caught
            )
            if broad and not _passes_on(node):
                yield node


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Return whether it clears up and raises the same again, or hands it to whoever waits."""
    last = handler.body[-1]
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return ast.unparse(last.value).endswith(f".set_exception({handler.name})")
    return isinstance(last, ast.Raise) and last.exc is None


def rich_text(tree: ast.AST) -> Iterator[ast.AST]:
    for name in ("setHtml", "insertHtml", "appendHtml", "setMarkdown"):
        yield from calls(tree, name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in (
            "RichText",
            "AutoText",
            "MarkdownText",
        ):
            yield node


def asks_for_the_time(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = _last_name(node.func.value)
            if node.func.attr in TELLS_THE_TIME and owner in ("date", "datetime", "time"):
                yield node


def imports(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node, node.module


def foreign_imports(tree: ast.AST) -> Iterator[ast.AST]:
    for node, name in imports(tree):
        ours = name == "tessera.core" or name.startswith("tessera.core.")
        if not ours and name.split(".")[0] not in sys.stdlib_module_names:
            yield node


def reaching_imports(tree: ast.AST) -> Iterator[ast.AST]:
    for node, name in imports(tree):
        if name in STANDARD_LIBRARY_THAT_REACHES_OUT:
            yield node


def basic_timers(tree: ast.AST) -> Iterator[ast.AST]:
    """A `QBasicTimer` outlives the widget that it beats for, and then beats on for nobody."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "QBasicTimer":
            yield node


def star_imports(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
            yield node


def tasks_without_an_owner(tree: ast.AST) -> Iterator[ast.AST]:
    yield from calls(tree, "ensure_future")
    for call in calls(tree, "create_task"):
        if not any(keyword.arg == "name" for keyword in call.keywords):
            yield call


def labels_that_guess(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield labels made of a text that comes from elsewhere, in a file without PlainText: Qt would
    guess the format, and open what a foreign text asks for."""
    names = (_last_name(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    if "PlainText" not in names:
        yield from (c for c in calls(tree, "QLabel") if c.args and not _is_literal(c.args[0]))


def _is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant)


@pytest.mark.parametrize(
    ("rule", "but_not", "better"),
    [
        pytest.param(lambdas_in_connect, set(), "connect a bound method", id="lambda-in-connect"),
        pytest.param(nested_loops, set(), "use open() and await its end", id="exec-in-coroutine"),
        pytest.param(broad_handlers, FUNNEL, "catch what can be expected", id="except-exception"),
        pytest.param(rich_text, set(), "show foreign text as PlainText", id="rich-text"),
        pytest.param(labels_that_guess, set(), "set TextFormat.PlainText", id="label-that-guesses"),
        pytest.param(asks_for_the_time, SYSTEM_CLOCK, "take a Clock", id="asks-for-the-time"),
        pytest.param(basic_timers, set(), "use startTimer or QTimer", id="basic-timer"),
        pytest.param(star_imports, set(), "name what is imported", id="star-import"),
        pytest.param(tasks_without_an_owner, set(), "start it in a JobScope", id="task-no-owner"),
    ],
)
def test_the_program_keeps_the_rule(rule: Rule, but_not: Set[str], better: str) -> None:
    broken = found(rule, but_not=but_not)
    assert broken == [], f"{better}: {broken}"


def test_the_core_stands_on_the_standard_library_alone() -> None:
    assert found(foreign_imports, within="core/") == []


def test_the_core_reaches_for_nothing_outside_itself() -> None:
    assert found(reaching_imports, within="core/") == []


def test_file_names_say_what_is_inside() -> None:
    empty = [path for path in SOURCES if path.stem.strip("_") in EMPTY_NAMES]
    assert empty == [], "name the file after its subject"


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(ROOT)) for path in SOURCES if not ast.get_docstring(TREES[path])]
    assert silent == []


def test_no_file_names_the_machine_it_was_made_on() -> None:
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [path for folder in OUR_FOLDERS for path in (ROOT / folder).rglob("*")]
    texts = [path for path in files if path.suffix in TEXT_SUFFIXES and path.is_file()]
    named = [path for path in texts if FOREIGN_PLACES.search(path.read_text("utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in named] == []


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        pytest.param(lambdas_in_connect, "a.b.connect(lambda: c())", id="lambda-in-connect"),
        pytest.param(nested_loops, "async def f():\n    dialog.exec()", id="exec-in-coroutine"),
        pytest.param(broad_handlers, "try: f()\nexcept Exception: pass", id="except-exception"),
        pytest.param(broad_handlers, "try: f()\nexcept: pass", id="bare-except"),
        pytest.param(broad_handlers, "try: f()\nexcept (A, Exception): pass", id="in-a-tuple"),
        pytest.param(rich_text, "view.setHtml(text)", id="html"),
        pytest.param(labels_that_guess, "label = QLabel(text)", id="label-that-guesses"),
        pytest.param(asks_for_the_time, "datetime.now(UTC)", id="asks-for-the-time"),
        pytest.param(basic_timers, "self._timer = QBasicTimer()", id="basic-timer"),
        pytest.param(star_imports, "from PySide6.QtWidgets import *", id="star-import"),
        pytest.param(tasks_without_an_owner, "asyncio.create_task(f())", id="task-no-owner"),
        pytest.param(foreign_imports, "import PIL.Image", id="foreign-import"),
        pytest.param(reaching_imports, "from pathlib import Path", id="reaching-import"),
    ],
)
def test_the_rule_sees_what_it_forbids(rule: Rule, bad: str) -> None:
    assert list(rule(ast.parse(bad)))
