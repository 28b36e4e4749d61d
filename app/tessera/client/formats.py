"""Of which format bytes are, by their beginning; what a provider calls them is not asked."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_XML = (b"<?xml", b"<svg", b"<!--", b"<!doctype svg")


def format_of(data: bytes) -> str:
    """Return ``png``, ``jpeg``, ``webp``, ``gif`` or ``svg``, empty for anything else.

    >>> format_of(b"GIF89a..."), format_of(b"<html>")
    ('gif', '')
    """
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "svg" if head.startswith(_XML) and b"<svg" in head else ""
