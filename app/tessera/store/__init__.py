"""Disk and keyring: library, blobs, ledger, journal, settings, secrets."""
