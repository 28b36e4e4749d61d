"""A whole call in a process of its own, telling each promise as soon as it is made.

``python -m tests.store.flow ROOT [LIMIT_BYTES]`` prints one line per promise: what it names must
hold from then on, whatever happens to the process.
"""

import os
import sys
from decimal import Decimal
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.core.words import Role
from tessera.store.drafts import Draft
from tessera.store.home import data_home
from tessera.store.library import Library
from tessera.store.settings import save_settings
from tessera.store.settings_table import Settings, Theme
from tessera.store.turns import TurnState
from tests.fakes import FixedClock
from tests.store.builders import bill, call, facts, picture_of

PHOTO = b"\xff\xd8 a photo " + bytes(range(256)) * 500
RESULT = b"\x89PNG a result " + bytes(range(256)) * 900
CHUNKS = [b"event: %d\ndata: %s\n\n" % (number, b"x" * 20_000) for number in range(3)]


def promise(*words: object) -> None:
    """Tell the parent what must hold from now on."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def run(root: Path) -> None:
    """Make a session, ask, and keep the answer."""
    clock = FixedClock()
    library = Library.open(data_home({"TESSERA_HOME": str(root)}), clock)
    save_settings(library.home.settings, Settings(theme=Theme.DARK))
    promise("settings dark")
    session = library.sessions.create(title="a session")
    promise("session", session.id)
    ref = library.blobs.put(PHOTO, ext="jpg")
    photo = library.photos.add(session.id, ref, facts())
    promise("picture", ref.sha256)
    library.drafts.save(session.id, Draft("What is this?", (photo.id,)))
    promise("draft", session.id)
    with library.transaction():
        intent = library.begin_call(call(session_id=session.id, inputs=(ref.sha256,)))
        sent = ((picture_of(ref), photo.id),)
        library.turns.add(session.id, Role.USER, "What is this?", pictures=sent)
        answer = library.turns.add(
            session.id, Role.ASSISTANT, "", state=TurnState.STREAMING, intent_id=intent.id
        )
        library.drafts.clear(session.id)
    promise("intent", intent.id)
    intent.sent()
    if intent.fault is None:
        promise("sent", intent.id)
    for chunk in CHUNKS:
        intent.received(chunk)
        intent.identified(request_id="req_1", response_id="resp_1")
    if intent.fault is None:
        promise("identified", intent.id)
    library.turns.update_text(answer.id, "It is")
    intent.close()
    promise("received", intent.id)
    result = library.blobs.put(RESULT, ext="png")
    promise("picture", result.sha256)
    assert intent.ledger_id is not None
    with library.transaction():
        library.turns.finish(answer.id, "It is a cat.", TurnState.COMPLETE, bill=bill())
        library.ledger.settle(intent.ledger_id, bill())
        intent.done()
    promise("done", intent.id, Decimal("0.015"))
    library.backup_if_due()
    promise("backup")
    library.close()


def main(root: str, limit_bytes: str = "") -> int:
    """Run the flow; with a limit no file may grow beyond it, as on a full disk."""
    if limit_bytes:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit_bytes), int(limit_bytes)))
    try:
        run(Path(root))
    except StoreError as error:
        promise("refused", type(error).__name__, error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
