"""What to send of a picture: what the model sees, the largest that passes, one cell less."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.advisers_sizes import (
    MOST_SQUEEZED,
    SendAs,
    cut_from,
    grid_of_crop,
    largest_passing,
    seen_size,
    sent_size,
    trimmed_size,
)
from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.models import Model
from tessera.core.words import Detail, ModelKind
from tests.core.builders import TODAY, catalogue, model, seen

PHONE = Size(4032, 3024)
SEEING = [model for model in catalogue().models if ModelKind.VISION in model.kinds]

sides = st.integers(1, 12_000)
sizes = st.builds(Size, sides, sides)
looks = st.sampled_from([(model, level) for model in SEEING for level in model.details_on(TODAY)])


def tokens(model: Model, size: Size, detail: Detail) -> int | None:
    return meter_input(model.id, model, size, detail, on=TODAY).tokens


@pytest.mark.parametrize(
    ("name", "detail", "expected"),
    [
        pytest.param("gpt-5-mini", Detail.HIGH, "1408x1056", id="patch-budget"),
        pytest.param("gpt-4.1", Detail.HIGH, "1024x768", id="tiles"),
        pytest.param("gpt-4.1", Detail.LOW, "512x384", id="low-of-tiles"),
        pytest.param("gpt-5.2", Detail.HIGH, "2048x1536", id="box-only"),
        pytest.param("gpt-6-astra", Detail.ORIGINAL, "4032x3024", id="sees-everything"),
    ],
)
def test_a_12_megapixel_photo_is_sent_as_the_model_sees_it(
    name: str, detail: Detail, expected: str
) -> None:
    assert seen_size(model(name), PHONE, detail, on=TODAY) == Size.parse(expected)


@settings(max_examples=400)
@given(looks, sizes)
def test_sending_what_the_model_sees_leaves_every_count_unchanged(
    look: tuple[Model, Detail], size: Size
) -> None:
    model, detail = look
    whole = meter_input(model.id, model, size, detail, on=TODAY)
    if whole.rejected:
        return
    sent = seen_size(model, size, detail, on=TODAY)
    counted = meter_input(model.id, model, sent, detail, on=TODAY)
    assert counted.tokens == whole.tokens
    assert (counted.tokens_min, counted.tokens_max) == (whole.tokens_min, whole.tokens_max)
    assert counted.grid is not None
    assert whole.grid is not None
    assert (counted.grid.columns, counted.grid.rows) == (whole.grid.columns, whole.grid.rows)


@settings(max_examples=200)
@given(looks, sizes)
def test_what_is_sent_is_never_larger_and_sending_it_again_changes_nothing(
    look: tuple[Model, Detail], size: Size
) -> None:
    model, detail = look
    sent = seen_size(model, size, detail, on=TODAY)
    assert sent.width <= size.width
    assert sent.height <= size.height
    assert seen_size(model, sent, detail, on=TODAY) == sent


def test_a_rejected_picture_is_sent_as_the_largest_copy_that_passes() -> None:
    astra, square = model("gpt-6-astra"), Size(6000, 6000)
    assert seen("gpt-6-astra", "6000x6000", "original").rejected
    assert largest_passing(astra, square, Detail.ORIGINAL, on=TODAY) == Size(5536, 5536)
    assert seen_size(astra, square, Detail.ORIGINAL, on=TODAY) == Size(5536, 5536)


@pytest.mark.parametrize(
    "size", ["7952x5304", "1425x21637", "21637x1425", "60000x600", "100000x90000", "6000x5600"]
)
def test_the_largest_copy_passes_and_one_pixel_more_does_not(size: str) -> None:
    luna, whole = model("gpt-5.6-luna"), Size.parse(size)
    found = largest_passing(luna, whole, Detail.ORIGINAL, on=TODAY)
    assert found is not None
    assert not meter_input(luna.id, luna, found, Detail.ORIGINAL, on=TODAY).rejected
    more = found.long_side + 1
    short = max(1, whole.short_side * more // whole.long_side)
    larger = Size(more, short) if whole.width >= whole.height else Size(short, more)
    assert meter_input(luna.id, luna, larger, Detail.ORIGINAL, on=TODAY).rejected


def test_a_picture_that_passes_needs_no_smaller_copy() -> None:
    assert largest_passing(model("gpt-6-astra"), PHONE, Detail.HIGH, on=TODAY) is None


def test_a_detail_that_the_model_lacks_is_mended_by_no_size() -> None:
    mini = model("gpt-5-mini")
    assert largest_passing(mini, PHONE, Detail.ORIGINAL, on=TODAY) is None
    assert seen_size(mini, PHONE, Detail.ORIGINAL, on=TODAY) == PHONE


def test_one_pixel_less_drops_a_row_of_tiles() -> None:
    found = trimmed_size(model("gpt-4.1"), Size(2048, 513), Detail.HIGH, on=TODAY)
    assert found == Size(2048, 512)
    assert seen("gpt-4.1", "2048x513", "high").tokens == 85 + 8 * 170
    assert seen("gpt-4.1", "2048x512", "high").tokens == 85 + 4 * 170


def test_the_side_that_loses_fewer_pixels_is_squeezed() -> None:
    luna = model("gpt-5.6-luna")
    assert trimmed_size(luna, Size(1800, 1200), Detail.HIGH, on=TODAY) == Size(1792, 1200)
    assert trimmed_size(luna, Size(1200, 1802), Detail.HIGH, on=TODAY) == Size(1200, 1792)


def test_nothing_is_squeezed_visibly() -> None:
    assert trimmed_size(model("gpt-4.1"), Size(700, 600), Detail.HIGH, on=TODAY) is None


@settings(max_examples=300)
@given(looks, sizes)
def test_no_smaller_change_would_have_saved_anything(
    look: tuple[Model, Detail], size: Size
) -> None:
    model, detail = look
    sent = seen_size(model, size, detail, on=TODAY)
    before = tokens(model, sent, detail)
    found = trimmed_size(model, size, detail, on=TODAY)
    near = sent.long_side // MOST_SQUEEZED
    lost = near + 1
    if found is not None:
        lost = sent.width - found.width + sent.height - found.height
        after = tokens(model, found, detail)
        assert before is not None
        assert after is not None
        assert after < before
    for less in range(1, lost):
        for width, height in ((less, 0), (0, less)):
            is_near = less * MOST_SQUEEZED <= (sent.width if width else sent.height)
            if is_near:
                squeezed = Size(sent.width - width, sent.height - height)
                assert tokens(model, squeezed, detail) == before


@settings(max_examples=300)
@given(looks, sizes)
def test_what_is_cut_lies_outside_the_grid_and_every_cell_keeps_its_place(
    look: tuple[Model, Detail], size: Size
) -> None:
    model, detail = look
    shrunk = cut_from(model, size, detail, SendAs.CROPPED, on=TODAY)
    sent = sent_size(model, size, detail, SendAs.CROPPED, on=TODAY)
    assert sent == sent_size(model, size, detail, SendAs.TRIMMED, on=TODAY)
    if shrunk is None:
        assert trimmed_size(model, size, detail, on=TODAY) is None
        return
    after = meter_input(model.id, model, sent, detail, on=TODAY)
    before = meter_input(model.id, model, shrunk, detail, on=TODAY)
    assert after.grid is not None
    assert before.grid is not None
    laid = grid_of_crop(after.grid, shrunk)
    assert laid.count == after.grid.count < before.grid.count
    assert laid.column_edge(1) == before.grid.column_edge(1)
    assert laid.row_edge(1) == before.grid.row_edge(1)
    across = laid.column_edge(laid.columns), sent.width, shrunk.width
    down = laid.row_edge(laid.rows), sent.height, shrunk.height
    for end, kept, whole in (across, down):
        assert end == kept if kept < whole else end >= whole


def test_only_a_crop_is_cut() -> None:
    luna, photo = model("gpt-5.6-luna"), Size(1802, 1200)
    assert cut_from(luna, photo, Detail.HIGH, SendAs.CROPPED, on=TODAY) == Size(1802, 1200)
    for send_as in (SendAs.WHOLE, SendAs.SEEN, SendAs.TRIMMED):
        assert cut_from(luna, photo, Detail.HIGH, send_as, on=TODAY) is None
    assert cut_from(None, photo, Detail.HIGH, SendAs.CROPPED, on=TODAY) is None


def test_an_unknown_model_is_sent_the_whole_photo() -> None:
    for send_as in SendAs:
        assert sent_size(None, PHONE, Detail.HIGH, send_as, on=TODAY) == PHONE


def test_trimming_what_cannot_be_trimmed_sends_what_is_seen() -> None:
    found = sent_size(model("gpt-4.1"), PHONE, Detail.HIGH, SendAs.TRIMMED, on=TODAY)
    assert found == Size(1024, 768)
