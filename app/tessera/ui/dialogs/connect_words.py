"""What the outcomes of the free test mean to a person: a title, what to do, and where.

The words are keyed by the values of `client.probe.Outcome`; a test holds them to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.ui.notice import Tone

if TYPE_CHECKING:
    from tessera.core.profiles import Profile


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the test ended, in words. ``link`` is a web address that helps, with its title."""

    title: str
    sentence: str
    next_step: str
    tone: Tone
    link: str = ""
    link_title: str = ""


_WORDS: dict[str, tuple[str, str]] = {
    "ok": ("It works", "Nothing was charged for this test."),
    "key_missing": ("A key is missing", "Paste the key above and test again."),
    "wrong_key": (
        "The key was not accepted",
        "Copy the whole key from the provider's page, paste it above and check again.",
    ),
    "no_credit": (
        "The account has no credit",
        "The key is right. Add credit or raise the limit on the billing page, then check again.",
    ),
    "organisation_not_verified": (
        "The organisation is not verified",
        "The key is right. Verify the organisation on the provider's page; it can take 15 minutes "
        "until that is known everywhere. Then check again.",
    ),
    "model_not_enabled": (
        "The model is not enabled",
        "The key is right. Enable the model for your project, or choose another model.",
    ),
    "not_permitted": (
        "The key may not do this",
        "The key is right but lacks a permission. Give it access to models on the provider's page.",
    ),
    "not_served_here": (
        "The provider does not serve this place",
        "No key changes that. Choose another provider, or look whether a proxy makes the call come "
        "from elsewhere.",
    ),
    "no_network": (
        "The provider cannot be reached",
        "Check the connection, a proxy or firewall, and the address. Then check again.",
    ),
    "not_this_protocol": (
        "Something else answers there",
        "Check the address: it usually ends in /v1.",
    ),
    "busy": ("The provider is busy", "The key may well be right. Wait a moment and check again."),
    "provider_failed": (
        "The provider has trouble",
        "Look at its status page and check again later.",
    ),
}
_LINKS = {
    "keys": "Open the page with your keys",
    "billing": "Open the billing page",
    "verify": "Open the organisation's page",
    "limits": "Open the page with limits",
    "status": "Open the status page",
}
_WARNINGS = frozenset({"busy", "model_not_enabled", "provider_failed"})


def known_outcomes() -> frozenset[str]:
    """Return every outcome that has words."""
    return frozenset(_WORDS)


def verdict_of(outcome: str, sentence: str, link: str | None, profile: Profile) -> Verdict:
    """Return the words for an outcome; ``link`` names one of the profile's pages."""
    title, next_step = _WORDS[outcome]
    tone = Tone.GOOD if outcome == "ok" else Tone.PROBLEM
    tone = Tone.WARNING if outcome in _WARNINGS else tone
    url = profile.links.get(link or "", "")
    return Verdict(title, sentence, next_step, tone, url, _LINKS.get(link or "", "") if url else "")
