"""`tessera library`: everything that is kept, checked, exported, restored from it, or erased."""

import os
from argparse import Namespace
from contextlib import suppress
from pathlib import Path

from tessera.cli.library_check import check_it
from tessera.cli.opened import with_studio
from tessera.cli.output import Json, print_json, print_lines
from tessera.core.errors import DiskFull, LibraryDamaged, StoreError
from tessera.store.home import Home, data_home
from tessera.store.settings import load_settings
from tessera.store.whole_erase import KeysForgotten, forget_keys
from tessera.store.whole_restore import restore_library
from tessera.studio.clock import SystemClock
from tessera.studio.providers import all_profiles
from tessera.studio.studio import Studio
from tessera.studio.whole import erase_now, export, files_at_providers, out_of_reach


def library(asked: Namespace) -> int:
    """Do the deed."""
    match asked.deed:
        case "check":
            return check_it(asked)
        case "export":
            return _export(asked)
        case "restore":
            return _restore(asked)
        case _:
            return _erase(asked)


def _export(asked: Namespace) -> int:
    target = Path(asked.file).absolute()
    if os.path.lexists(target):
        raise StoreError(
            f"{target} exists already and is not overwritten.",
            "Nothing was written; the library is as it was.",
            "Choose another FILE.",
        )

    async def work(studio: Studio) -> int:
        done = await export(studio, target)
        value: dict[str, Json] = {
            "file": str(done.path),
            "bytes": done.size_bytes,
            "pictures": done.pictures,
        }
        said = f"Exported everything without any key; pictures: {done.pictures}."
        return _say(asked, value, said)

    return with_studio(work)


def _restore(asked: Namespace) -> int:
    """Restore without opening the present library, which may be the damaged one."""
    home = Home(data_home(os.environ))
    done = restore_library(home, SystemClock(), Path(asked.file))
    value: dict[str, Json] = {
        "pictures": done.pictures,
        "made": done.made,
        "set_aside": str(home.root / done.set_aside),
    }
    said = (
        f"The library takes its place at the next start; the present one is then kept in "
        f"{home.root / done.set_aside}."
    )
    return _say(asked, value, said)


def _erase(asked: Namespace) -> int:
    """Erase once the library is closed; a keyring that refuses is said and holds up nothing."""
    files = 0

    async def count(studio: Studio) -> int:
        nonlocal files
        files = await files_at_providers(studio)
        return 0

    home = Home(data_home(os.environ, must_write=False))
    profiles = all_profiles(os.environ, load_settings(home.settings).settings)
    with suppress(DiskFull, LibraryDamaged):  # neither is a reason to keep what shall go
        with_studio(count)
    erase_now(home)
    keys = forget_keys(profiles)
    value: dict[str, Json] = {
        "erased": True,
        "files_at_providers": files,
        "keys_perhaps_kept": list(keys.kept),
    }
    said = f"Everything Tessera kept is erased. {_about_keys(keys)}{out_of_reach(files)}"
    return _say(asked, value, said)


def _about_keys(keys: KeysForgotten) -> str:
    if not keys.kept:
        return ""
    return f"The keyring could not be asked to forget {', '.join(keys.kept)}: {keys.why} "


def _say(asked: Namespace, value: Json, sentence: str) -> int:
    if asked.json:
        print_json(value)
    else:
        print_lines(sentence)
    return 0
