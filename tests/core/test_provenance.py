"""Provenance: what a saved file says of its origin, and what hostile texts do to it (nothing)."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.image_requests import Edit, Generate, MakeSettings
from tessera.core.pixels import Pixels
from tessera.core.provenance import (
    Origin,
    Provenance,
    from_record,
    provenance_of,
    settings_of,
    to_record,
)
from tessera.core.provenance_xmp import IPTC_EXTENSION, SOURCE_TYPES, cleaned, from_xmp, to_xmp

KITE = Provenance(
    origin=Origin.COMPOSITE,
    prompt="A red kite over the harbour.",
    model="gpt-image-2",
    settings=(("size", "1536×1024"), ("quality", "high")),
    request_id="req_4711",
    usd=Decimal("0.0412"),
    made=datetime(2026, 11, 20, 12, 30, tzinfo=UTC),
    program="Tessera 0.5.0",
    provider="openai",
)
OWN = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    b'syntax-ns#"><rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" tiff:Orientation="6"><dc:creator><rdf:Seq>'
    b"<rdf:li>Ada</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
)
HOSTILE = (
    "</tessera:Record><script>alert(1)</script>",
    "]]> <!-- <?xpacket end='w'?> -->",
    '<!DOCTYPE x [<!ENTITY a "b">]>&a;',
    "nul \0, bell \a, escape \x1b, half \ud800, odd \ufffe, return \r\n\r",
    '{"tessera":1}"\\u0041\\',
    "\u202egpj.exe 🪁 ﷽",
)


def test_a_request_tells_its_own_provenance() -> None:
    photo = Pixels("a" * 64, Size(64, 48), "image/png", 10)
    request = Edit("gpt-image-2", "Red.", (photo,), MakeSettings(size=Size(1024, 1024)), mask=photo)
    told = provenance_of(request, Origin.COMPOSITE, request_id="req_1", usd=Decimal("0.04"))
    assert (told.model, told.prompt, told.request_id) == ("gpt-image-2", "Red.", "req_1")
    assert dict(told.settings) == {
        "size": "1024×1024",
        "quality": "auto",
        "output_format": "png",
        "n": "1",
        "pictures": "1",
        "mask": "yes",
    }


def test_what_was_not_asked_for_is_not_told() -> None:
    assert "background" not in dict(settings_of(Generate("gpt-image-2", "Red.")))


def test_a_record_reads_back() -> None:
    assert from_record(to_record(KITE)) == KITE


def test_other_programs_find_the_digital_source_type_of_iptc() -> None:
    text = to_xmp(KITE)
    root = ElementTree.fromstring(text.split("?>", 1)[1].rsplit("<?xpacket", 1)[0])
    (found,) = root.iter(f"{{{IPTC_EXTENSION}}}DigitalSourceType")
    assert found.text == SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia"
    (prompt,) = root.iter(f"{{{IPTC_EXTENSION}}}AIPromptInformation")
    assert prompt.text == KITE.prompt


@pytest.mark.parametrize("prompt", HOSTILE)
def test_a_hostile_prompt_stays_text_and_reads_back_to_the_letter(prompt: str) -> None:
    told = replace(KITE, prompt=prompt, settings=(("style", prompt),))
    data = to_xmp(told).encode("utf-8")
    assert from_xmp(data) == told
    root = ElementTree.fromstring(data.decode().split("?>", 1)[1].rsplit("<?xpacket", 1)[0])
    assert "script" not in {element.tag for element in root.iter()}


@given(st.text(st.characters(codec=None), max_size=200))
@settings(max_examples=300)
def test_any_text_at_all_reads_back(prompt: str) -> None:
    told = replace(KITE, prompt=prompt)
    assert from_xmp(to_xmp(told, own=OWN).encode("utf-8")) == told


def test_the_files_own_credits_stay_and_its_orientation_goes() -> None:
    text = to_xmp(KITE, own=OWN)
    assert "Ada" in text
    assert "Orientation" not in text
    assert from_xmp(text.encode()) == KITE


def test_only_the_last_word_on_the_origin_is_kept() -> None:
    first = to_xmp(replace(KITE, prompt="older")).encode()
    text = to_xmp(KITE, own=first)
    assert "older" not in text
    assert text.count("Iptc4xmpExt:DigitalSourceType>") == 2  # one pair of tags
    assert from_xmp(text.encode()) == KITE


@pytest.mark.parametrize(
    "own",
    [
        b"<x:xmpmeta",
        b"\xff\xfe\0",
        b'<!DOCTYPE a [<!ENTITY b "c">]><x>&b;</x>',
        b"<a>" * 100_000,
        b"<x><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        + b"<a>" * 5_000
        + b"</a>" * 5_000
        + b"</rdf:RDF></x>",
        b"<html>no metadata</html>",
    ],
    ids=["cut", "bytes", "entity", "endless", "deep", "other"],
)
def test_broken_metadata_of_a_file_is_replaced_not_carried(own: bytes) -> None:
    assert from_xmp(to_xmp(KITE, own=own).encode()) == KITE
    assert b"ENTITY" not in cleaned(own).encode()


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{}",
        '{"tessera":1}',
        '{"tessera":1,"origin":"camera"}',
        to_record(KITE).replace('"0.0412"', '"NaN"'),
        to_record(KITE).replace("+00:00", ""),
        to_record(KITE).replace('"A red', '["A red"],"x":"'),
        "[" * 100_000,
    ],
)
def test_what_is_no_record_of_ours_is_nothing(record: str) -> None:
    assert from_record(record) is None
