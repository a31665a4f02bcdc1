"""Bytes to text: every promised encoding, declared, undeclared and lied about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.encoding import declared_encodings, decode_page

JAPANESE = (
    "<p>科学技術外交に関する報告書について、外務省は令和8年10月5日に発表した。量子計算の国際共同研究を進める。</p>\n"
    * 3
)
CHINESE = (
    "<p>中华人民共和国和意大利共和国关于加强全面战略伙伴关系的行动计划，双方同意在科技领域开展合作。</p>\n"
    * 3
)
TAIWANESE = (
    "<p>國家科學及技術委員會今天與日本簽署合作備忘錄，雙方將在量子科技領域展開研究合作計畫。</p>\n" * 3
)
KOREAN = (
    "<p>과학기술정보통신부는 일본과 양자 기술 공동 연구 협력에 관한 양해각서를 체결했다고 밝혔다.</p>\n" * 3
)
RUSSIAN = (
    "<p>Министерство науки и высшего образования подписало соглашение о сотрудничестве с Японией.</p>\n" * 3
)
GERMAN = "<p>Die Förderung der Zusammenarbeit für größere Übungen läuft.</p>\n" * 3
FRENCH = "<p>La coopération scientifique a été renforcée à Genève, où l’accord était prêt.</p>\n" * 3

CASES = [
    (JAPANESE, "cp932"),
    (JAPANESE, "euc-jp"),
    (JAPANESE, "iso-2022-jp"),
    (CHINESE, "gb18030"),
    (TAIWANESE, "big5"),
    (KOREAN, "euc-kr"),
    (RUSSIAN, "cp1251"),
    (GERMAN, "cp1252"),
    (FRENCH, "cp1252"),
    (JAPANESE, "utf-8"),
]


@pytest.mark.parametrize(("text", "encoding"), CASES)
@pytest.mark.parametrize("header", ["", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"])
def test_a_lying_or_missing_header_does_not_matter(text: str, encoding: str, header: str) -> None:
    assert decode_page(text.encode(encoding), header).text == text


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_a_true_declaration_is_followed(text: str, encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head>{text}'
    assert decode_page(page.encode(encoding)).text == page


@pytest.mark.parametrize(("text", "encoding"), [(JAPANESE, "euc-jp"), (JAPANESE, "cp932")])
@pytest.mark.parametrize("wrong", ["gb2312", "big5", "euc-kr", "no-such-charset"])
def test_a_wrong_declaration_of_another_script_is_passed_over(text: str, encoding: str, wrong: str) -> None:
    assert decode_page(text.encode(encoding), f"text/html; charset={wrong}").text == text


def test_a_byte_order_mark_wins() -> None:
    assert decode_page("令和".encode("utf-8-sig"), "text/html; charset=euc-jp").text == "令和"
    assert decode_page("量子".encode("utf-16"), "text/html; charset=utf-8").text == "量子"


def test_vendor_characters_survive_in_japanese_encodings() -> None:
    text = "①㈱の研究は髙橋が担当する。" * 4
    as_euc = b"".join(_euc(char) for char in text)
    assert decode_page(as_euc, "text/html; charset=euc-jp").text == text
    assert decode_page(text.encode("cp932"), "text/html; charset=shift_jis").text == text


def _euc(char: str) -> bytes:
    try:
        return char.encode("euc-jp")
    except UnicodeEncodeError:
        lead, trail = char.encode("cp932")
        lead -= 0x81 if lead < 0xA0 else 0xC1
        if trail >= 0x9F:
            return bytes((lead * 2 + 2 + 0xA0, trail - 0x9F + 0xA1))
        return bytes((lead * 2 + 1 + 0xA0, trail - (0x3F if trail < 0x80 else 0x40) + 0xA0 - 0 - 1 + 1))


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = ("量子技術の国際連携について。" * 200).encode() + b"\xe9\x87"
    decoded = decode_page(body, "text/html; charset=utf-8")
    assert decoded.encoding == "utf-8"
    assert decoded.damaged == 1


def test_declarations_are_listed_as_codecs_and_unknown_ones_left_out() -> None:
    body = b'<?xml version="1.0" encoding="x-sjis"?><meta http-equiv="x" content="text/html; charset=GB2312">'
    assert declared_encodings(body, "text/html; charset=bogus") == ["cp932", "gb18030"]


@given(
    st.binary(max_size=300), st.sampled_from(["", "text/html; charset=euc-jp", "text/html; charset=utf-16"])
)
def test_any_bytes_become_text(body: bytes, header: str) -> None:
    assert isinstance(decode_page(body, header).text, str)
