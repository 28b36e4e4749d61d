"""Small builders for the store's tests: an open library, an estimate, a call, a bill."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

from tessera.core.estimates import Bill, Estimate
from tessera.core.geometry import Orientation, Size
from tessera.core.profiles import OPENAI, Profile
from tessera.core.requests import Picture, Pixels
from tessera.core.words import BillStatus, Confidence, Detail
from tessera.store.blobs import BlobRef
from tessera.store.home import data_home
from tessera.store.library import Library
from tessera.store.new_call import NewCall
from tessera.store.photos import PhotoFacts
from tests.fakes import FixedClock

ROOT = Path(__file__).resolve().parents[2]
SANDBOX = Profile(id="sandbox", title="Sandbox", base_url="http://127.0.0.1:1/v1", is_sandbox=True)


def home_in(folder: Path) -> Path:
    """Return a home folder, made, inside ``folder``."""
    return data_home({"TESSERA_HOME": str(folder / "home")})


@contextmanager
def library_in(folder: Path, clock: FixedClock | None = None) -> Iterator[Library]:
    """Open the library inside ``folder`` and close it after."""
    with closing(Library.open(home_in(folder), clock or FixedClock())) as library:
        yield library


def estimate(usd_max: str | None = "0.02", *, usd: str | None = "0.01") -> Estimate:
    """Return an estimate with this worst case."""
    return Estimate(
        input_tokens=1000,
        output_tokens_max=500,
        usd=None if usd is None else Decimal(usd),
        usd_min=None if usd is None else Decimal(usd),
        usd_max=None if usd_max is None else Decimal(usd_max),
        confidence=Confidence.DOCUMENTED,
    )


def bill(usd: str | None = "0.015", *, status: BillStatus = BillStatus.SETTLED) -> Bill:
    """Return a bill over this amount."""
    return Bill(1000, 300, None if usd is None else Decimal(usd), status)


def call(
    *,
    profile: Profile = OPENAI,
    usd_max: str | None = "0.02",
    session_id: str | None = None,
    request: str = '{"prompt": "What is this?"}',
    inputs: tuple[str, ...] = (),
    background: bool = False,
) -> NewCall:
    """Return a call about to be made."""
    return NewCall(
        kind="ask",
        model="gpt-5-mini",
        profile=profile,
        estimate=estimate(usd_max),
        request=request,
        inputs=inputs,
        session_id=session_id,
        background=background,
    )


def facts(name: str = "cat.jpg", *, orientation: Orientation = Orientation.UPRIGHT) -> PhotoFacts:
    """Return what is known of a photo of 4000×3000 stored pixels."""
    return PhotoFacts(name, Size(4000, 3000), orientation, "JPEG", source=f"/photos/{name}")


def picture_of(ref: BlobRef, detail: Detail = Detail.HIGH) -> Picture:
    """Return a kept picture as it would be sent."""
    return Picture(Pixels(ref.sha256, Size(64, 48), "image/png", ref.size_bytes), detail)
