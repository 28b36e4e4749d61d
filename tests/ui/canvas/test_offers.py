"""What a drop or a paste offers."""

from base64 import b64encode
from pathlib import Path
from time import process_time

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from tessera.ui.canvas.offered import MOST_ADDRESSES
from tessera.ui.canvas.offers import (
    MOST_PICTURE_BYTES,
    OfferedAddress,
    OfferedFiles,
    OfferedNothing,
    OfferedPixels,
    promise,
    read_offer,
)


def mime(**parts: bytes | str) -> QMimeData:
    """Return data whose keys are kinds with ``__`` for the slash."""
    data = QMimeData()
    for kind, content in parts.items():
        raw = content.encode() if isinstance(content, str) else content
        data.setData(kind.replace("__", "/").replace("uri_list", "uri-list"), raw)
    return data


def test_files_come_as_paths_in_order() -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/photos/b ä.jpg"), QUrl.fromLocalFile("/photos/a.png")])
    assert read_offer(data) == OfferedFiles((Path("/photos/b ä.jpg"), Path("/photos/a.png")))


def test_ten_thousand_files_are_offered_as_they_are() -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/photos/{n}.jpg") for n in range(10_000)])
    offer = read_offer(data)
    assert isinstance(offer, OfferedFiles)
    assert len(offer.paths) == 10_000
    assert promise(data) == "Drop to open 10,000 files"


def test_pixels_are_preferred_to_the_address_they_came_from() -> None:
    data = mime(image__png=b"\x89PNG", text__uri_list="https://example.com/cat.png")
    assert read_offer(data) == OfferedPixels(b"\x89PNG")


def test_a_lossless_kind_is_preferred() -> None:
    assert read_offer(mime(image__jpeg=b"jpeg", image__png=b"png")) == OfferedPixels(b"png")


def test_a_file_is_preferred_to_the_icon_that_comes_with_it() -> None:
    data = mime(image__png=b"icon")
    data.setUrls([QUrl.fromLocalFile("/photos/a.png")])
    assert read_offer(data) == OfferedFiles((Path("/photos/a.png"),))


def test_an_image_without_bytes_comes_as_an_image() -> None:
    data = QMimeData()
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    data.setImageData(image)
    offer = read_offer(data)
    assert isinstance(offer, OfferedPixels)
    assert isinstance(offer.picture, QImage)
    assert offer.picture.pixelColor(1, 1) == QColor("teal")


def test_an_address_alone_is_an_address() -> None:
    data = mime(text__uri_list="https://example.com/a%20b.png")
    assert read_offer(data) == OfferedAddress("https://example.com/a%20b.png")


def test_a_pasted_line_may_be_an_address() -> None:
    data = QMimeData()
    data.setText("  https://example.com/cat.jpg\n")
    assert read_offer(data) == OfferedAddress("https://example.com/cat.jpg")


def test_the_picture_in_a_scrap_of_html_is_found() -> None:
    data = QMimeData()
    data.setHtml('<a href="/x"><IMG alt="a" src="https://example.com/c.png?a=1&amp;b=2"></a>')
    assert read_offer(data) == OfferedAddress("https://example.com/c.png?a=1&b=2")


@pytest.mark.parametrize("is_html", [True, False])
def test_an_embedded_picture_comes_as_its_bytes(is_html: bool) -> None:
    address = "data:image/png;base64," + b64encode(b"\x89PNG pixels").decode()
    data = QMimeData()
    if is_html:
        data.setHtml(f"<img src='{address}'>")
    else:
        data.setUrls([QUrl(address)])
    assert read_offer(data) == OfferedPixels(b"\x89PNG pixels")


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "file:///etc/passwd", "https://", "http://[", "data:text/html,x"],
)
def test_other_addresses_are_not_taken(text: str) -> None:
    data = QMimeData()
    data.setText(text)
    assert isinstance(read_offer(data), OfferedNothing)


def test_text_is_refused_with_a_sentence() -> None:
    data = QMimeData()
    data.setText("hello world")
    offer = read_offer(data)
    assert isinstance(offer, OfferedNothing)
    assert offer.sentence.startswith("This is text, not a picture.")


def test_an_empty_clipboard_is_told_apart() -> None:
    offer = read_offer(QMimeData())
    assert isinstance(offer, OfferedNothing)
    assert offer.sentence.startswith("There is nothing to open.")


def test_endless_html_is_read_in_no_time() -> None:
    data = QMimeData()
    data.setHtml("<img " * 200_000 + "src=" * 200_000)
    assert isinstance(read_offer(data), OfferedNothing)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text__plain", b"x" * 3_000_000),
        ("text__html", b"<img src='https://a.example/b'>" * 300_000),
        ("text__html", b"<img " * 1_500_000),
    ],
)
def test_what_is_far_too_long_for_an_address_is_not_even_read(kind: str, content: bytes) -> None:
    began = process_time()
    offer = read_offer(mime(**{kind: content}))
    assert process_time() - began < 0.1, "only its size is looked at"
    assert isinstance(offer, OfferedNothing)


def test_of_a_list_without_end_only_so_many_addresses_are_read() -> None:
    data = mime(text__uri_list=b"file:///photos/a.jpg\r\n" * 50_000)
    offer = read_offer(data)
    assert isinstance(offer, OfferedFiles)
    assert len(offer.paths) == MOST_ADDRESSES
    assert set(offer.paths) == {Path("/photos/a.jpg")}


def test_a_picture_larger_than_any_photo_is_refused_by_its_size() -> None:
    offer = read_offer(mime(image__png=bytes(MOST_PICTURE_BYTES + 1)))
    assert isinstance(offer, OfferedNothing)
    assert "256 MB" in offer.sentence
    assert "Save it as a file" in offer.sentence


@pytest.mark.parametrize("name", ["a%20b.png", "a%C3%A4.png", "a%23b%3Fc.png", "a+b.png"])
def test_the_name_of_a_file_is_read_as_qt_reads_it(name: str) -> None:
    address = f"file:///photos/{name}".encode()
    assert read_offer(mime(text__uri_list=address)) == OfferedFiles(
        (Path(QUrl.fromEncoded(address).toLocalFile()),)
    )


def test_what_a_drop_would_do_is_said_before() -> None:
    assert promise(mime(image__png=b"png")) == "Drop to open the picture"
    assert (
        promise(mime(text__uri_list="https://example.com/a.png")) == "Drop to look at the address"
    )
    assert promise(mime(application__x="?")) == ""
