"""`tessera catalogue`: every model with its rule, prices, last day and sources."""

from decimal import Decimal

from tests.cli.program import tessera

KEYS = {
    *("id", "status", "shutdown_date", "kinds", "rule", "confidence", "prices", "sources"),
    *("profile", "sandbox"),
}


def test_every_model_is_an_object_with_every_key() -> None:
    listed = tessera("catalogue", "--json").value
    assert len(listed) > 40
    assert all(model.keys() >= KEYS for model in listed)
    assert {kind for model in listed for kind in model["kinds"]} == {"vision", "image"}
    assert {model["status"] for model in listed} <= {"current", "deprecated", "retired"}
    assert all(model["sources"] for model in listed)


def test_prices_are_exact_numbers() -> None:
    (model,) = [m for m in tessera("catalogue", "--json").value if m["id"] == "gpt-5-mini"]
    rates = model["prices"][-1]["tiers"]["standard"]
    assert Decimal(rates["input"]) == Decimal("0.25")


def test_as_text_there_is_a_line_per_model() -> None:
    told = tessera("catalogue")
    assert (told.code, told.err) == (0, "")
    header, *lines = told.out.splitlines()
    assert header.split()[0] == "model"
    assert [line.split()[0] for line in lines] == [
        model["id"] for model in tessera("catalogue", "--json").value
    ]
