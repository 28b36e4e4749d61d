"""Reconciliation from real calls: bills that differ from the meter, in the ledger and out of it."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from tessera.core.errors import RequestError
from tessera.core.estimates import Bill
from tessera.core.geometry import Size
from tessera.core.models import CatalogueError
from tessera.core.profiles import Profile
from tessera.core.reconcile_compare import SizeClass
from tessera.core.replies import Reply
from tessera.core.requests import Ask, Picture, Pixels, Turn
from tessera.core.words import BillStatus, Confidence, Detail, Role
from tessera.imaging.blank import MEDIA_TYPE, blank_png
from tessera.store.ledger import LedgerRow, NewEntry
from tessera.studio.bookkeeping import Booking, summary_of
from tessera.studio.reconciling import accept, findings
from tessera.studio.studio import Studio

MINI = "gpt-5-mini"  # the provider bills it at 1.62 per patch, the catalogue says 1.2
TALL = Size(1800, 2400)


def ignored(_: Reply) -> None:
    """Take a reply and do nothing with it."""


def question(studio: Studio, model: str, size: Size, detail: Detail, text: str) -> Ask:
    """Return a question about a blank picture that lies in the library."""
    data = blank_png(size)
    kept = studio.library.blobs.put(data, ext="png")
    pixels = Pixels(kept.sha256, size, MEDIA_TYPE, len(data))
    return Ask(model, (Turn(Role.USER, text, (Picture(pixels, detail),)),))


async def asked(
    studio: Studio,
    profile: Profile,
    model: str = MINI,
    size: Size = TALL,
    detail: Detail = Detail.HIGH,
    text: str = "What is this?",
) -> LedgerRow:
    """Ask a real question and return its row of the ledger."""
    ask = question(studio, model, size, detail, text)
    session = await studio.desk.run(studio.library.sessions.create)
    estimate = studio.meter.estimate(ask, profile)
    started = await studio.asking.start(ask, estimate, profile, Booking(session.id))
    await studio.asking.run(started, ask, await studio.service(profile), ignored)
    assert started.intent.ledger_id is not None
    return await studio.desk.run(studio.library.ledger.row, started.intent.ledger_id)


async def test_a_provider_that_bills_otherwise_is_found_within_three_calls(
    studio: Studio, profile: Profile
) -> None:
    for size in (TALL, Size(2600, 2600)):
        await asked(studio, profile, size=size)
    assert await findings(studio) == ()
    await asked(studio, profile, text="And what is that, in many more words than before?")
    (finding,) = await findings(studio)
    assert finding.factor == Fraction("1.35")
    assert (finding.model, finding.profile) == (MINI, "environment")
    assert [one.call.id for one in finding.evidence] == [1, 2, 3]


async def test_an_accepted_factor_estimates_what_is_billed_next(
    studio: Studio, profile: Profile
) -> None:
    for _ in range(3):
        await asked(studio, profile)
    (finding,) = await findings(studio)
    await accept(studio, finding)
    seen = studio.meter.measure(MINI, TALL, Detail.HIGH)
    assert (seen.tokens, seen.confidence) == (2353, Confidence.MEASURED)
    assert "Measured here: 3 calls billed by Environment" in seen.steps[-1].source
    assert await findings(studio) == ()
    row = await asked(studio, profile)
    assert row.bill is not None
    assert row.estimate.input_tokens == row.bill.input_tokens


async def test_one_detail_that_is_billed_otherwise_is_told_as_that_detail(
    studio: Studio, profile: Profile
) -> None:
    for _ in range(3):
        await asked(studio, profile, "gpt-5.4", TALL, Detail.LOW)
        await asked(studio, profile, "gpt-5.4", TALL, Detail.HIGH)
    (finding,) = await findings(studio)
    assert (finding.model, finding.detail, finding.size_class) == (
        "gpt-5.4",
        "low",
        SizeClass.LARGE,
    )
    assert finding.factor == Fraction("1.25")


async def test_a_provider_that_bills_as_estimated_is_no_finding(
    studio: Studio, profile: Profile
) -> None:
    for detail in (Detail.LOW, Detail.HIGH, Detail.AUTO):
        await asked(studio, profile, "gpt-4.1", TALL, detail)
    assert await findings(studio) == ()


async def booked(
    studio: Studio,
    profile: Profile,
    input_tokens: int | None,
    *,
    sandbox: bool = False,
    status: BillStatus = BillStatus.SETTLED,
    request: str | None = None,
) -> None:
    """Book a call about a picture as billed for so many tokens."""
    ask = question(studio, MINI, TALL, Detail.HIGH, "What is this?")
    estimate = studio.meter.estimate(ask, profile)
    entry = NewEntry(
        kind="ask",
        model=MINI,
        profile=profile.id,
        estimate=estimate,
        sandbox=sandbox,
        request=summary_of(ask, estimate) if request is None else request,
    )
    ledger = studio.library.ledger
    number = await studio.desk.run(ledger.open, entry)
    await studio.desk.run(ledger.settle, number, Bill(input_tokens, 10, None, status))


async def test_bills_of_the_sandbox_teach_nothing(studio: Studio, profile: Profile) -> None:
    for _ in range(5):
        await booked(studio, profile, 9000, sandbox=True)
    assert await findings(studio) == ()


@pytest.mark.parametrize("lie", [None, -1, 0, 1, 2**53, 2**63])
async def test_a_bill_that_cannot_be_true_teaches_nothing(
    studio: Studio, profile: Profile, lie: int | None
) -> None:
    for _ in range(5):
        await booked(studio, profile, lie)
    assert await findings(studio) == ()


async def test_a_call_whose_bill_is_unknown_teaches_nothing(
    studio: Studio, profile: Profile
) -> None:
    for _ in range(5):
        await booked(studio, profile, 9000, status=BillStatus.UNKNOWN)
    assert await findings(studio) == ()


@pytest.mark.parametrize(
    "request_text",
    [
        "{}",
        "nonsense",
        "[]",
        '{"pictures": [null], "details": ["high"], "text_tokens": 4, "texts": 1}',
        '{"pictures": ["9x9"], "details": [], "text_tokens": 4, "texts": 1}',
        '{"pictures": ["9x9"], "details": ["?"], "text_tokens": 4, "texts": 1}',
        '{"pictures": ["9x9"], "details": ["low"]}',
        '{"pictures": ["0x9"], "details": ["low"], "text_tokens": null, "texts": 1}',
    ],
)
async def test_rows_that_do_not_say_enough_are_passed_over(
    studio: Studio, profile: Profile, request_text: str
) -> None:
    for _ in range(4):
        await booked(studio, profile, 9000, request=request_text)
    assert await findings(studio) == ()


async def test_the_ledger_keeps_what_a_bill_is_held_against(
    studio: Studio, profile: Profile
) -> None:
    row = await asked(studio, profile)
    kept = json.loads(row.request)
    assert kept["pictures"] == ["1800×2400"]
    assert kept["details"] == ["high"]
    assert kept["texts"] == 1
    assert row.estimate.input_tokens == 1743 + kept["text_tokens"]
    assert "What is this" not in row.request


async def test_a_broken_catalogue_of_the_user_is_never_written_over(
    studio: Studio, profile: Profile
) -> None:
    for _ in range(3):
        await booked(studio, profile, 3000)
    (finding,) = await findings(studio)
    overlay = studio.home.catalogue_overlay
    await studio.desk.run(overlay.write_text, "{")
    with pytest.raises(CatalogueError):
        await accept(studio, finding)
    assert await studio.desk.run(overlay.read_text) == "{"


async def test_a_finding_without_one_factor_is_not_accepted(
    studio: Studio, profile: Profile
) -> None:
    for tokens in (3000, 6000, 12_000):
        await booked(studio, profile, tokens)
    (finding,) = await findings(studio)
    assert finding.factor is None
    with pytest.raises(RequestError, match="Calibrate the model"):
        await accept(studio, finding)
    with pytest.raises(RequestError, match="does not know"):
        await accept(studio, replace(finding, model="gone", factor=Fraction(2)))
