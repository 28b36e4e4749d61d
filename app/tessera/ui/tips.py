"""Tool tips show names and titles sign by sign. Loaded before the first paint."""


def plain_tip(text: str) -> str:
    """Return ``text`` as a tool tip shows it sign by sign; Qt would obey markup found in it.

    >>> plain_tip("harbour.jpg"), plain_tip("<b>.jpg")
    ('harbour.jpg', '<p>&lt;b&gt;.jpg</p>')
    """
    if "<" not in text:
        return text
    from html import escape

    return f"<p>{escape(text, quote=False)}</p>"
