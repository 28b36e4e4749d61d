"""The library's tables, as migrations: number N turns schema N-1 into N.

A published migration is never edited; a change is a new one. Order is kept by our own counters
(``number``, ``touched``), never by dates: clocks jump. Money is text, so that no float decides it.
The ledger's tables only grow: triggers refuse every change and every removal.
"""

_FIRST = (
    "CREATE TABLE counter (value INTEGER NOT NULL)",
    "INSERT INTO counter VALUES (0)",
    """CREATE TABLE sessions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        changed TEXT NOT NULL,
        touched INTEGER NOT NULL,
        model TEXT NOT NULL,
        detail TEXT NOT NULL,
        profile TEXT NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX sessions_by_use ON sessions (deleted, touched DESC)",
    """CREATE TABLE photos (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        ext TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        name TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        orientation INTEGER NOT NULL,
        format TEXT NOT NULL,
        frame INTEGER NOT NULL,
        frames INTEGER NOT NULL,
        source TEXT NOT NULL,
        added TEXT NOT NULL)""",
    "CREATE INDEX photos_of_session ON photos (session_id, number)",
    "CREATE INDEX photos_by_content ON photos (sha256)",
    """CREATE TABLE turns (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        state TEXT NOT NULL,
        refused INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL,
        model TEXT NOT NULL,
        profile TEXT NOT NULL,
        estimate TEXT,
        bill TEXT,
        request_id TEXT,
        response_id TEXT,
        intent_id TEXT,
        ledger_id INTEGER)""",
    "CREATE INDEX turns_of_session ON turns (session_id, number)",
    "CREATE INDEX turns_unended ON turns (state) WHERE state = 'streaming'",
    """CREATE TABLE turn_pictures (
        turn_id TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        photo_id TEXT REFERENCES photos (id) ON DELETE SET NULL,
        detail TEXT NOT NULL,
        sha256 TEXT,
        media_type TEXT,
        size_bytes INTEGER,
        width INTEGER,
        height INTEGER,
        url TEXT,
        file_id TEXT,
        PRIMARY KEY (turn_id, place))""",
    "CREATE INDEX turn_pictures_by_content ON turn_pictures (sha256)",
    "CREATE INDEX turn_pictures_by_photo ON turn_pictures (photo_id)",
    """CREATE TABLE drafts (
        session_id TEXT NOT NULL PRIMARY KEY,
        text TEXT NOT NULL,
        photo_ids TEXT NOT NULL,
        changed TEXT NOT NULL)""",
    """CREATE TABLE recent_files (
        path TEXT NOT NULL PRIMARY KEY,
        touched INTEGER NOT NULL)""",
    """CREATE TABLE window_state (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL)""",
    """CREATE TABLE provider_files (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        file_id TEXT NOT NULL,
        origin TEXT NOT NULL,
        profile TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        uploaded TEXT NOT NULL,
        expires TEXT,
        UNIQUE (origin, file_id))""",
    """CREATE TABLE ledger (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        time TEXT NOT NULL,
        day TEXT NOT NULL,
        profile TEXT NOT NULL,
        model TEXT NOT NULL,
        kind TEXT NOT NULL,
        session_id TEXT,
        intent_id TEXT,
        sandbox INTEGER NOT NULL,
        request TEXT NOT NULL,
        estimate TEXT NOT NULL)""",
    "CREATE INDEX ledger_by_intent ON ledger (intent_id)",
    """CREATE TABLE ledger_events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        entry INTEGER NOT NULL REFERENCES ledger (id),
        time TEXT NOT NULL,
        state TEXT NOT NULL,
        bill TEXT,
        request_id TEXT,
        note TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX ledger_events_of_entry ON ledger_events (entry, number)",
    """CREATE TABLE totals (
        sandbox INTEGER NOT NULL,
        scope TEXT NOT NULL,
        name TEXT NOT NULL,
        settled TEXT NOT NULL,
        uncertain TEXT NOT NULL,
        held TEXT NOT NULL,
        calls INTEGER NOT NULL,
        unpriced INTEGER NOT NULL,
        PRIMARY KEY (sandbox, scope, name)) WITHOUT ROWID""",
    """CREATE TABLE intents (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        created TEXT NOT NULL,
        kind TEXT NOT NULL,
        profile TEXT NOT NULL,
        origin TEXT NOT NULL,
        state TEXT NOT NULL,
        background INTEGER NOT NULL,
        boot TEXT NOT NULL,
        request TEXT NOT NULL,
        request_sha256 TEXT NOT NULL,
        estimate TEXT,
        ledger_id INTEGER,
        session_id TEXT,
        request_id TEXT,
        response_id TEXT,
        note TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX intents_by_state ON intents (state)",
    "CREATE INDEX intents_of_session ON intents (session_id)",
    """CREATE TABLE intent_inputs (
        intent_id TEXT NOT NULL REFERENCES intents (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (intent_id, place))""",
    "CREATE INDEX intent_inputs_by_content ON intent_inputs (sha256)",
    *(
        f"""CREATE TRIGGER {table}_never_{change.lower()} BEFORE {change} ON {table}
            BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"""
        for table in ("ledger", "ledger_events")
        for change in ("UPDATE", "DELETE")
    ),
)

_SECOND = (
    """CREATE TABLE server_counts (
        origin TEXT NOT NULL,
        request_key TEXT NOT NULL,
        touched INTEGER NOT NULL,
        model TEXT NOT NULL,
        time TEXT NOT NULL,
        tokens INTEGER NOT NULL,
        said INTEGER,
        said_min INTEGER,
        said_max INTEGER,
        summary TEXT NOT NULL,
        PRIMARY KEY (origin, request_key))""",
)

# A version is a photo with a past: its row here stands beside its row in ``photos``. ``root``
# names the tree and is the id of the photo at its foot. A photo without a row here was opened.
# ``hangs`` marks a photo that hangs on another one of its tree.
_THIRD = (
    "ALTER TABLE photos ADD COLUMN hangs INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX photos_at_the_foot ON photos (session_id, number) WHERE hangs = 0",
    """CREATE TABLE versions (
        photo_id TEXT NOT NULL PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        parent TEXT REFERENCES photos (id) ON DELETE SET NULL,
        root TEXT NOT NULL,
        kind TEXT NOT NULL,
        prompt TEXT NOT NULL,
        settings TEXT NOT NULL,
        request TEXT NOT NULL,
        request_sha256 TEXT NOT NULL,
        model TEXT NOT NULL,
        profile TEXT NOT NULL,
        usd TEXT,
        request_id TEXT,
        intent_id TEXT,
        batch TEXT,
        place INTEGER NOT NULL,
        note TEXT NOT NULL,
        name TEXT NOT NULL,
        starred INTEGER NOT NULL)""",
    "CREATE INDEX versions_of_tree ON versions (root, number)",
    "CREATE INDEX versions_by_parent ON versions (parent)",
    "CREATE INDEX versions_by_number ON versions (number)",
    "CREATE INDEX versions_by_request ON versions (request_sha256)",
    "CREATE INDEX versions_by_intent ON versions (intent_id)",
    "CREATE INDEX versions_of_batch ON versions (batch, number) WHERE batch IS NOT NULL",
    "CREATE INDEX versions_starred ON versions (number) WHERE starred = 1",
    """CREATE TABLE version_raws (
        photo_id TEXT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        ext TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        PRIMARY KEY (photo_id, place))""",
    "CREATE INDEX version_raws_by_content ON version_raws (sha256)",
    """CREATE TABLE works (
        photo_id TEXT NOT NULL PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
        changed TEXT NOT NULL,
        mask BLOB,
        markup TEXT NOT NULL,
        frame TEXT)""",
    """CREATE TABLE templates (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        touched INTEGER NOT NULL)""",
    "CREATE INDEX intents_by_request ON intents (request_sha256)",
)

Migrations = tuple[tuple[str, ...], ...]
MIGRATIONS: Migrations = (_FIRST, _SECOND, _THIRD)

# In this order a row's owner comes before the row: what a repair copies, it copies so.
TABLES = (
    "sessions",
    "photos",
    "versions",
    "version_raws",
    "works",
    "templates",
    "turns",
    "turn_pictures",
    "drafts",
    "recent_files",
    "window_state",
    "provider_files",
    "ledger",
    "ledger_events",
    "intents",
    "intent_inputs",
    "server_counts",
)

# Full-text indices, made again whenever they are missing.
DERIVED_INDICES = ("words", "version_words")
