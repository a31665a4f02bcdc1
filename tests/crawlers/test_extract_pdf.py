"""PDFs: text in order, title, day, and the ones that give none."""

import io
import os
from pathlib import Path

import pytest
import weasyprint
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from crawlers.document import Document, Hints, RawPage, Skipped
from crawlers.extract.extract import extract_page
from crawlers.extract.garbled import is_garbled
from crawlers.extract.pdf_size import is_bomb
from tests.site.files import bomb_pdf, pdf_of

URL = "https://www.ministry.example/files/plan.pdf"


def pdf(
    pages: list[list[tuple[int, str]]], *, title: str = "", encrypt: str = "", font: str = "Helvetica"
) -> bytes:
    """A PDF of lines (size, text) a page, written from the top."""
    buffer = io.BytesIO()
    drawing = canvas.Canvas(buffer, pagesize=A4, encrypt=StandardEncryption(encrypt) if encrypt else None)
    if title:
        drawing.setTitle(title)
    for lines in pages:
        top = 790
        for size, text in lines:
            drawing.setFont(font, size)
            drawing.drawString(60, top, text)
            top -= size * 2
        drawing.showPage()
    drawing.save()
    return buffer.getvalue()


def read(body: bytes, hints: Hints | None = None) -> Document | Skipped:
    return extract_page(RawPage(URL, body, "application/pdf", 200, "2026-11-20T08:00:00Z", hints or Hints()))


PAGE = [
    (22, "National Plan for Quantum Research"),
    (11, "5 October 2026"),
    (11,
    "The government will support joint research with partner countries in the coming ten years, and it "
    "invites co-"),
    (11,
    "operation with all of them. A first call opens in spring and is described below in a chapter of its "
    "own."),
    (11, "Projects last three years."),
]  # fmt: skip


def test_title_text_and_day_come_from_the_page() -> None:
    found = read(pdf([PAGE]))
    assert isinstance(found, Document)
    assert found.title == "National Plan for Quantum Research"
    assert (found.published, found.published_from, found.text_share) == ("2026-10-05", "text", 1.0)
    assert "invites cooperation with all of them" in found.text
    assert (found.language, found.mime, found.kind) == ("en", "application/pdf", "policy")


def test_the_metadata_title_is_taken_when_it_is_one() -> None:
    good = read(pdf([PAGE], title="Quantum Plan 2026 to 2035"))
    bad = read(pdf([PAGE], title="Microsoft Word - plan_final.docx"))
    assert isinstance(good, Document)
    assert isinstance(bad, Document)
    assert good.title == "Quantum Plan 2026 to 2035"
    assert bad.title == "National Plan for Quantum Research"


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            (9, "Ministry of Science"),
            (11, f"Chapter {number} speaks of a matter of its own and ends here."),
            (9, f"{number}"),
        ]
        for number in range(1, 7)
    ]  # fmt: skip
    found = read(pdf(pages))
    assert isinstance(found, Document)
    assert "Ministry of Science" not in found.text
    assert found.text.count("Chapter") == 6
    assert "\n3\n" not in found.text


def test_the_share_of_pages_with_text_is_counted() -> None:
    found = read(pdf([PAGE, [], [], []]))
    assert isinstance(found, Document)
    assert found.text_share == 0.25


def test_a_scan_without_text_is_skipped() -> None:
    found = read(pdf([[], []]))
    assert isinstance(found, Skipped)
    assert found.reason == "no_text_layer"


def test_an_encrypted_pdf_is_skipped() -> None:
    found = read(pdf([PAGE], encrypt="secret"))
    assert isinstance(found, Skipped)
    assert found.reason == "encrypted"


@pytest.mark.parametrize("cut", [9, 200, 900])
def test_a_cut_pdf_gives_a_document_or_a_reason(cut: int) -> None:
    assert isinstance(read(pdf([PAGE])[:cut]), Document | Skipped)


def test_japanese_text_is_read_and_its_lines_are_joined_without_blanks() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    line = "政府は今後十年にわたり諸外国との共同研究を支援し、量子技術の国際連携を一層強化する方"
    page = [(20, "量子技術推進計画"), (11, "令和8年10月5日"), (10, line), (10, "針である。")]
    found = read(pdf([page], font="HeiseiMin-W3"))
    assert isinstance(found, Document)
    assert (found.title, found.published, found.language) == ("量子技術推進計画", "2026-10-05", "ja")
    assert "強化する方針である。" in found.text


SHARED = Path(os.environ.get("STDIPLO_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REAL = SHARED / "data" / "07_real_policy_docs" / "raw_pdf"


@pytest.mark.skipif(
    not REAL.is_dir(), reason="the development data is not beside the repository (STDIPLO_SHARED)"
)
def test_real_council_minutes_are_japanese_with_text_on_every_page() -> None:
    for path in sorted(REAL.glob("jp_*.pdf"))[:1]:
        found = read(path.read_bytes())
        assert isinstance(found, Document)
        assert found.language == "ja"
        assert (found.text_share or 0) > 0.9


JAPANESE = (
    "科学技術省と相手国の省庁は、蓄電池と半導体の共同研究に関する協力覚書に署名した。期間は三年間である。"
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the font library, while it subsets
def test_a_cjk_font_without_a_table_to_unicode_gives_no_nonsense() -> None:
    page = f"<meta charset='utf-8'><h1>量子技術に関する協力覚書</h1><p>{JAPANESE}</p>" * 3
    body = weasyprint.HTML(string=page).write_pdf(uncompressed_pdf=True)
    whole = read(body)
    if not isinstance(whole, Document) or JAPANESE[:10] not in whole.text:
        pytest.skip("no font with Japanese letters on this machine")
    bare = read(body.replace(b"/ToUnicode", b"/ToUnknown"))
    assert isinstance(bare, Skipped)
    assert (bare.reason, "stand for nothing" in bare.detail) == ("no_text_layer", True)


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (JAPANESE * 4, False),
        ("研究開発に関する新しい計画が発表された。" * 10, False),
        (
            "Table of languages: English, 中文, العربية, русский, עברית, ไทย, 日本語 and others follow here.",
            False,
        ),
        ("".join(chr(0x4E00 + 131 * n % 20900) for n in range(400)), True),  # glyph numbers read as Han
        ("ꄈ㯸䤗软\u05fe\u05ccⱱ釶傴熭㰢䤗软泸注䣆㎁泸䇳עյ蠷꧅溿㵵⛮⺪⧪溿狒ꊞⱱ釶傴糓⺲ն䇗ꝴ└ն僿ꝴג" * 2, True),
        ("\ue001\ue002\ue003 \ue004", True),
        ("", False),
    ],
)
def test_letters_that_no_language_puts_together_are_no_text(text: str, garbled: bool) -> None:
    assert is_garbled(text) == garbled


def test_a_pdf_that_unpacks_to_too_much_is_told_as_such_and_not_opened() -> None:
    found = extract_page(RawPage("https://a.example/b.pdf", bomb_pdf(600_000_000), "application/pdf"))
    assert isinstance(found, Skipped)
    assert (found.reason, "unpacks to more than" in found.detail) == ("too_large", True)


@pytest.mark.parametrize(
    ("body", "most", "wanted"),
    [
        (pdf_of("One line."), 100_000, False),
        (bomb_pdf(3_000_000), 2_000_000, True),
        (bomb_pdf(3_000_000)[:-1500], 2_000_000_000, False),  # cut off within its stream
        (b"%PDF-1.5 4 0 obj<</Filter/FlateDecode>>stream\nno zlib at all", 10, False),
        (bomb_pdf(3_000_000)[9:], 2_000_000, False),  # not called a PDF
    ],
)
def test_what_streams_unpack_to_is_counted_to_the_first_damage(
    body: bytes, most: int, *, wanted: bool
) -> None:
    assert is_bomb(body, most) is wanted
