"""A bundle of diagnostics: what is shown is what is shared, to the last sign."""

import pytest

from tessera.studio.diagnostics import MOST_CHARS, Part, paged


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a line\n" * 10, id="short"),
        pytest.param("a line that is logged\n" * 60_000, id="many-lines"),
        pytest.param("x" * (2 * MOST_CHARS + 7), id="one-line"),
    ],
)
def test_the_pages_of_a_part_are_all_of_it(text: str) -> None:
    pages = paged(Part("logs/tessera.log", text))
    assert "".join(page.text for page in pages) == text
    assert all(len(page.text) <= MOST_CHARS for page in pages)
    assert len({page.name for page in pages}) == len(pages)
