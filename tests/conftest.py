"""The ground rules of every test: a home of its own, this machine only, nothing odd in the log.

Windows are drawn offscreen unless ``--onscreen`` is given. Long forms run with ``--all``. A test
that provokes a warning in the log says so: ``@pytest.mark.expects_log("the pattern")``.
"""

import ipaddress
import os
import re
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

STARTS_OF_FOREIGN_SETTINGS = ("OPENAI_", "TESSERA_", "XDG_", "QT_")
FOREIGN_SETTINGS = frozenset(
    {
        *("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSLKEYLOGFILE"),
        *("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"),
    }
)
OUR_LOGGERS = ("tessera", "asyncio", "qasync")
HOME = pytest.StashKey[Path]()

# Where the tests are started in the background, Ctrl+C is ignored, and every child would inherit
# that; a handler of our own gives children the default again.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):  # the same under nohup
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

settings.register_profile("tessera", deadline=None)  # the machine is shared; time is no property
settings.load_profile("tessera")


class NetworkForbidden(RuntimeError):
    """A test tried to leave this machine. No OSError, so that no handler takes it for a fault."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our own options."""
    ours = parser.getgroup("tessera")
    ours.addoption("--all", action="store_true", help="run the long forms too")
    ours.addoption("--onscreen", action="store_true", help="show the windows on the real display")


def pytest_configure(config: pytest.Config) -> None:
    """Leave the person's own home, settings and keyring before anything is imported."""
    config.stash[HOME] = Path(tempfile.mkdtemp(prefix="tessera-tests-"))
    onscreen = config.getoption("--onscreen")
    for name in list(os.environ):
        upper = name.upper()
        foreign = upper in FOREIGN_SETTINGS or upper.startswith(STARTS_OF_FOREIGN_SETTINGS)
        if foreign and not (onscreen and _draws_windows(upper)):
            del os.environ[name]
    home = str(config.stash[HOME])
    os.environ |= dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), home)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if not onscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the home away again."""
    shutil.rmtree(config.stash[HOME], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long forms, and what needs a key, unless asked for."""
    wanted = {"long": config.getoption("--all"), "live": "live" in config.option.markexpr}
    left_out = [i for i in items if any(i.get_closest_marker(m) and not wanted[m] for m in wanted)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(autouse=True)
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a library of its own; the folder is made by the program."""
    home = tmp_path / "tessera-home"
    monkeypatch.setenv("TESSERA_HOME", str(home))
    return home


@pytest.fixture(autouse=True, scope="session")
def this_machine_only() -> Iterator[None]:
    """Refuse every connection and every name that leads off this machine."""
    connect, connect_ex, lookup = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded_connect(self: socket.socket, address: object) -> None:
        _refuse_foreign(self, address)
        connect(self, address)  # type: ignore[arg-type]

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        _refuse_foreign(self, address)
        return connect_ex(self, address)  # type: ignore[arg-type]

    def guarded_lookup(host: str | bytes | None, *rest: object, **more: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host or "localhost"
        if name.endswith(".invalid"):  # never resolves (RFC 6761), so there is no need to ask
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not _is_this_machine(name):
            raise NetworkForbidden(f"a test looked up {name}")
        return lookup(host, *rest, **more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on warnings in the log that the test does not announce, and on announced silence."""
    yield
    expected = [mark.args[0] for mark in request.node.iter_markers("expects_log")]
    said = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.get_records("call")
        if record.levelname not in ("DEBUG", "INFO") and record.name.split(".")[0] in OUR_LOGGERS
    ]
    surprises = [line for line in said if not any(re.search(p, line) for p in expected)]
    assert not surprises, f"unexpected in the log: {surprises}"
    silent = [pattern for pattern in expected if not any(re.search(pattern, s) for s in said)]
    assert not silent, f"announced, but never logged: {silent}"


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail when a test leaves a thread that would keep the process from ending."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.daemon and t.is_alive()]
    assert not left, f"threads left running: {left}"


def _draws_windows(name: str) -> bool:
    return name in ("DISPLAY", "WAYLAND_DISPLAY") or name.startswith(("XDG_", "QT_"))


def _refuse_foreign(connection: socket.socket, address: object) -> None:
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0]) if isinstance(address, tuple) else str(address)
        if not _is_this_machine(host):
            raise NetworkForbidden(f"a test connected to {host}")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
