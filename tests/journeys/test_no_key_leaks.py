"""A window at its most talkative, asked, refused and bundled, leaves the key nowhere.

A refused key is quoted back by the server in every written form; the log is at debug level.
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from tessera.core.redaction import MARK
from tessera.ui.inside.bundle_dialog import BundleDialog
from tests.client.rogue import as_json, streamed
from tests.faults.test_nothing_leaks import descendants, files_under, holding, told_of
from tests.journeys.gateway import Gateway, saying, story_of
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.pictures import quadrants

pytestmark = pytest.mark.journey

KEY = "sk-window-0123456789abcdefghijklmnop"
WRITTEN = (
    KEY,
    KEY.upper(),
    KEY[::-1],
    base64.b64encode(KEY.encode()).decode(),
    base64.urlsafe_b64encode(b"x" + KEY.encode()).decode(),
    base64.b32encode(KEY.encode()).decode(),
    KEY.encode().hex(),
    quote(KEY).replace("-", "%2D"),
    "".join(f"\\u{ord(sign):04x}" for sign in KEY),
    "".join(f"&#{ord(sign)};" for sign in KEY),
    KEY.encode("utf-16-le").decode("latin-1"),
    "\u200b".join(KEY),
)
REFUSED = as_json({"error": {"message": " ".join(WRITTEN), "code": WRITTEN[1]}}, 401)


def story_that_quotes() -> list[dict[str, Any]]:
    """Return an answer that says the key in every written form, under an id that holds it."""
    story = story_of(" and ".join(WRITTEN))
    for event in story:
        if "response" in event:
            event["response"]["id"] = f"resp_{KEY}"
    return story


async def bundled(person: Person, target: Path) -> None:
    """Save a bundle of diagnostics."""
    await person.does("app.diagnostics")
    await person.sees(lambda: person.dialogs(BundleDialog), "the bundle is shown")
    await person.clicks_in(person.dialogs(BundleDialog)[0], "save")
    await person.sees(lambda: person.window.findChildren(QFileDialog), "a place is asked for")
    chooser = person.window.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(target))
    chooser.close()
    await person.sees(target.exists, "it is written")
    person.dialogs(BundleDialog)[0].close()


def children_with(secret: str) -> list[int]:
    """Return the processes below this one that were told the secret."""
    raw = secret.encode()
    return [
        pid
        for pid in descendants(os.getpid())
        if any(raw in entry.read_bytes() for entry in told_of(pid))
    ]


def inherited() -> bytes:
    """Return the environment of a program that is started without one of its own."""
    return subprocess.run(["env"], capture_output=True, check=True).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_key_is_in_no_log_bundle_child_or_file(
    tmp_path: Path, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = tmp_path / "quadrants.png"
    quadrants(320, 200).save(photo)
    data_home.mkdir(parents=True, exist_ok=True)
    (data_home / "settings.json").write_text(json.dumps({"version": 1, "log_level": "debug"}))
    target = tmp_path / "bundle.zip"
    gateway = Gateway(saying("A tree."))
    told: list[int] = []

    async def script(person: Person) -> None:
        await person.drop(photo)
        await person.asks("What is this?")
        gateway.answer = streamed(story_that_quotes(), x_request_id=f"req_{KEY}")
        await person.asks("What did I send?")
        await person.copies(QMimeData())
        person.chat.setFocus()
        await person.presses("Ctrl+A", "Ctrl+C")
        said = (*person.turns, *person.spoken_turns, QGuiApplication.clipboard().text())
        assert [form for form in WRITTEN if any(form in each for each in said)] == []
        assert person.turns[-1].count(MARK) == len(WRITTEN)
        person.composer.setFocus()
        gateway.answer = REFUSED
        await person.asks("And now?", waits=False)
        await person.sees(lambda: "did not accept the key" in person.notice, "it is refused")
        for written in WRITTEN:
            assert written not in person.notice
        await bundled(person, target)
        assert list(descendants(os.getpid())), "the decoder runs in a child"
        told.extend(children_with(KEY))
        assert KEY.encode() not in inherited(), "a browser would be started like that"

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script, "--profile", "environment")
    assert told == []
    assert {r.headers["authorization"] for r in gateway.questions} == {f"Bearer {KEY}"}
    log = (data_home / "logs" / "tessera.log").read_text()
    assert "DEBUG" in log
    assert holding(KEY, data_home, tmp_path) == []
    for path, data in files_under(data_home, tmp_path):
        for written in WRITTEN:
            assert written.encode()[:30] not in data, path
