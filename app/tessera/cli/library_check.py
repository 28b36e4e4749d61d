"""`tessera library check`: reads everything that is kept for damage and changes nothing."""

from argparse import Namespace

from tessera.cli.opened import with_studio
from tessera.cli.output import Json, print_json, print_lines
from tessera.cli.streams import one_line
from tessera.core.errors import StoreError
from tessera.store.library_check import Checked, KeptPicture
from tessera.studio.checking import check, findings, verdict, what_next
from tessera.studio.studio import Studio


def check_it(asked: Namespace) -> int:
    """Print what was found, then raise `StoreError` unless the library is whole."""

    async def work(studio: Studio) -> int:
        checked = await check(studio)
        if asked.json:
            print_json(_value(checked))
        else:
            print_lines(*map(one_line, findings(checked)), verdict(checked))
        if not checked.is_whole:
            found = len(findings(checked))
            what = "1 thing is" if found == 1 else f"{found} things are"
            raise StoreError(
                f"The library is not whole: {what} missing or damaged.",
                what_next(checked, str(studio.home.pictures)),
            )
        return 0

    return with_studio(work)


def _value(checked: Checked) -> dict[str, Json]:
    return {
        "whole": checked.is_whole,
        "pictures": checked.pictures,
        "sessions": checked.sessions,
        "calls": checked.calls,
        "replies_in_inbox": checked.replies,
        "database": list(checked.mistakes),
        "missing": [_picture(picture) for picture in checked.missing],
        "damaged": [_picture(picture) for picture in checked.damaged],
        "backups": checked.backups,
        "damaged_backups": list(checked.damaged_backups),
        "last_backup": checked.last_backup,
    }


def _picture(picture: KeptPicture) -> Json:
    return {"sha256": picture.sha256, "name": picture.name, "session": picture.session}
