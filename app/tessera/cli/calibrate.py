"""`tessera calibrate`: the rule by which a provider counts pictures, found with blank ones."""

from argparse import Namespace
from collections.abc import Iterator

from tessera.cli.opened import with_studio
from tessera.cli.output import Json, print_json, print_lines, table
from tessera.cli.reference import origin_of
from tessera.cli.streams import say
from tessera.core.fitting_overlay import rule_table
from tessera.core.fitting_words import rule_lines
from tessera.studio.calibrating import Calibration, calibrate, keep
from tessera.studio.studio import Studio

HEADER = ("picture", "detail", "catalogue", "counted")
_SHOWN = 8


def run_calibration(asked: Namespace) -> int:
    """Print the fitted rule, and keep it where that is asked for."""

    async def work(studio: Studio) -> int:
        choice = studio.choose_profile(asked.profile)
        found = await calibrate(studio, choice.profile, asked.model)
        if asked.keep:
            await keep(studio, found)
        if asked.json:
            print_json({**_value(found), "kept": asked.keep, **origin_of(choice.profile)})
        else:
            print_lines(*_lines(found, kept=asked.keep))
        if choice.notice:
            say(choice.notice)
        return 0

    return with_studio(work)


def _value(found: Calibration) -> dict[str, Json]:
    residual = found.fitted.residual
    return {
        "model": found.model_id,
        "known": found.is_known,
        "agrees": found.agrees,
        "rule": rule_table(found.fitted.rule),
        "questions": found.questions,
        "text_tokens": found.text_tokens,
        "residual": {
            "tokens": residual.most,
            "differing": residual.differing,
            "compared": residual.compared,
        },
        "differences": [
            {
                "width": one.size.width,
                "height": one.size.height,
                "detail": one.detail.value,
                "by_catalogue": one.by_catalogue,
                "counted": one.counted,
            }
            for one in found.differences
        ],
    }


def _lines(found: Calibration, *, kept: bool) -> Iterator[str]:
    residual = found.fitted.residual
    yield f"{found.model_id}, as {found.provider} counts it on {found.on}"
    yield from (f"  {line}" for line in rule_lines(found.fitted.rule))
    exact = "every count exact" if residual.is_exact else f"counts off by at most {residual.most}"
    yield f"{found.questions} questions; {exact}."
    if not found.is_known:
        yield "The catalogue does not know this model."
    elif found.agrees:
        yield "The catalogue counts the same."
    else:
        yield "The catalogue counts otherwise:"
        shown = found.differences[:_SHOWN]
        cells = [
            (str(one.size), one.detail.value, _count(one.by_catalogue), _count(one.counted))
            for one in shown
        ]
        yield table([HEADER, *cells], right=frozenset({2, 3}))
    if kept:
        yield "Kept in your catalogue as measured here; it holds from today."
    elif not found.agrees:
        yield "Add --keep to count by it from now on."


def _count(tokens: int | None) -> str:
    return "declined" if tokens is None else str(tokens)
