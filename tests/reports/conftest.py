"""A made world for the reports: seven fictional publishers, twelve usual weeks, and one week of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from crawlers.document import Document
from index.records import Fact, StoredDocument
from nlp.tags import Amount, Signal
from reports.coverage import Coverage, CoverageRun, CoverageTarget, build_coverage
from reports.digest import Digest, DigestSettings, build_digest
from reports.extras import NO_EXTRAS, WeekExtras
from reports.week import Week
from tests.reports.the_extras import extras_of

WEEK = Week.parse("2026-W47")
TARGETS = (
    CoverageTarget("br-sky", "Sky Agency of Brasilandia", "ブラジランディア宇宙庁", "BR"),
    CoverageTarget("de-rhein", "Rhine Research Ministry", "ライン研究省", "DE"),
    CoverageTarget("jp-sora", "Sora Science Agency", "そら科学機構", "JP"),
    CoverageTarget("kr-haneul", "Haneul Science Office", "ハヌル科学庁", "KR"),
    CoverageTarget("un-blue", "Blue Ocean Commission", "青い海委員会", "UN"),
    CoverageTarget("us-cedar", "Cedar Science Foundation", "シーダー科学財団", "US"),
    CoverageTarget("vn-sen", "Lotus Ministry of Science", "蓮科学省", "VN"),
)


class MadeStore:
    """Documents by id and version, as the store gives them."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, int], StoredDocument] = {}

    def document(self, document_id: str, version: int | None = None) -> StoredDocument:
        if version is None:
            version = max(number for name, number in self.stored if name == document_id)
        return self.stored[document_id, version]


@dataclass
class World:
    """Facts with the documents behind them, and the ledger of the week."""

    week: Week = WEEK
    store: MadeStore = field(default_factory=MadeStore)
    facts: list[Fact] = field(default_factory=list)
    extras: WeekExtras = NO_EXTRAS

    def add(self, number: int, day: str, target: str | None, title: str, text: str, **more: Any) -> Fact:
        """A document of the store and its fact; `signals` are records of `find` or `signal`."""
        document_id = f"d{number:015x}"
        country = next((one.country for one in TARGETS if one.id == target), None)
        fetched = more.pop(
            "fetched", (date.fromisoformat(day) + timedelta(days=1)).isoformat() + "T01:00:00Z"
        )
        version = more.pop("version", 1)
        document = Document(
            id=document_id,
            url=more.pop("url", f"https://{target or 'nowhere'}.example/news/{number}"),
            title=title,
            text=text,
            language=more.pop("language", "en"),
            published=day,
            published_from="feed",
            fetched_utc=fetched,
            kind="news",
            country=country,
            target_id=target,
        )
        fact = Fact(
            document_id=document_id,
            version=version,
            story_id=more.pop("story", document_id),
            target_id=target,
            title=title,
            url=document.url,
            language=document.language,
            kind="news",
            published=day,
            published_from="feed",
            fetched_utc=fetched,
            country=country,
            actors=more.pop("actors", ()),
            mentioned=(),
            regions=(),
            fields=more.pop("fields", ()),
            signals=tuple(
                replace(one, evidence=_place(document.content, one)) for one in more.pop("signals", ())
            ),
            terms=more.pop("terms", ()),
        )
        assert not more, more
        self.facts.append(fact)
        self.store.stored[document_id, version] = StoredDocument(
            document=document,
            version=version,
            versions=tuple(range(1, version + 1)),
            tags=(),
            signals=fact.signals,
            regions=(),
            story_id=fact.story_id,
            duplicate_of=None,
        )
        return fact

    def coverage(self, runs: list[CoverageRun] | None = None) -> Coverage:
        return build_coverage(
            self.week, targets=TARGETS, runs=made_runs() if runs is None else runs, facts=self.facts
        )


def signal(kind: str, stage: str | None, parties: str, **more: Any) -> Signal:
    """A signal whose evidence is the document's last sentence line; the polarity follows from the type."""
    polarity = "restriction" if kind in ("restriction", "suspension") else "cooperation"
    if kind in ("strategy", "funding", "organisation", "indicator", "capability"):
        polarity = "none"
    japan = more.pop("japan", "in" if "JP" in parties.split() else "out")
    return Signal(
        type=kind,  # type: ignore[arg-type]
        stage=stage,  # type: ignore[arg-type]
        polarity=polarity,  # type: ignore[arg-type]
        modality=more.pop("modality", "asserted"),
        parties=tuple(sorted(parties.split())),
        japan=japan,
        score=more.pop("score", 0.86),
        evidence=(0, 0),
        **more,
    )


def _place(content: str, one: Signal) -> tuple[int, int]:
    if one.evidence != (0, 0):
        return one.evidence
    start = content.rstrip().rfind("\n") + 1
    return start, len(content.rstrip())


def made_runs(week: Week = WEEK) -> list[CoverageRun]:
    """A good run each Monday of 16 weeks; the Korean target fails in the week, the ocean body is quiet."""
    runs = []
    for back in range(16, -1, -1):
        monday = week.end - timedelta(weeks=back)
        for target in TARGETS:
            lost = target.id == "kr-haneul" and back == 0
            runs.append(
                CoverageRun(
                    target_id=target.id,
                    finished=monday,
                    outcome="failing" if lost else "quiet" if target.id == "un-blue" else "healthy",
                    listed=0 if lost else 12,
                    kept=0 if lost else 4,
                    skipped={"http_error": 3} if lost else {},
                    error="503" if lost else "",
                )
            )
    return runs


@pytest.fixture
def world() -> World:
    """An empty world."""
    return World()


@pytest.fixture
def make_signal() -> Callable[..., Signal]:
    return signal


@pytest.fixture
def made_settings() -> DigestSettings:
    return DigestSettings(
        notice_ja="このダイジェストの内容は架空です(デモ)。",
        notice_en="Everything in this digest is fictional (demo).",
        versions={"stdiplo-scan": "0.1.0", "tagger": "made-1", "model": "made"},
    )


@pytest.fixture
def build(made_settings: DigestSettings) -> Callable[..., Digest]:
    """Returns a function from a world to its digest."""

    def built(
        world: World, edition: str = "whole", language: str = "ja", settings: DigestSettings = made_settings
    ) -> Digest:
        return build_digest(
            world.week,
            edition,
            language,
            facts=world.facts,
            documents=world.store,
            coverage=world.coverage(),
            settings=settings,
            extras=world.extras,
        )

    return built


@pytest.fixture
def full_world(world: World) -> World:
    """Twelve weeks of usual news and the week's twelve stories, all fictional."""
    number = 0x1000
    for weeks_back in range(12, 0, -1):
        monday = world.week.shifted(-weeks_back).start
        for place, (target, country, codes) in enumerate(
            (
                ("us-cedar", "US", ("AID",)),
                ("us-cedar", "US", ("QUA",)),
                ("de-rhein", "DE", ("ENE",)),
                ("de-rhein", "DE", ("ENE", "MIN")),
                ("vn-sen", "VN", ("AGR",)),
                ("kr-haneul", "KR", ("ICT",)),
                ("kr-haneul", "KR", ("ICT", "AID")),
            )
        ):
            number += 1
            day = (monday + timedelta(days=place % 5)).isoformat()
            world.add(
                number,
                day,
                target,
                f"Usual news {number}",
                "Nothing of note.",
                actors=(country,),
                fields=codes,
                signals=(signal("funding", None, country, fields=codes),),
            )
    _add_the_week(world)
    world.extras = extras_of(world.store)
    return world


def _add_the_week(world: World) -> None:
    add = world.add
    lead = add(
        1,
        "2026-11-17",
        "vn-sen",
        "Lotus Ministry and Sora Agency sign a memorandum",
        "The two sides met in a garden.\nThe Lotus Ministry of Viet Nam and the Sora Science Agency of Japan "
        "signed a memorandum of cooperation on semiconductor research worth USD 5 million "
        "on 17 November 2026.",
        actors=("VN", "JP"),
        fields=("ICT",),
        terms=("semiconductor research",),
        signals=(
            signal(
                "agreement",
                "signed",
                "VN JP",
                instrument="memorandum of cooperation",
                fields=("ICT",),
                date="2026-11-17",
                organisations=("Lotus Ministry", "Sora Science Agency"),
                amount=Amount(5e6, "USD", (216, 229)),
                status="confirmed",
            ),
        ),
    )
    add(
        2,
        "2026-11-18",
        "jp-sora",
        "蓮科学省と協力覚書に署名",
        "会談は庭園で行われた。\nそら科学機構は17日、ベトナムの蓮科学省と半導体研究に関する協力覚書に署名した。",
        language="ja",
        story=lead.document_id,
        actors=("JP", "VN"),
        fields=("ICT",),
        signals=(signal("agreement", "signed", "VN JP", instrument="協力覚書", fields=("ICT",)),),
    )
    add(
        3,
        "2026-11-18",
        "br-sky",
        "Pedido ao Japão: satélites para a floresta",
        "A agência publicou uma carta.\n"
        "A Agência pediu ao Japão cooperação em observação da Terra para proteger a floresta.",
        language="pt",
        actors=("BR",),
        fields=("SPA", "ENV"),
        signals=(signal("need", "expressed", "BR JP", japan="asked", fields=("SPA",), score=0.71),),
    )
    add(
        4,
        "2026-11-19",
        "us-cedar",
        "Export rules for quantum equipment",
        "A notice was published.\n"
        "The United States will require licences for exports of quantum equipment from 1 January 2027.",
        actors=("US",),
        fields=("QUA",),
        signals=(
            signal("restriction", "in_force", "US", modality="planned", fields=("QUA",), date="2027-01-01"),
        ),
    )
    add(
        5,
        "2026-11-20",
        "de-rhein",
        "Deutschland und Korea setzen Programm aus",
        "Die Gespräche endeten ohne Ergebnis.\n"
        "Das Rhein-Ministerium und das Haneul-Amt setzen ihr gemeinsames Batterieprogramm aus.",
        language="de",
        actors=("DE", "KR"),
        fields=("ENE",),
        signals=(signal("suspension", "suspended", "DE KR", fields=("ENE",), score=0.64),),
    )
    for extra, (day, place) in enumerate(
        (
            ("2026-11-16", "Hue"),
            ("2026-11-17", "Da Lat"),
            ("2026-11-18", "Vinh"),
            ("2026-11-19", "Can Tho"),
            ("2026-11-20", "Hai Phong"),
        )
    ):
        add(
            6 + extra,
            day,
            "vn-sen",
            f"Chip laboratory opens in {place}",
            f"Guests came.\nViet Nam opened a national chip laboratory in {place}.",
            actors=("VN",),
            fields=("ICT",),
            terms=("chip laboratory",),
            signals=(signal("capability", "launched", "VN", fields=("ICT",), score=0.6 + extra / 100),),
        )
    add(
        11,
        "2026-11-19",
        "de-rhein",
        "Ausschreibung mit Frankreich <script>alert(1)</script>",
        "Hinweis\x00 an alle.\n"
        "Deutschland und Frankreich öffnen eine gemeinsame Ausschreibung zu grünem Wasserstoff & Speichern.",
        language="de",
        actors=("DE", "FR"),
        fields=("ENE",),
        url="javascript:alert(1)",
        signals=(signal("joint_call", "open", "DE FR", fields=("ENE", "NAN")),),
    )
    add(
        12,
        "2026-11-21",
        None,
        "",
        "中国と南アフリカは、感染症に関する共同研究所を設立した。",
        language="ja",
        actors=("CN", "ZA"),
        fields=("INF",),
        signals=(
            signal("joint_research", "launched", "CN ZA", fields=("INF",), organisations=("共同研究所",)),
        ),
    )
    add(
        13,
        "2026-11-21",
        "us-cedar",
        "Weather of the week",
        "It rained.",
        actors=("US",),
        fields=(),
    )
    add(
        14,
        "2026-10-05",
        "de-rhein",
        "Richtlinie zur Förderung",
        "Neue Fassung.\nDie Richtlinie wurde geändert.",
        language="de",
        version=2,
        fetched="2026-11-18T09:00:00Z",
        actors=("DE",),
        fields=("POL",),
    )
