"""The safe subset: what it understands, and that nothing hides, hangs or gets lost in it."""

import doctest
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.ui import markdown, markdown_inline
from tessera.ui.markdown import LONGEST, Block, Kind, Reader, blocks_of
from tessera.ui.markdown_inline import Span, Style, inline, web_address

MARKED = st.text(alphabet="ab *_`~#-+1.)>|[](!\\<:/\r\n\thps", max_size=400)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(markdown).failed == 0
    assert doctest.testmod(markdown_inline).failed == 0


@pytest.mark.parametrize(
    ("line", "block"),
    [
        ("## Two", Block(Kind.HEADING, "Two", level=2)),
        ("- one", Block(Kind.BULLET, "one")),
        ("  * deeper", Block(Kind.BULLET, "deeper", level=1)),
        ("12. twelfth", Block(Kind.NUMBER, "twelfth", marker="12.")),
        ("> said", Block(Kind.QUOTE, "said")),
        ("---", Block(Kind.RULE, "---")),
        ("| a | b |", Block(Kind.TABLE, "| a | b |")),
        ("#hash without a space", Block(Kind.PARAGRAPH, "#hash without a space")),
        ("3.14 is no entry", Block(Kind.PARAGRAPH, "3.14 is no entry")),
        ("-5 degrees", Block(Kind.PARAGRAPH, "-5 degrees")),
    ],
)
def test_a_line_becomes_the_block_it_is_marked_as(line: str, block: Block) -> None:
    assert blocks_of(line) == [block]


def test_lines_of_a_paragraph_stay_lines_and_an_empty_line_parts_paragraphs() -> None:
    assert [block.raw for block in blocks_of("a\nb\n\nc")] == ["a\nb", "c"]


def test_code_is_kept_sign_by_sign_until_its_fence_closes() -> None:
    text = "```python\n# *no* heading\n\n    x = `1`\n```\nafter"
    code, after = blocks_of(text)
    assert code == Block(Kind.CODE, "# *no* heading\n\n    x = `1`", marker="python")
    assert code.inline() == (code.raw, ())
    assert after.raw == "after"


def test_an_unfinished_fence_is_code_already() -> None:
    assert blocks_of("```\nx = 1")[0] == Block(Kind.CODE, "x = 1")


@pytest.mark.parametrize(
    ("raw", "text", "styles"),
    [
        ("**b** and *i*", "b and i", [Style.BOLD, Style.ITALIC]),
        ("__b__ and _i_", "b and i", [Style.BOLD, Style.ITALIC]),
        ("***both***", "both", [Style.BOLD | Style.ITALIC]),
        ("`a*b*c`", "a*b*c", [Style.CODE]),
        ("``a ` b``", "a ` b", [Style.CODE]),
        ("snake_case_name", "snake_case_name", []),
        ("2 * 3 * 4", "2 * 3 * 4", []),
        ("**never closed", "**never closed", []),
        (r"\*as it stands\*", "*as it stands*", []),
        ("a`b", "a`b", []),
        (r"\``", "``", []),
        (r"\``a`", "`a", [Style.CODE]),
        ("<b>no html</b> &amp;", "<b>no html</b> &amp;", []),
    ],
)
def test_inline_marks(raw: str, text: str, styles: list[Style]) -> None:
    shown, spans = inline(raw)
    assert shown == text
    assert [span.style for span in spans] == styles


def test_spans_cover_exactly_their_words() -> None:
    text, spans = inline("a **bold** and `code` end")
    assert [text[s.start : s.start + s.length] for s in spans] == ["bold", "code"]


def test_bold_around_a_link_keeps_both() -> None:
    text, spans = inline("**see [x](https://y.example)**")
    assert text == "see x (https://y.example)"
    assert [span.style for span in spans] == [Style.BOLD, Style.LINK]


@pytest.mark.parametrize(
    ("raw", "shown", "url"),
    [
        ("[bank](https://evil.example/a)", "bank (https://evil.example/a)", "https://evil.example/a"),
        ("see https://a.example/b.", "see https://a.example/b.", "https://a.example/b"),
        ("<https://a.example>", "https://a.example", "https://a.example"),
        ("(https://a.example/x_(y))", "(https://a.example/x_(y))", "https://a.example/x_(y)"),
        ("[https://a.example](https://a.example)", "https://a.example", "https://a.example"),
        ("![cat](https://a.example/c.png)", "cat (https://a.example/c.png)", "https://a.example/c.png"),
    ],
)  # fmt: skip
def test_a_link_shows_its_whole_address(raw: str, shown: str, url: str) -> None:
    text, spans = inline(raw)
    assert text == shown
    assert [span.url for span in spans] == [url]


@pytest.mark.parametrize(
    "raw",
    [
        "[x](javascript:alert(1))",
        "[x](file:///etc/passwd)",
        "![x](file:///etc/passwd)",
        "[x](//server/share)",
        "[x](data:text/html,hi)",
        "[x](https://)",
        "[x](https://a\u202eelpmaxe.moc)",
        "[x](https://bank.example@evil.example/)",
        "https://bank.example:443@evil.example/",
        "[x](https://evil.example\\@bank.example/)",
        "[x](https:///bank.example)",
        "[x](https://bank.example\u3164.evil.example)",
        "https://bank\ufe0f.example",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_plain_web_address_is_text_and_no_link(raw: str) -> None:
    text, spans = inline(raw)
    assert text == raw
    assert not any(span.url for span in spans)


def test_a_title_cannot_turn_what_follows_it() -> None:
    text, _ = inline("[\u202ex](https://a.example)")
    assert text == "x (https://a.example)"


def test_finished_blocks_stay_the_same_objects_while_text_streams() -> None:
    reader = Reader()
    reader.feed("# A\n\nfirst\n\nsec")
    before = reader.blocks()
    reader.feed("ond\n\nthird")
    after = reader.blocks()
    assert [block.raw for block in after] == ["A", "first", "second", "third"]
    assert all(old is new for old, new in zip(before[:2], after[:2], strict=True))


@given(MARKED, st.integers(1, 9))
def test_streaming_gives_the_same_blocks_as_the_whole_text(text: str, step: int) -> None:
    reader = Reader()
    for at in range(0, len(text), step):
        reader.feed(text[at : at + step])
        reader.blocks()
    assert reader.blocks() == blocks_of(text)


@given(st.lists(st.tuples(MARKED, st.integers(1, 200)), max_size=6), st.integers(50, 3000))
def test_streaming_long_lines_gives_the_same_blocks(
    parts: list[tuple[str, int]], step: int
) -> None:
    text = "".join(part[:40] * times for part, times in parts)
    reader = Reader()
    for at in range(0, len(text), step):
        reader.feed(text[at : at + step])
    assert reader.blocks() == blocks_of(text)
    assert all(len(block.raw) <= LONGEST for block in reader.blocks())


@given(MARKED)
def test_spans_lie_inside_the_text_and_links_show_their_address(raw: str) -> None:
    text, spans = inline(raw)
    for span in spans:
        assert span.length > 0
        assert span.start + span.length <= len(text)
        assert not span.url or span.url in text[span.start : span.start + span.length]
        assert not span.url or web_address(span.url) == span.url


@given(st.text(alphabet=st.characters(whitelist_categories=["L", "Nd", "Zs"]), max_size=300))
def test_plain_words_are_kept_sign_by_sign(text: str) -> None:
    shown = "".join(block.inline()[0] for block in blocks_of(text))
    assert shown == text.rstrip()


@given(MARKED)
def test_no_letter_is_ever_lost(text: str) -> None:
    shown = "".join(block.marker + block.inline()[0] for block in blocks_of(text))
    letters = [sign for sign in text if sign in "abps"]
    assert [sign for sign in shown if sign in "abps"] == letters or "](" in text


HOSTILE = [
    *("[", "*", "_a", "`", "```", "![](", "[a](", "**a*", "https://", "\\", "|", "#", "](", "((("),
    *("<https://a", "a", "`a``b```", "[a](b(", " ", "\t", "\r\n", "~~~\n", "- ", "1. ", "> "),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    small, large = unit * (20_000 // len(unit)), unit * (160_000 // len(unit))
    assert _seconds(large) < 8 * 3 * max(_seconds(small), 0.001)


def test_a_long_line_is_cut_into_blocks_that_continue() -> None:
    words = " ".join(f"word{number}" for number in range(2000))
    blocks = blocks_of(words)
    assert all(len(block.raw) <= LONGEST for block in blocks)
    assert [block.continues for block in blocks] == [False] + [True] * (len(blocks) - 1)
    assert " ".join(block.raw for block in blocks) == words


def test_a_flood_without_line_ends_streams_in_linear_time() -> None:
    reader = Reader()
    chooser = random.Random(5)
    for _ in range(2000):
        reader.feed(chooser.choice(["abc ", "**", "x" * 300, "`"]))
        blocks = reader.blocks()
    assert all(len(block.raw) <= LONGEST for block in blocks)


def _seconds(text: str) -> float:
    best = 9.0
    for _ in range(3):
        started = time.process_time()
        for block in blocks_of(text):
            block.inline()
        best = min(best, time.process_time() - started)
    return best


def test_a_span_is_a_value() -> None:
    assert Span(0, 1, Style.BOLD) == Span(0, 1, Style.BOLD)
