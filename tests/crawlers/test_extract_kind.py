"""What kind of document a page is, in the languages of the catalogue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.kind import document_kind
from crawlers.stream import KINDS

PAGE = "https://ministry.example/a"


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (
            "Ministry publishes strategy on quantum technology",
            "The minister said on Monday that it works.",
            "news",
        ),
        ("Quantum strategy 2035", "The strategy names five aims for the coming decade.", "policy"),
        (
            "Ministers sign agreement on research",
            "The two ministers signed it today, the office said.",
            "news",
        ),
        ("Agreement between A and B on research", "The parties wish to work together.", "agreement"),
        ("Joint Statement of the Leaders", "We met at a time of change.", "agreement"),
        (
            "Climate Dialogue",
            "Speech by Ms A, Minister for Science, at the dialogue. Excellencies, ...",
            "speech",
        ),
        ("環境大臣", "ご列席の皆様、本日はお招きいただき光栄です。", "speech"),
        ("気候サミット", "尊敬的各位来宾，女士们、先生们，大家好。", "speech"),
        ("Conférence de Paris", "Mesdames et Messieurs, je suis heureux d'être parmi vous.", "speech"),
        (
            "Auftakt in Berlin",
            "Meine sehr geehrten Damen und Herren, ich freue mich, hier zu sein.",
            "speech",
        ),
        ("기념식", "존경하는 내외 귀빈 여러분, 반갑습니다.", "speech"),
        ("Acto de apertura", "Señoras y señores, es un honor abrir este encuentro.", "speech"),
        (
            "Hybride Materialien",
            "Förderlinie im Programm. Antragsberechtigt sind Unternehmen. Der Zuschuss deckt die Hälfte. "
            "Projektskizzen sind bis zur Frist einzureichen.",
            "call",
        ),
        (
            "量子技術プログラム",
            "応募資格は大学。申請は電子で提出し、締切は五月。採択は十件。助成額は千万円。",
            "call",
        ),
        (
            "Programa de movilidad",
            "Los solicitantes presentan su solicitud en plazo. Las ayudas y bases reguladoras.",
            "call",
        ),
        (
            "両国の科学協力",
            "外務省は15日、両国が協定に署名したと発表した。大臣は「大きな一歩だ」と述べた。",
            "news",
        ),
        (
            "两国签署科技合作协定",
            "记者15日从外交部获悉，两国代表签署了协定。发言人表示，这是重要一步。",
            "news",
        ),
        (
            "과기정통부, 공동연구 협정 체결",
            "과기정통부는 15일 협정을 체결했다고 밝혔다. 장관은 협력이 중요하다고 말했다.",
            "news",
        ),
        ("About us", "The agency funds research. It was founded by law.", "other"),
        ("お問い合わせ", "代表電話は平日に受け付けます。", "other"),
        ("Norway", "Introduction. This page lists the services of the node.", "other"),
    ],
)
def test_the_kind_follows_title_and_opening(title: str, text: str, kind: str) -> None:
    assert document_kind(title, PAGE, text) == kind


def test_a_day_of_publication_speaks_for_news() -> None:
    title, text = "Two new members join the research network", "The network welcomed two institutes. " * 20
    assert document_kind(title, PAGE, text, published="2026-10-05") == "news"


def test_a_long_file_without_other_signs_is_a_report() -> None:
    text = "Research and development in the regions. " * 300
    assert document_kind("Regions", PAGE + ".pdf", text, "application/pdf") == "report"
    assert document_kind("Regions", PAGE + ".pdf", text[:400], "application/pdf") == "other"


@given(st.text(max_size=200), st.text(max_size=400))
def test_every_text_has_one_of_the_kinds(title: str, text: str) -> None:
    assert document_kind(title, PAGE, text) in KINDS
