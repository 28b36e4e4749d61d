"""Packed answers are undone up to a cap, a little at a time."""

import gzip
import itertools
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.client.unpack import STEP_BYTES, Damaged, TooLarge, UnknownEncoding, Unpacker

CAP = 2**24


def unpacked(encoding: str, *chunks: bytes, raw_cap: int = CAP, content_cap: int = CAP) -> bytes:
    unpacker = Unpacker(encoding, raw_cap=raw_cap, content_cap=content_cap)
    return b"".join(piece for chunk in chunks for piece in unpacker.pieces(chunk))


@given(st.binary(max_size=3000), st.integers(0, 40), st.integers(1, 50))
def test_what_was_packed_comes_out_however_it_was_cut(seed: bytes, times: int, step: int) -> None:
    content = seed * times
    for encoding, packed in (
        ("gzip", gzip.compress(content)),
        ("deflate", zlib.compress(content)),
        ("identity", content),
        ("", content),
    ):
        chunks = [packed[at : at + step] for at in range(0, len(packed), step)]
        assert unpacked(encoding, *chunks) == content


@pytest.mark.parametrize("size", [STEP_BYTES - 1, STEP_BYTES, STEP_BYTES + 1, 3 * STEP_BYTES])
def test_nothing_is_left_behind_at_the_edge_of_a_step(size: int) -> None:
    content = random.Random(1).randbytes(size // 8) * 8
    assert unpacked("gzip", gzip.compress(content)) == content


def test_a_bomb_is_stopped_early() -> None:
    bomb = gzip.compress(bytes(2**25))
    unpacker = Unpacker("gzip", raw_cap=CAP, content_cap=2**30)
    pieces = unpacker.pieces(bomb[:20_000])
    size = sum(len(piece) for piece in itertools.islice(pieces, 16))
    assert size == 16 * STEP_BYTES
    with pytest.raises(TooLarge):
        list(pieces)


def test_more_bytes_than_the_cap_are_refused_before_unpacking() -> None:
    with pytest.raises(TooLarge) as refused:
        unpacked("", b"x" * 60, b"x" * 60, raw_cap=100)
    assert refused.value.limit_bytes == 100


def test_more_content_than_the_cap_is_refused() -> None:
    with pytest.raises(TooLarge):
        unpacked("gzip", gzip.compress(bytes(50_000)), content_cap=10_000)


def test_damage_is_told() -> None:
    with pytest.raises(Damaged):
        unpacked("gzip", b"not packed at all")


def test_an_encoding_nobody_asked_for_is_refused() -> None:
    with pytest.raises(UnknownEncoding):
        unpacked("br", b"x")
