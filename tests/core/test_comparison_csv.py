"""A table leaves as CSV that nobody's spreadsheet calculates."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.comparison_csv import csv_text, safe_cell


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1+1", "=HYPERLINK(0)", "\u00a0@x", "＝1"],
)
def test_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["gpt-5-mini", "0.00044", "-0.5", "-12", "", "1536×1024", "a=b"])
def test_names_and_numbers_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_what_is_read_back_is_what_was_written_but_for_apostrophes(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))
    assert read == [["a", "b"], *([safe_cell(cell) for cell in row] for row in rows)]


def test_commas_quotes_and_line_ends_stay_inside_their_cell() -> None:
    text = csv_text(["model", "lacks"], [["a", 'no "x", or\ny']])
    assert text == 'model,lacks\r\na,"no ""x"", or\ny"\r\n'
