"""References keep their order, each once, and the prompt can name them."""

from hypothesis import given
from hypothesis import strategies as st

from tessera.core.references import ReferenceRole, References, picture_name

names = st.lists(st.sampled_from("abcdefgh"), unique=True)


def of(ids: list[str]) -> References:
    """Return references to these photos, in order."""
    found = References()
    for photo_id in ids:
        found = found.added(photo_id)
    return found


def ids(references: References) -> list[str]:
    return [item.photo_id for item in references.items]


def test_a_photo_goes_along_once() -> None:
    assert ids(of(["a", "b"]).added("a", ReferenceRole.STYLE)) == ["a", "b"]


@given(names, st.sampled_from("abcdefgh"), st.integers(-3, 12))
def test_moving_one_keeps_the_order_of_the_others(
    order: list[str], chosen: str, place: int
) -> None:
    moved = ids(of(order).moved(chosen, place))
    assert sorted(moved) == sorted(order)
    assert [name for name in moved if name != chosen] == [name for name in order if name != chosen]
    if chosen in order:
        assert moved.index(chosen) == min(max(place, 0), len(order) - 1)


def test_the_prompt_names_each_by_its_number_and_its_role() -> None:
    three = of(["a", "b", "c"]).with_role("b", ReferenceRole.STYLE)
    three = three.with_role("c", ReferenceRole.LIGHT)
    assert three.prompt_sentence(first_number=1) == (
        "Picture 1 shows the subject; picture 2 gives the style only; "
        "picture 3 gives the light only."
    )
    assert References().prompt_sentence() == ""
    assert picture_name(three.place_of("c") + 2) == "picture 4"


def test_photos_that_are_gone_or_too_many_are_left_out() -> None:
    assert ids(of(["a", "b", "c"]).only(frozenset("bc"))) == ["b", "c"]
    assert ids(of(["a", "b", "c"]).first(2).removed("a")) == ["b"]
    assert of(["a"]).place_of("z") == -1
