"""Bytes of a page -> text, whatever the header says about their encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from crawlers.extract.charsets import EAST_ASIAN, codec_by_letters, is_dense, ordinary_share

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels as browsers read them (WHATWG Encoding Standard) -> Python's codec of the superset that is meant.
_CODECS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "latin1": "cp1252", "latin-1": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254",
    "tis-620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932", "windows-31j": "cp932",
    "ms932": "cp932", "cp943c": "cp932", "eucjp": "euc-jp", "x-euc-jp": "euc-jp", "euc-jp": "euc-jp",
    "iso-2022-jp": "iso-2022-jp", "csiso2022jp": "iso-2022-jp", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "chinese": "gb18030", "gb18030": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "big-5": "big5hkscs",
    "euc-kr": "cp949", "euckr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949",
    "ksc_5601": "cp949", "windows-949": "cp949", "korean": "cp949", "utf8": "utf-8", "utf-8": "utf-8",
    "unicode": "utf-8", "utf-16": "utf-16-le", "x-mac-cyrillic": "mac-cyrillic",
}  # fmt: skip
_DECLARED_HTML = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_DECLARED_XML = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_DECLARED_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_ESCAPE_2022_JP = re.compile(rb"\x1b\$[@B]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{4,}")
_READABLE = 0.5  # share of ordinary signs from which a reading is believed
_TRUSTED_SINGLE_BYTE = re.compile(r"cp125|iso8859|iso-8859|mac|latin|koi8|cp874", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page and the name of the codec that gave it; `damaged` counts characters that were lost."""

    text: str
    encoding: str
    damaged: int


def decode_page(body: bytes, content_type: str = "") -> Decoded:
    """The text of a page: byte order mark, then what the bytes prove, then header, meta tag, and statistics.

    A declaration that the bytes contradict is passed over. Line ends and NULs stay as they are. Never raises.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decode_or_replace(body[len(mark) :], name)
    if not body.strip():
        return Decoded("", "utf-8", 0)
    if _ESCAPE_2022_JP.search(body) and not any(byte > 0x7F for byte in body[:4096]):
        return Decoded(*_decode_2022_jp(body))
    if (wide := _wide_encoding(body)) is not None:
        return _decode_or_replace(body, wide)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        pass
    best: Decoded | None = None
    for name in _candidates(body, content_type):
        decoded = _decode_or_replace(body, name)
        if decoded.damaged == 0 and not _looks_wrong(body, decoded):
            return decoded
        if best is None or _loss(body, decoded) < _loss(body, best):
            best = decoded
    return best if best is not None else _decode_or_replace(body, "cp1252")


def declared_encodings(body: bytes, content_type: str = "") -> list[str]:
    """Python codec names that the header, the XML declaration and the meta tag name, in that order; unknown
    ones left out.
    """
    found = []
    if match := _DECLARED_HEADER.search(content_type):
        found.append(match[1])
    head = body[:8192]
    found += [m[1].decode("ascii") for m in (_DECLARED_XML.search(head), _DECLARED_HTML.search(head)) if m]
    names = []
    for label in found:
        name = _codec_name(label)
        if name and name not in names:
            names.append(name)
    return names


def _codec_name(label: str) -> str | None:
    label = label.strip().lower()
    if label in _CODECS:
        return _CODECS[label]
    if label.startswith("windows-"):
        label = "cp" + label[8:]
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def _wide_encoding(body: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of markup is NUL."""
    head = body[:400]
    if len(head) < 40 or head.count(0) < len(head) // 3:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    declared = declared_encodings(body, content_type)
    yield from declared
    yield from (name for name in _sniffed(body) if name not in declared)


def _sniffed(body: bytes) -> Iterator[str]:
    """Codecs that the bytes speak for, likeliest first."""
    sample = _sample(body)
    shares = _east_asian_shares(sample) if is_dense(sample) else {}
    yield from (
        name for name, share in sorted(shares.items(), key=lambda item: -item[1]) if share > _READABLE
    )
    if (named := codec_by_letters(sample)) is not None:
        yield named
    guess = from_bytes(sample[:20_000]).best()
    if guess is not None and (name := _codec_name(guess.encoding)):
        yield name
    yield "cp1252"


def _sample(body: bytes, size: int = 40_000) -> bytes:
    """The part of the body where bytes beyond ASCII stand, cut at line ends where there are any."""
    first = next((m.start() for m in _HIGH_RUN.finditer(body)), 0)
    start = body.rfind(b"\n", 0, first) + 1
    end = body.find(b"\n", min(len(body), start + size))
    return body[start : end if 0 <= end < start + 2 * size else start + size]


def _east_asian_shares(sample: bytes) -> dict[str, float]:
    """How much of what lies beyond ASCII reads as ordinary text, 0 to 1, by codec of East Asia."""
    return {name: _east_asian_share(sample, name) for name in EAST_ASIAN}


def _east_asian_share(sample: bytes, name: str) -> float:
    decoded = _decode_or_replace(sample, name)
    beyond = [char for char in decoded.text if char > "\x7f"]
    if not beyond or decoded.damaged > 1 + len(beyond) // 50:
        return 0.0
    return ordinary_share(beyond, japanese=name in {"cp932", "euc-jp"})


def _looks_wrong(body: bytes, decoded: Decoded) -> bool:
    """True when a codec of Latin letters was applied to text of another script, or one of East Asia to that
    of another.
    """
    if not _TRUSTED_SINGLE_BYTE.search(decoded.encoding):
        sample = [char for char in decoded.text[:60_000] if char > "\x7f"]
        odd = sum("\ue000" <= char <= "\uf8ff" or "\x80" <= char <= "\x9f" for char in sample)
        return odd > 2 + len(sample) // 50 or _wrong_east_asian(body, decoded)
    if decoded.encoding not in {"cp1252", "cp1250", "iso8859-15", "iso8859-2", "cp1254"}:
        return False
    high = sum(byte > 0x7F for byte in body)
    if sum(len(m[0]) for m in _HIGH_RUN.finditer(body)) > max(40, high // 2):
        return True
    part = _sample(body, 8_000)
    return high >= 40 and is_dense(part) and max(_east_asian_shares(part).values()) > _READABLE


def _wrong_east_asian(body: bytes, decoded: Decoded) -> bool:
    """True when another codec of East Asia explains the bytes far better than the declared one."""
    if decoded.encoding not in EAST_ASIAN:
        return False
    sample = _sample(body, 8_000)
    if sum(byte > 0x7F for byte in sample) < 60:
        return False
    shares = _east_asian_shares(sample) if is_dense(sample) else {}
    return max(shares.values()) > shares[decoded.encoding] + 0.15


def _loss(body: bytes, decoded: Decoded) -> float:
    return decoded.damaged / (1 + len(decoded.text)) + (0.05 if _looks_wrong(body, decoded) else 0.0)


def _decode_or_replace(body: bytes, name: str) -> Decoded:
    if name == "iso-2022-jp":
        return Decoded(*_decode_2022_jp(body))
    try:
        return Decoded(body.decode(name), name, 0)
    except UnicodeDecodeError:
        pass
    except (LookupError, ValueError):
        return Decoded(body.decode("cp1252", "replace"), "cp1252", len(body))
    handler = _JIS_ROWS if name == "euc-jp" else "replace"
    text = body.decode(name, handler)
    return Decoded(text, name, text.count("\ufffd"))


def _decode_2022_jp(body: bytes) -> tuple[str, str, int]:
    """Text of ISO-2022-JP with the vendors' rows that Python's codec refuses (①, ㈱) and half-width kana."""
    out, mode, start = [], b"B", 0
    marks: list[tuple[int, int, bytes]] = [
        (m.start(), m.end(), m[1] or m[2]) for m in re.finditer(rb"\x1b(?:\$([@B])|\(([BJI]))", body)
    ]
    two_bytes = False
    for begin, end, which in [*marks, (len(body), len(body), b"B")]:
        part = body[start:begin]
        if two_bytes:
            part = part.replace(b"\n", b"").replace(b"\r", b"")
            out.append("".join(_jis_pair(part[i], part[i + 1]) for i in range(0, len(part) - 1, 2)))
        elif mode == b"I":
            out.append(bytes(byte | 0x80 for byte in part).decode("cp932", "replace"))
        else:
            out.append(part.decode("ascii", "replace"))
        two_bytes, mode, start = body[begin : begin + 2] == b"\x1b$", which, end
    text = "".join(out)
    return text, "iso-2022-jp", text.count("\ufffd")


def _jis_pair(row: int, cell: int) -> str:
    """The character at a JIS X 0208 position (both bytes 0x21-0x7E), through Shift_JIS with its vendor
    rows.
    """
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        return "\ufffd"
    lead = (row - 0x21 >> 1) + (0x81 if row < 0x5F else 0xC1)
    trail = cell + (0x1F + (cell >= 0x60) if row & 1 else 0x7E)
    return bytes((lead, trail)).decode("cp932", "replace")


def _vendor_rows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and all(0xA1 <= byte <= 0xFE for byte in pair):
        return _jis_pair(pair[0] & 0x7F, pair[1] & 0x7F)[:1], error.start + 2
    return "\ufffd", error.start + 1


_JIS_ROWS = "stdiplo_jis_rows"
_HANDLER: Callable[[UnicodeError], tuple[str | bytes, int]] = _vendor_rows
codecs.register_error(_JIS_ROWS, _HANDLER)
