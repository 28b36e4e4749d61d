"""Fixtures of the faults' tests: what the command line's tests use as well."""

from tests.cli.conftest import picture, provider, sandbox_url

__all__ = ["picture", "provider", "sandbox_url"]
