"""A window that is told evil things, for `test_untrusted_text`: ``python -m … FOLDER PHOTO``.

A provider on loopback answers with HTML, pictures and links that name files in ``FOLDER``; its
models, errors and ids do the same, and so does the photo's own name. Everything is shown, pointed
at, copied and saved. Whoever watches the system calls sees whether one of those files was opened.
"""

import os
import sys
from pathlib import Path

from tests.journeys.gateway import MODEL, Gateway, saying

TELLTALE = "telltale"
FORMS = (
    '<img src="file://{0}.png"> <img src="{0}.png"/> ![a](file://{0}.png) ![b]({0}.png)',
    '<html><body background="{0}.png"><a href="file://{0}.html">x</a></body></html>',
    '<link rel=stylesheet href="file://{0}.css"><style>@import url(file://{0}.css)</style>',
    "| <img src='{0}.png'> | [y](file://{0}.html) |\n|---|---|\n| ![x]({0}.png) | b |",
    "[u](https://bank.example@second.example/) [m](\\\\host\\share) \u202efile",
    '# <img src="{0}.png">\n\n> <img src="{0}.png">\n\n- <img src="{0}.png">',
    '```html\n<img src="{0}.png">\n```',
    '&lt;img src="{0}.png"&gt; <iframe src="file://{0}.html"></iframe>',
)


def show_tips() -> list[str]:
    """Show every tool tip of every window, as a mouse would; return them."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip

    tips = []
    for widget in QApplication.allWidgets():
        tips.append(widget.toolTip())
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            places = ((row, at) for row in range(model.rowCount()) for at in (0, 1))
            tips += [str(model.index(*p).data(Qt.ItemDataRole.ToolTipRole) or "") for p in places]
    for tip in dict.fromkeys(filter(None, tips)):
        QToolTip.showText(QPoint(9, 9), tip)
    return tips


def main() -> int:
    """Run the window; return its exit code."""
    from tessera.ui.application import make_application
    from tests.journeys.living import try_to_live
    from tests.journeys.person import Person

    folder, photo = Path(sys.argv[1]), Path(sys.argv[2])
    place = str(folder / TELLTALE)
    evil = "\n\n".join(form.format(place) for form in FORMS)
    tag = f'<img src="{place}.png">'
    error = {"error": {"message": evil, "type": tag, "code": tag, "param": tag}}

    async def script(person: Person) -> None:
        from PySide6.QtWidgets import QApplication

        await person.drop(photo)
        tips = show_tips()
        await person.asks(tag)
        gateway.answer = refusing
        await person.asks("Again?")
        for action in ("meter.compare", "chat.copy", "photo.facts"):
            await person.does(action)
        tips += show_tips()
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.grab()
        assert any(TELLTALE in tip for tip in tips), "no tip has an evil name"
        await person.sees(lambda: TELLTALE in person.turns[1], "the answer is there")

    from tests.client.rogue import as_json

    refusing = as_json(error, 400, x_request_id=tag)
    application = make_application()
    assert application is not None
    with Gateway(saying(evil), models=(MODEL, f"{tag}&model")).open() as gateway:
        os.environ["OPENAI_BASE_URL"] = gateway.base_url
        sys.stdout.write(f"{gateway.base_url}\n")
        sys.stdout.flush()
        return try_to_live(script)


if __name__ == "__main__":
    sys.exit(main())
