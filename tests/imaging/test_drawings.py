"""SVG drawings: painted in the confined child, and never more of them than can be held."""

import signal
import subprocess
import sys
import time
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.imaging.decoder import Decoder
from tessera.imaging.drawing import picture
from tessera.imaging.drawing.svg_text import Svg, parsed, written
from tests.imaging.drawings import BOX, ENDLESS, HEAD, PAINTED, REFUSED
from tests.imaging.pixels import at, is_near, sent, shown
from tests.pictures import photo

SECONDS = 6.0  # most take a tenth; this machine may be busy with others
PAINTING_S = 60.0
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux and macOS have such a timer")


def drawn(folder: Path, text: str, name: str = "drawing.svg") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_drawing_is_painted_in_its_proportions(tmp_path: Path, decoder: Decoder) -> None:
    text = f'{HEAD} viewBox="0 0 40 20"><rect width="20" height="20" fill="#c80000"/></svg>'
    opened = decoder.open(drawn(tmp_path, text))
    assert opened.facts.format == "SVG"
    assert opened.levels[0].size == opened.facts.upright == Size(1024, 512)
    assert is_near(at(shown(opened.levels[0]), 0.25, 0.5)[:3], (200, 0, 0))
    assert "painted, shown and sent with 1,024×512" in opened.facts.notes[0]


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ('width="3000" height="1500"', Size(2048, 1024)),
        ('width="15mm" height="30mm"', Size(512, 1024)),
        ('width="1600" height="900" viewBox="0 0 16 9"', Size(1600, 900)),
        ('width="100%" height="100%" viewBox="0 0 3 4"', Size(768, 1024)),
        ("", Size(1024, 512)),
    ],
)
def test_the_size_is_between_1024_and_2048_pixels(
    sides: str, size: Size, tmp_path: Path, decoder: Decoder
) -> None:
    assert decoder.facts(drawn(tmp_path, f"{HEAD} {sides}/>")).upright == size


def test_a_drawing_is_uploaded_as_exact_pixels(tmp_path: Path, decoder: Decoder) -> None:
    text = f'{BOX}<title>secret</title><circle cx="50" cy="50" r="40" fill="#0a0"/></svg>'
    upload = decoder.prepare_upload(drawn(tmp_path, text))
    assert (upload.media_type, upload.size) == ("image/png", Size(1024, 1024))
    assert b"secret" not in upload.data
    painted = sent(upload)
    assert painted.mode == "RGBA"
    assert painted.getpixel((512, 512)) == (0, 170, 0, 255)
    assert painted.getpixel((2, 2)) == (0, 0, 0, 0)


def test_letters_are_painted_or_said_to_be_left_out(tmp_path: Path, decoder: Decoder) -> None:
    words = f'{BOX}<text x="5" y="60" font-family="Nobody, serif" font-size="40">Hi</text></svg>'
    opened = decoder.open(drawn(tmp_path, words))
    ink = sent(decoder.prepare_upload(drawn(tmp_path, words))).getbbox()
    assert (ink is None) == any("letters are left out" in note for note in opened.facts.notes)


@pytest.mark.parametrize(
    "address",
    ["{path}", "file://{path}", "photo.png", "http://127.0.0.1:9/x.png", "\\\\host\\x.png"],
)
@pytest.mark.parametrize("form", ['<image {}="{}" width="100" height="100"/>'])
@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
def test_a_picture_elsewhere_is_neither_opened_nor_fetched(
    address: str, form: str, attribute: str, tmp_path: Path, decoder: Decoder
) -> None:
    secret = tmp_path / "photo.png"
    photo(64, 64).save(secret)
    path = drawn(tmp_path, BOX + form.format(attribute, address.format(path=secret)) + "</svg>")
    assert "not fetched or opened" in decoder.facts(path).notes[-1]
    assert sent(decoder.prepare_upload(path)).getbbox() is None


def test_what_runs_or_leads_out_is_gone_before_anything_is_painted() -> None:
    text = (
        f'{BOX}<script>alert(1)</script><foreignObject><b onclick="x()">b</b></foreignObject>'
        '<rect id="r" onload="x()" xlink:href="https://evil.example/"/><use href="other.svg#a"/>'
        '<a href="javascript:alert(1)"><rect/></a><feImage href="file:///etc/passwd"/>'
        '<animate href="#r"/><style>rect{fill:red}</style><use href="#r"/></svg>'
    )
    left = written(parsed(text.encode()).root)
    for gone in ("script", "alert", "evil", "other.svg", "passwd", "onload", "foreign", "animate"):
        assert gone not in left
    assert '<use href="#r">' in left
    assert "rect{fill:red}" in left


def test_a_picture_inside_is_written_anew_from_the_bytes_that_were_measured() -> None:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    plain = f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
    for said in (
        plain,
        plain.replace("base64,i", "base64,%69"),
        plain.replace(";base64", "; charset=x; BASE64"),
        plain.replace("image/png", "image/jpeg") + "#x",
        f"data:image/png,{quote(file.getvalue())}",
    ):
        svg = parsed(f'{BOX}<image href="{said}"/></svg>'.encode())
        (image,) = svg.root.children()
        assert (image.attributes["href"], svg.lacks_pictures) == (plain, False)
    svg = parsed(f'{BOX}<image href="data:image/png;base64,AAAA"/></svg>'.encode())
    (image,) = svg.root.children()
    assert (image.attributes, svg.lacks_pictures) == ({}, True)


@pytest.mark.parametrize("trick", REFUSED)
def test_too_much_is_refused_before_it_is_painted(
    trick: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = drawn(tmp_path, REFUSED[trick])
    decoder.warm()
    start = time.monotonic()
    with pytest.raises(UnreadablePicture) as caught:
        decoder.open(path)
    assert time.monotonic() - start < SECONDS
    assert caught.value.reason in ("too_intricate", "broken", "other_format")
    assert "drawing.svg" in caught.value.what


@pytest.mark.parametrize("trick", PAINTED)
def test_an_odd_drawing_is_painted_as_far_as_it_makes_sense(
    trick: str, tmp_path: Path, decoder: Decoder
) -> None:
    decoder.warm()
    start = time.monotonic()
    opened = decoder.open(drawn(tmp_path, PAINTED[trick]))
    assert time.monotonic() - start < SECONDS
    assert opened.levels[0].size.long_side <= 2048


@pytest.mark.long
@pytest.mark.expects_log("decode child [0-9]+ ended with")
@pytest.mark.parametrize("trick", ENDLESS)
def test_what_would_paint_for_ever_is_ended(trick: str, tmp_path: Path, decoder: Decoder) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadablePicture) as caught:
        decoder.open(drawn(tmp_path, ENDLESS[trick]))
    assert time.monotonic() - start < PAINTING_S
    assert caught.value.reason in ("too_slow", "crashed")
    good = tmp_path / "good.png"
    Image.new("RGB", (8, 8)).save(good)
    assert decoder.open(good).levels[0].size == Size(8, 8)


@LINUX
def test_only_the_painting_of_a_drawing_is_bound_by_the_painters_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "PAINTING_CPU_S", 20.0)
    limits: list[float] = []

    def paint(_: Svg) -> bytes:
        limits.append(signal.getitimer(signal.ITIMER_PROF)[0])
        file = BytesIO()
        Image.new("RGBA", (8, 8)).save(file, "PNG")
        return file.getvalue()

    monkeypatch.setattr(picture, "_paint", paint)
    signal.setitimer(signal.ITIMER_PROF, 60.0)
    try:
        picture.painted(BytesIO(f"{HEAD}/>".encode()))
        left = signal.getitimer(signal.ITIMER_PROF)[0]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    assert limits == [pytest.approx(20.0, abs=1.0)]
    assert left == pytest.approx(60.0, abs=2.0), "what comes after the painting has the job's time"


@LINUX
def test_a_step_of_a_job_is_ended_when_its_processor_time_is_used_up() -> None:
    spun = "import signal\nfrom tessera.imaging.confine import within_cpu\n"
    spun += "signal.setitimer(signal.ITIMER_PROF, 60)\nwith within_cpu(0.05):\n    while True: pass"
    ended = subprocess.run([sys.executable, "-c", spun], check=False, timeout=30)
    assert ended.returncode == -signal.SIGPROF
