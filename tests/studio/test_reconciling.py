"""Reconciliation from real calls: bills that differ from the meter, in the ledger and out of it."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tessera.core.errors import RequestError
from tessera.core.estimates import Bill, ImageBill
from tessera.core.geometry import Size
from tessera.core.image_requests import Edit, Generate, ImageTool, MakeSettings
from tessera.core.measurement import MeterKind
from tessera.core.models import CatalogueError
from tessera.core.profiles import Profile
from tessera.core.reconcile_compare import SizeClass
from tessera.core.reconcile_words import finding_sentence
from tessera.core.replies import Reply
from tessera.core.requests import Ask, Picture, Pixels, Turn
from tessera.core.words import BillStatus, Confidence, Detail, Role
from tessera.imaging.blank import MEDIA_TYPE, blank_png
from tessera.store.ledger import LedgerRow, NewEntry
from tessera.store.server_counts import ServerCount
from tessera.studio.bookkeeping import Booking, summary_of
from tessera.studio.make_orders import summary_of as summary_of_make
from tessera.studio.reconciling import accept, findings
from tessera.studio.server_check import count_key
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
    assert f"Measured here: 3 calls billed by {profile.title}" in seen.steps[-1].source
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


SQUARE = Size(1024, 1024)


async def drawn(
    studio: Studio, profile: Profile, made: int, *, kind: str = "generate", request: str
) -> None:
    """Book a call of an image model as billed for so many tokens of pictures."""
    estimate = studio.meter.estimate_make(
        Generate("gpt-image-2", "a cat", MakeSettings(SQUARE, "low")), profile
    )
    model = MINI if kind == "ask" else "gpt-image-2"
    entry = NewEntry(kind, model, profile.id, estimate, sandbox=False, request=request)
    ledger = studio.library.ledger
    number = await studio.desk.run(ledger.open, entry)
    bill = Bill(
        1034, made, Decimal("0.01"), BillStatus.SETTLED,
        ImageBill("gpt-image-2", 10, 1024, made),
    )  # fmt: skip
    await studio.desk.run(ledger.settle, number, bill)


def edit_of(name: str = "gpt-image-2", *, fidelity: str | None = None) -> Edit:
    """Return an edit of one picture."""
    pixels = Pixels("0" * 64, SQUARE, MEDIA_TYPE, 1000)
    return Edit(name, "a cat", (pixels,), MakeSettings(SQUARE, "low"), input_fidelity=fidelity)


async def test_bills_for_pictures_are_held_against_the_meter_too(
    studio: Studio, profile: Profile
) -> None:
    for _ in range(3):
        await drawn(studio, profile, 294, kind="edit", request=summary_of_make(edit_of()))
    (finding,) = await findings(studio)
    assert (finding.model, finding.kind, finding.detail) == ("gpt-image-2", MeterKind.OUTPUT, "low")
    assert finding.factor == Fraction("1.5")
    await accept(studio, finding)
    estimate = studio.meter.estimate_make(edit_of(), profile)
    assert estimate.output_tokens_max == 294


async def test_what_the_image_tool_billed_teaches_its_own_model(
    studio: Studio, profile: Profile
) -> None:
    tool = ImageTool("gpt-image-2", MakeSettings(SQUARE, "low"))
    ask = replace(question(studio, MINI, TALL, Detail.HIGH, "draw"), image_tool=tool)
    summary = summary_of(ask, studio.meter.estimate(ask, profile))
    for _ in range(3):
        await drawn(studio, profile, 294, kind="ask", request=summary)
    (finding,) = await findings(studio)
    assert (finding.model, finding.kind) == ("gpt-image-2", MeterKind.OUTPUT)


async def counted(studio: Studio, profile: Profile, tokens: int, text: str) -> None:
    """Keep the provider's own count of a question."""
    ask = question(studio, MINI, TALL, Detail.HIGH, text)
    estimate = studio.meter.estimate(ask, profile)
    count = ServerCount(
        count_key(ask), MINI, studio.clock.now(), tokens, estimate.input_tokens, None, None,
        summary_of(ask, estimate),
    )  # fmt: skip
    await studio.desk.run(studio.library.server_counts.put, profile, count)


async def test_counts_on_request_are_evidence_as_bills_are(
    studio: Studio, profile: Profile
) -> None:
    for number in range(3):
        await counted(studio, profile, 2353 + 6, f"number {number}")
    (finding,) = await findings(studio)
    assert finding.factor == Fraction("1.35")
    assert [one.call.id for one in finding.evidence] == [None] * 3
    assert "3 of them counted on request" in finding_sentence(finding)


async def test_a_count_on_request_that_agrees_refutes_three_bills(
    studio: Studio, profile: Profile
) -> None:
    for _ in range(3):
        await booked(studio, profile, 2360)
    assert await findings(studio)
    await counted(studio, profile, 1743 + 4, "What is this?")
    assert await findings(studio) == ()
