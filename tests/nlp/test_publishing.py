"""The publisher's own part: press releases without a subject, agencies, partners named alone."""

from __future__ import annotations

import pytest

from crawlers.document import Document
from nlp.tagger import Tagger
from nlp.tags import Signal


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


def first_of(tagger: Tagger, title: str, text: str, language: str, country: str, type_: str) -> Signal:
    item = Document(
        id="x", url="", title=title, text=text, language=language, published="2026-06-15", country=country
    )
    return next(signal for signal in tagger.tag([item])[0].signals if signal.type == type_)


@pytest.mark.parametrize(
    ("title", "text", "language", "country", "type_", "parties", "inferred"),
    [
        ("モンゴルとの共同公募を開始", "", "ja", "JP", "joint_call", ("JP", "MN"), ("JP",)),
        (
            "",
            "学術協力機構は、ガーナとペルーの技術者を対象に研修を開始した。技術協力プロジェクトである。",
            "ja",
            "JP",
            "capacity",
            ("GH", "JP", "PE"),
            ("JP",),
        ),
        ("", "Le ministre reçoit son homologue marocain", "fr", "FR", "dialogue", ("FR", "MA"), ("FR",)),
        ("", "Ministern undertecknar avtal med Ghana", "sv", "SE", "agreement", ("GH", "SE"), ("SE",)),
        ("", "La ministra de Ciencia de Chile firmó un acuerdo", "es", "ES", "agreement", ("CL",), ()),
        ("", "ガーナとの共同研究を当面停止する。", "ja", "JP", "suspension", ("GH", "JP"), ("JP",)),
        (
            "",
            "Nuestro ministerio firmó un convenio con Ghana.",
            "es",
            "UY",
            "agreement",
            ("GH", "UY"),
            ("UY",),
        ),
        (
            "",
            "Wir haben ein Abkommen mit Ghana unterzeichnet.",
            "de",
            "AT",
            "agreement",
            ("AT", "GH"),
            ("AT",),
        ),
        (
            "",
            "Das Ministerium hat Leitlinien zur Forschungssicherheit beschlossen.",
            "de",
            "AT",
            "restriction",
            ("AT",),
            ("AT",),
        ),
        (
            "",
            "The Ministry will run a joint research programme with Ghana.",
            "en",
            "NO",
            "joint_research",
            ("GH", "NO"),
            ("NO",),
        ),
    ],
)
def test_the_publisher_takes_part_in_what_it_tells_of_itself(
    tagger: Tagger,
    title: str,
    text: str,
    language: str,
    country: str,
    type_: str,
    parties: tuple[str, ...],
    inferred: tuple[str, ...],
) -> None:
    signal = first_of(tagger, title, text, language, country, type_)
    assert (signal.parties, signal.inferred) == (parties, inferred)


@pytest.mark.parametrize(
    ("title", "text", "language", "country", "type_", "parties"),
    [
        ("Ghana and Peru sign a research accord", "", "en", "GB", "agreement", ("GH", "PE")),
        ("ガーナとペルー、研究協力の覚書に署名", "", "ja", "JP", "agreement", ("GH", "PE")),
        ("", "Ghana adopted a national quantum strategy.", "en", "GB", "strategy", ("GH",)),
    ],
)
def test_who_only_reports_takes_no_part(
    tagger: Tagger,
    title: str,
    text: str,
    language: str,
    country: str,
    type_: str,
    parties: tuple[str, ...],
) -> None:
    signal = first_of(tagger, title, text, language, country, type_)
    assert (signal.parties, signal.inferred) == (parties, ())
