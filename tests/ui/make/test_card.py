"""What the panel offers after a call that went wrong: one deliberate step, never a loop."""

from tessera.core.errors import (
    KeyMissing,
    ModerationBlocked,
    NotPermitted,
    OutcomeUnknown,
    OverBudget,
    OverLimit,
    TesseraError,
)
from tessera.core.profiles import GPT_PROTO, OPENAI, Profile
from tessera.ui.make.card import details_of, offers_of


def buttons(
    error: TesseraError, *, asks: bool = True, is_second: bool = False, profile: Profile = OPENAI
) -> list[str]:
    found = offers_of(error, profile, asks_over_cap=asks, price="$0.013", is_second=is_second)
    return [offer.text for offer in found]


def blocked() -> ModerationBlocked:
    error = ModerationBlocked(
        "The provider's moderation blocked the prompt.",
        "Your prompt is kept.",
        stage="input",
        categories=("violence", "self-harm"),
    )
    error.code, error.request_id = "moderation_blocked", "req_7"
    return error


def test_a_refusal_by_moderation_shows_code_stage_and_categories() -> None:
    said = details_of(blocked())
    for fact in ("moderation_blocked", "stage input", "violence, self-harm", "req_7"):
        assert fact in said
    assert "Your prompt is kept." in said


def test_after_moderation_the_same_words_may_be_sent_once_more_at_their_price() -> None:
    assert buttons(blocked()) == ["Try once more · $0.013"]
    assert buttons(blocked(), is_second=True) == []


def test_an_organisation_that_is_not_verified_is_led_to_the_page() -> None:
    error = NotPermitted("Only verified.", reason="organisation_not_verified")
    assert buttons(error) == ["Open the page…"]
    assert buttons(error, profile=GPT_PROTO) == []


def test_over_a_cap_is_asked_or_refused_as_the_settings_say() -> None:
    assert buttons(OverBudget("Over.")) == ["Make it anyway", "Raise the cap…"]
    assert buttons(OverBudget("Over."), asks=False) == ["Raise the cap…"]


def test_other_failures_offer_what_helps_or_nothing() -> None:
    assert buttons(KeyMissing("No key.")) == ["Connect…"]
    assert buttons(OverLimit("Slowly.")) == []


def test_a_cut_offers_the_way_on_which_it_costs_nothing_where_there_is_one() -> None:
    def offered(error: TesseraError, *, has_safer: bool) -> list[str]:
        found = offers_of(
            error, OPENAI, asks_over_cap=True, price="$0.013", is_second=False, has_safer=has_safer
        )
        return [offer.text for offer in found]

    cut = OutcomeUnknown("Cut.", may_be_charged=True)
    assert offered(cut, has_safer=True) == ["Next time through an answer"]
    assert offered(cut, has_safer=False) == []
    failed = OutcomeUnknown("The server failed.", may_be_charged=True, status=500)
    assert offered(failed, has_safer=True) == []
