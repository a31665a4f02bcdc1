"""A new version against the old one: the facts that tell whether it matters."""

from __future__ import annotations

from typing import Any

import pytest

from crawlers.document import Document
from index.records import StoredDocument
from index.revisions import RevisionDiff, compare_versions
from nlp.quantities import find_quantities
from nlp.tags import Signal, Tag


def version(number: int, title: str, text: str, *, language: str = "en", **more: Any) -> StoredDocument:
    tags, signals = more.pop("tags", ()), more.pop("signals", ())
    document = Document("d1", "https://x.org/", title, text, language, published="2026-11-02", **more)
    return StoredDocument(document, number, (1, 2), tags, signals, (), None, None)


def facts(diff: RevisionDiff) -> list[tuple[str, str, str, str]]:
    return [(fact.kind, fact.change, fact.before, fact.after) for fact in diff.facts]


def signal(stage: str, parties: tuple[str, ...], place: tuple[int, int], **more: Any) -> Signal:
    facts: dict[str, Any] = {"type": "agreement", "polarity": "cooperation", "modality": "asserted", **more}
    return Signal(stage=stage, parties=parties, japan="out", score=0.9, evidence=place, **facts)  # type: ignore[arg-type]


def test_money_dates_and_figures_of_an_english_text() -> None:
    old = version(
        1, "Call", "It funds 20 million euros. It opens on 5 June 2026. Some 300 researchers take part."
    )
    new = version(
        2, "Call", "It opens on 6 June 2026. It funds 35 million euros. Some 450 researchers take part. "
        "Women shall hold 40% of the posts.",
    )  # fmt: skip
    diff = compare_versions(old, new)
    assert facts(diff) == [
        ("amount", "changed", "20 million euros", "35 million euros"),
        ("quantity", "changed", "300 researchers", "450 researchers"),
        ("quantity", "added", "", "40%"),
        ("date", "changed", "5 June 2026", "6 June 2026"),
    ]
    for fact in diff.facts:
        assert fact.after_range is not None
        assert new.document.content[slice(*fact.after_range)] == fact.after
    assert diff.unchanged == 1


def test_money_dates_and_figures_of_a_japanese_text() -> None:
    old = version(
        1,
        "取決め",
        "令和8年6月5日に署名した。支援額は2,000万円とする。研究者は300人を予定する。",
        language="ja",
    )
    new = version(
        2, "取決め", "令和8年6月6日に署名した。支援額は3,500万円とする。研究者は450人を予定する。"
        "新たに10か国が参加する。", language="ja",
    )  # fmt: skip
    assert facts(compare_versions(old, new)) == [
        ("amount", "changed", "2,000万円", "3,500万円"),
        ("quantity", "changed", "300人", "450人"),
        ("quantity", "added", "", "10か国"),
        ("date", "changed", "令和8年6月5日", "令和8年6月6日"),
    ]


def test_partners_come_and_go() -> None:
    def country(code: str, role: str, score: float = 0.9) -> Tag:
        return Tag("country", code, score, ((0, 5),), role=role)  # type: ignore[arg-type]

    old = version(
        1, "Agreement", "x", tags=(country("KE", "actor"), country("FR", "actor"), country("US", "mentioned"))
    )
    new = version(
        2, "Agreement", "x",
        tags=(country("FR", "actor"), country("CL", "actor"), Tag("organisation", "CERN", 0.9, ((0, 4),))),
    )  # fmt: skip
    assert facts(compare_versions(old, new)) == [
        ("partner", "removed", "KE", ""),
        ("partner", "added", "", "CL"),
        ("partner", "added", "", "CERN"),
    ]


def test_a_stage_moves_on_and_a_new_event_is_told() -> None:
    old = version(1, "Talks", "x", signals=(signal("negotiating", ("FR", "KE"), (0, 5)),))
    new = version(
        2, "Talks", "x",
        signals=(signal("signed", ("FR", "KE"), (0, 5)), signal("open", ("FR",), (0, 5), type="joint_call")),
    )  # fmt: skip
    stage, event, *_ = compare_versions(old, new).facts
    assert (stage.kind, stage.before, stage.after, stage.unit) == (
        "stage",
        "negotiating",
        "signed",
        "agreement",
    )
    assert (event.kind, event.change, event.after, event.unit) == ("event", "added", "open", "joint_call")
    assert compare_versions(new, new).facts == ()


def test_a_sentence_that_only_moved_brings_no_fact() -> None:
    old = version(1, "T", "It costs 5 million euros. Bye now to everybody.")
    new = version(2, "T", "Bye now to everybody. It costs 5 million euros.")
    diff = compare_versions(old, new)
    assert diff.facts == ()
    assert [change.change for change in diff.sentences] == ["moved"]


def test_empty_texts_and_other_dates_are_compared_too() -> None:
    old = version(1, "", "")
    new = version(2, "Title", "")
    assert [change.change for change in compare_versions(old, new).sentences] == ["added"]
    assert compare_versions(old, old).sentences == ()


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("a share of 3.5 % and 1,200 students", "en", [(3.5, "%"), (1200, "students")]),
        ("1.200 Studierende und 3,5 Prozent", "de", [(1200, "studierende"), (3.5, "%")]),
        ("5万人、3社、12か国", "ja", [(50_000, "people"), (3, "companies"), (12, "countries")]),
        ("约300名研究人员", "zh", [(300, "people")]),
        ("in June 2026 at 5 pm, 20 May", "en", []),
        ("no figures", "en", []),
    ],
)
def test_figures_with_their_units(text: str, language: str, wanted: list[tuple[float, str]]) -> None:
    found = find_quantities(text, (0, len(text)), language=language)
    assert [(one.value, one.unit) for one in found] == wanted
