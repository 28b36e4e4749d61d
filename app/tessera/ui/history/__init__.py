"""The history: every session, searched, renamed, deleted and brought back."""
