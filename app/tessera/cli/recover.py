"""`tessera recover`: list calls whose outcome is unknown, and resolve those that can be."""

from argparse import Namespace

from tessera.cli.opened import with_studio
from tessera.cli.output import Json, print_json, print_lines, table
from tessera.store.intents import SavedIntent
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio

HEADER = ("call", "time (UTC)", "profile", "kind", "what is known")


def recover(asked: Namespace) -> int:
    """Resolve what can be and print what stays unknown."""

    async def work(studio: Studio) -> int:
        await resolve(studio)
        unknown = await studio.desk.run(studio.library.journal.unknown)
        if asked.json:
            print_json([_value(saved) for saved in unknown])
        elif unknown:
            print_lines(table([HEADER, *(_cells(saved) for saved in unknown)]))
        else:
            print_lines("Every call is resolved; nothing is unknown.")
        return 0

    return with_studio(work)


def _value(saved: SavedIntent) -> dict[str, Json]:
    return {
        "id": saved.id,
        "time": saved.created.isoformat(),
        "profile": saved.profile,
        "sandbox": saved.profile == "sandbox",
        "kind": saved.kind,
        "state": saved.state.value,
        "note": saved.note,
        "request_id": saved.request_id or saved.response_id,
        "reply": None if saved.reply is None else str(saved.reply),
    }


def _cells(saved: SavedIntent) -> tuple[str, ...]:
    return (
        saved.id[:8],
        saved.created.strftime("%Y-%m-%d %H:%M"),
        saved.profile,
        saved.kind,
        saved.note,
    )
