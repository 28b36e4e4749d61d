"""A profile: where calls go, how the key is sent, what the provider can do, what it charges."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit


class AuthForm(StrEnum):
    """How the key travels."""

    BEARER = "bearer"  # Authorization: Bearer KEY
    RAW = "raw"  # Authorization: KEY
    API_KEY = "api-key"  # api-key: KEY (Azure)


class Route(StrEnum):
    """Which endpoint answers questions."""

    RESPONSES = "responses"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider understands.

    ``max_completion_tokens`` is false for servers whose Chat Completions only know ``max_tokens``;
    ``image_streams`` is false where pictures come in one piece, without previews.
    """

    route: Route = Route.RESPONSES
    files: bool = True
    links: bool = True
    input_tokens: bool = True
    images: bool = True
    max_completion_tokens: bool = True
    image_streams: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """One provider. ``id`` is shown and used by ``--profile``; ``base_url`` includes ``/v1``.

    ``needs_key`` is false for local servers. ``price_factor`` multiplies the list price; 0 for
    a server of one's own.
    """

    id: str
    title: str
    base_url: str
    auth: AuthForm = AuthForm.BEARER
    needs_key: bool = True
    price_factor: Decimal = Decimal(1)
    capabilities: Capabilities = Capabilities()
    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    is_sandbox: bool = False
    links: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def origin(self) -> str:
        """Return scheme, host and port: what a key is bound to.

        An address that is none stands for itself; whoever calls it is told so.

        >>> Profile("x", "X", "https://API.example.com:443/v1").origin
        'https://api.example.com:443'
        >>> Profile("x", "X", "http://127.0.0.1:99999/v1").origin
        'http://127.0.0.1:99999/v1'
        """
        try:
            parts = urlsplit(self.base_url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            return self.base_url
        return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


SANDBOX_ID = "sandbox"

OPENAI = Profile(
    id="openai",
    title="OpenAI",
    base_url="https://api.openai.com/v1",
    links={
        "keys": "https://platform.openai.com/api-keys",
        "billing": "https://platform.openai.com/settings/organization/billing/overview",
        "verify": "https://platform.openai.com/settings/organization/general",
        "limits": "https://platform.openai.com/settings/organization/limits",
        "status": "https://status.openai.com",
    },
)

GPT_PROTO = Profile(
    id="gptproto",
    title="GPT Proto",
    base_url="https://gptproto.com/v1",
    price_factor=Decimal("0.7"),
    # Nobody says whether it streams pictures; in one piece they come from everywhere.
    capabilities=Capabilities(files=False, input_tokens=False, image_streams=False),
    links={"keys": "https://gptproto.com", "billing": "https://gptproto.com"},
)
