"""How much the packed streams of a PDF unpack to: what tells a bomb from a damaged file."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

TOO_LARGE_BYTES: Final = 512_000_000  # unpacked; the largest honest files that we met have a tenth
_STREAM: Final = re.compile(rb"\bstream\r?\n")
_PACKED: Final = re.compile(rb"/(?:FlateDecode|Fl)\b")
_DICTIONARY_BYTES: Final = 600  # before a stream, in which its filters are named
_PIECE: Final = 1 << 16
_UNPACKED_PIECE: Final = 1 << 20


def is_bomb(body: bytes, most: int = TOO_LARGE_BYTES) -> bool:
    """True of a PDF whose packed streams, also such as are packed several times, hold more than `most` bytes.

    Nothing is kept of them: time is bounded by `most`, memory by a few pieces.
    """
    if b"%PDF-" not in body[:1024]:
        return False
    total = 0
    for size in _unpacked_sizes(body):
        total += size
        if total > most:
            return True
    return False


def _unpacked_sizes(body: bytes) -> Iterator[int]:
    """Sizes of the pieces that the streams unpack to, one after the other."""
    for found in _STREAM.finditer(body):
        head = body[max(0, found.start() - _DICTIONARY_BYTES) : found.start()]
        depth = len(_PACKED.findall(head[head.rfind(b" obj") + 1 :]))
        if not depth:
            continue
        end = body.find(b"endstream", found.end())
        pieces: Iterator[bytes] = _pieces(body, found.end(), end if end >= 0 else len(body))
        for _ in range(depth):
            pieces = _inflated(pieces)
        yield from map(len, pieces)


def _pieces(body: bytes, start: int, end: int) -> Iterator[bytes]:
    for place in range(start, end, _PIECE):
        yield body[place : min(place + _PIECE, end)]


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What the pieces unpack to, in pieces; up to the first damage."""
    packer = zlib.decompressobj()
    for piece in pieces:
        waiting = piece
        while waiting and not packer.eof:
            try:
                yield packer.decompress(waiting, _UNPACKED_PIECE)
            except zlib.error:
                return
            waiting = packer.unconsumed_tail
