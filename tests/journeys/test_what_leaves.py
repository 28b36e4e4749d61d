"""What leaves this machine: shown before, and then found to be what a server received."""

import base64
import json
import re
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path

import pytest

from tessera.ui.leaving.dialog import LeavingDialog
from tests.client.rogue import Received, as_json
from tests.journeys.gateway import Gateway, saying
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

KEY = "sk-journey-0123456789abcdefghijk"
QUESTION = 'What is <b>left</b> of "it"?'
PICTURE = r"\[?(?:JPEG|PNG|WebP), [0-9]+ (?:kB|bytes), [0-9]+×[0-9]+, no metadata\]?"
NOTHING_MADE = as_json({"error": {"message": "no"}}, 400)


@pytest.fixture(autouse=True)
def keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


async def look(person: Person) -> LeavingDialog:
    """Open the dialog."""
    await person.sees(lambda: person.is_enabled("chat.leaving"), "there is something to send")
    await person.does("chat.leaving")
    await person.sees(lambda: person.dialogs(LeavingDialog), "the request is shown")
    return person.dialogs(LeavingDialog)[-1]


def names_shown(text: str) -> set[str]:
    (line,) = re.findall(r"^Headers: (.*)$", text, re.MULTILINE)
    return {name.lower() for name in line.split(", ")}


def body_shown(text: str) -> str:
    return text.split("bytes:\n", 1)[1].rstrip("\n")


def assert_told(text: str, received: Received) -> None:
    origin = f"http://{received.headers['host']}"
    assert text.startswith(f"{received.method} {origin}{received.target}\n")
    assert names_shown(text) == set(received.headers)
    assert f"Body, {len(received.body)} bytes" in text
    assert KEY not in text


def test_a_question_is_shown_as_it_then_arrives(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(saying("A tree."))
    texts: list[str] = []

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.types(QUESTION)
        dialog = await look(person)
        texts.append(dialog.text.toPlainText())
        assert re.fullmatch(f"1  {PICTURE}", dialog.list.item(0).text())
        await person.sees(lambda: not dialog.picture.pixmap().isNull(), "the picture is shown")
        await person.clicks_in(dialog, "close")
        assert gateway.questions == []
        await person.presses("Return")
        await person.sees_turns(2)

    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script, "--profile", "environment")
    (received,) = gateway.questions
    assert_told(texts[0], received)
    shown, sent = json.loads(body_shown(texts[0])), received.json
    pictures = re.findall(rb"data:image/\w+;base64,([^\"]+)", received.body)
    size = len(base64.b64decode(pictures[0]))
    image = shown["input"][-1]["content"][-1]
    assert re.fullmatch(PICTURE, image["image_url"])
    assert f"{round(size / 1000)} kB" in image["image_url"] or f"{size} bytes" in image["image_url"]
    image["image_url"] = sent["input"][-1]["content"][-1]["image_url"]
    assert shown == sent


@pytest.mark.parametrize("mode", ["Generate", "Edit"])
def test_what_is_made_is_shown_as_it_then_arrives(
    landscape: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    gateway = Gateway(NOTHING_MADE, models=("gpt-image-2",))
    texts: list[str] = []

    async def script(person: Person) -> None:
        await person.drop(landscape)
        maker = Maker(person)
        await maker.opens(mode)
        await maker.writes("A red kite")
        await person.sees(lambda: maker.button.isEnabled(), "it can be made")
        dialog = await look(person)
        texts.append(dialog.text.toPlainText())
        await person.clicks_in(dialog, "close")
        assert not [r for r in gateway.requests if r.method == "POST"]
        await person.clicks(maker.button)
        await person.sees(lambda: [r for r in gateway.requests if r.method == "POST"], "it is sent")
        await person.sees(lambda: not person.window.desks.is_making, "it has ended")

    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script, "--profile", "environment")
    (received,) = [r for r in gateway.requests if r.method == "POST"]
    assert_told(texts[0], received)
    if mode == "Generate":
        assert json.loads(body_shown(texts[0])) == received.json
    else:
        assert fields_shown(body_shown(texts[0])) == fields_sent(received)


def fields_shown(body: str) -> dict[str, str]:
    """Return the fields of a shown form, with a picture's as one word."""
    found = re.findall(r'name="([^"]+)"[^\n]*\n(?:Content-Type[^\n]*\n)?\n(.*)\n', body)
    return {name: re.sub(PICTURE, "picture", value) for name, value in found}


def fields_sent(received: Received) -> dict[str, str]:
    head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + received.body)
    found = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        is_file = part.get_filename() is not None
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        found[name] = "picture" if is_file else payload.decode()
    return found
