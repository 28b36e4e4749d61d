"""Waiting for what another process writes into its journal."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.program import PATIENCE_S

_NOTED = "SELECT 1 FROM intents WHERE response_id IS NOT NULL"


async def id_is_noted(home: Path) -> None:
    """Wait until the journal has the id by which the call can be fetched."""
    async with asyncio.timeout(PATIENCE_S):
        with closing(sqlite3.connect(home / "library.db")) as connection:
            while not connection.execute(_NOTED).fetchone():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
