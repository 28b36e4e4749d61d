"""`tessera reconcile`: where bills differ systematically from the meter, and by how much."""

from argparse import Namespace

from tessera.cli.opened import with_studio
from tessera.cli.output import Json, print_json, print_lines
from tessera.core.errors import RequestError
from tessera.core.reconcile import Finding
from tessera.core.reconcile_words import finding_sentence
from tessera.studio.reconciling import accept, findings
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio


def reconcile(asked: Namespace) -> int:
    """Print the findings; accept one of them where that is asked for."""

    async def work(studio: Studio) -> int:
        await resolve(studio)
        found = await findings(studio)
        if asked.accept is not None:
            await accept(studio, _numbered(found, asked.accept))
        if asked.json:
            print_json([_value(number, one, asked.accept) for number, one in enumerate(found, 1)])
        elif found:
            print_lines(*(_line(number, one, asked.accept) for number, one in enumerate(found, 1)))
        else:
            print_lines("No bill differs systematically from the meter.")
        return 0

    return with_studio(work)


def _numbered(found: tuple[Finding, ...], number: int) -> Finding:
    if number > len(found):
        raise RequestError(
            f"There is no finding {number}.",
            "The catalogue is as it was.",
            "List them with `tessera reconcile`.",
        )
    return found[number - 1]


def _line(number: int, finding: Finding, accepted: int | None) -> str:
    done = " Accepted; it holds from today." if number == accepted else ""
    return f"{number}. {finding_sentence(finding)}{done}"


def _value(number: int, finding: Finding, accepted: int | None) -> dict[str, Json]:
    return {
        "number": number,
        "profile": finding.profile,
        "sandbox": False,
        "model": finding.model,
        "kind": finding.kind.value,
        "detail": finding.detail,
        "size_class": finding.size_class,
        "factor": None if finding.factor is None else float(finding.factor),
        "factor_min": float(finding.least),
        "factor_max": float(finding.most),
        "accepted": number == accepted,
        "evidence": [
            {
                "id": one.call.id,
                "source": one.call.source.value,
                "expected": one.expected,
                "billed_min": one.least,
                "billed_max": one.most,
            }
            for one in finding.evidence
        ],
    }
