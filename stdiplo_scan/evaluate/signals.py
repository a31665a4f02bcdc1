"""Signals as records: type, stage, parties, modality and Japan's part, against what people wrote.

Two kinds of sets: `pairs`, sentences written for this project in Japanese and English, every fourth of them
in other languages too, and `office`, an office's own labelled files, which lie outside the repository in the
folder that settings name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from crawlers.stream import document_from_row
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.scores import counted, mean, micro_f1
from stdiplo_scan.evaluate.sets import OFFICE, PAIRS, Row, SetAbsent
from stdiplo_scan.evaluate.tagged import Tagged

SIGNALS_FILE, SCIENCE_FILE, PAIRS_FILE = "signals", "science", "pairs_ja_en.txt"
OTHERS_FILE = "pairs_in_others.txt"
# fmt: off
OTHERS = (
    "ar", "cs", "da", "de", "es", "fi", "fr", "he", "hu", "id", "it", "ko",
    "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
)
# fmt: on
PUBLISHED = "2026-11-20"  # the day on which the sentences of the pairs are read
TRENDS = frozenset({"strategy", "funding", "organisation", "indicator", "capability"})
_TOLD = ("asserted", "planned")
_ENOUGH = 0.5
_UNJUDGED = "?"
_TYPES = "micro F1 of the types"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says a sentence tells; None where that is not judged."""

    types: frozenset[str]
    optional: frozenset[str] = frozenset()  # types that count neither way; "*" is every type
    stages: frozenset[str] | None = None  # any of them is right
    modality: str | None = None
    parties: frozenset[str] | None = None
    japan: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence: what was wanted, and the records that answered."""

    item: Tagged
    wanted: Wanted
    best: dict[str, Row] = field(default_factory=dict)  # by type, the best record of any modality

    @property
    def told(self) -> set[str]:
        """The types that score .5 or more, asserted or planned; of past ones where that is wanted."""
        kinds = (*_TOLD, self.wanted.modality)
        return {
            type_
            for type_, signal in self.best.items()
            if signal["score"] >= _ENOUGH and signal["modality"] in kinds
        }

    @property
    def counted(self) -> tuple[set[str], set[str]]:
        """Expected and met types, without those that count neither way and without national news that
        stands beside cooperation.
        """
        wanted = self.wanted
        met = {type_ for type_ in self.told if type_ in wanted.types or type_ not in wanted.optional}
        if "*" in wanted.optional:
            met &= wanted.types
        if not wanted.types & TRENDS:
            met -= TRENDS
        return set(wanted.types), met

    @property
    def record(self) -> Row | None:
        """The record of a wanted type; None where there is none of .5 or more."""
        found = [self.best[type_] for type_ in self.wanted.types if type_ in self.best]
        return next((signal for signal in found if signal["score"] >= _ENOUGH), None)


def judge(item: Tagged, wanted: Wanted) -> Judged:
    """The item with its best record of each type."""
    best: dict[str, Row] = {}
    for signal in sorted(item.answer["signals"], key=lambda one: -one["score"]):
        best.setdefault(signal["type"], signal)
    return Judged(item, wanted, best)


def _tag(context: Context, place: str, row: Row, text: str, **known: str | None) -> Tagged:
    def compute() -> Tagged:
        given = {name: value for name, value in known.items() if value}
        document = document_from_row({"id": row["id"], "title": "", "text": text, **given})
        answer = context.tagger.tag([document])[0].to_json()
        context.report(place)
        return Tagged(row, "", text, answer)

    return context.once(f"signals {place} {row['id']}", compute)


# --- pairs


def read_pairs(text: str) -> list[Row]:
    """The rows of the file of pairs: `ja`, `en` and what both say. Raises ValueError on a broken line."""
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 7:
            raise ValueError(f"{PAIRS_FILE} line {number}: {len(cells)} cells; wanted 7 between bars")
        rows.append({"id": f"pair{len(rows) + 1:03d}", "cells": cells[:5], "ja": cells[5], "en": cells[6]})
    return rows


def _wanted_of_cells(cells: Sequence[str]) -> Wanted:
    type_, stage, modality, parties, japan = cells
    if type_ == "none":
        return Wanted(frozenset())
    hypothetical = modality not in (*_TOLD, "past")
    return Wanted(
        types=frozenset() if hypothetical else frozenset({type_}),
        optional=frozenset({"*"}) if hypothetical else frozenset(),
        stages=None if stage == _UNJUDGED else frozenset(stage.split("/")),
        modality=modality,
        parties=frozenset(parties.split()),
        japan=None if japan == _UNJUDGED else japan,
    )


def _pairs(context: Context, language: str, part: str) -> list[Judged]:
    """The sentences of one language: those of `even` number, or all."""
    path = context.sets.at(PAIRS) / PAIRS_FILE
    rows = read_pairs(path.read_text(encoding="utf-8"))
    return [
        judge(
            _tag(context, f"pairs {language}", row, row[language], language=language, published=PUBLISHED),
            _wanted_of_cells(row["cells"]),
        )
        for at, row in enumerate(rows, 1)
        if part == "all" or at % 2 == 0
    ]


def read_translations(text: str) -> list[tuple[str, int, str]]:
    """(language, number of the pair from 1, sentence) of each line. Raises ValueError on a broken line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 3 or cells[0] not in OTHERS or not cells[1].isdigit():
            raise ValueError(
                f"{OTHERS_FILE} line {number}: {line[:60]!r}; wanted language | number | sentence"
            )
        found.append((cells[0], int(cells[1]), cells[2]))
    return found


def _translated(context: Context, language: str | None) -> list[Judged]:
    """The pairs in one other language, in all of them where None."""
    folder = context.sets.at(PAIRS)
    rows = read_pairs((folder / PAIRS_FILE).read_text(encoding="utf-8"))
    return [
        judge(
            _tag(context, f"pairs {own}", rows[number - 1], text, language=own, published=PUBLISHED),
            _wanted_of_cells(rows[number - 1]["cells"]),
        )
        for own, number, text in read_translations((folder / OTHERS_FILE).read_text(encoding="utf-8"))
        if language in (None, own)
    ]


# --- an office's own sets


def _office(context: Context) -> list[Judged]:
    found = []
    for row in context.sets.rows(OFFICE, SIGNALS_FILE):
        text = _text_of(context, row)
        item = _tag(
            context, "office signals", row, text,
            published=row.get("published"), country=row.get("country"),
        )  # fmt: skip
        stages, parties = row.get("gold_stages"), row.get("gold_parties")
        wanted = Wanted(
            frozenset(row["gold_types"]),
            frozenset(row.get("gold_optional") or ()),
            None if stages is None else frozenset(stages),
            row.get("gold_modality"),
            None if parties is None else frozenset(parties),
        )
        found.append(judge(item, wanted))
    return found


def _text_of(context: Context, row: Row) -> str:
    if row.get("text"):
        return str(row["text"])
    raise SetAbsent(f"{OFFICE}: row {row.get('id')} has no text")


# --- figures


def _types(items: Callable[[Context], list[Judged]]) -> Callable[[Context], Outcome]:
    """Micro F1 of the types."""

    def figure(context: Context) -> Outcome:
        judged = items(context)
        pairs = [one.counted for one in judged]
        scores = micro_f1(pairs)
        cases = [
            one.item.case(float(pair[0] == pair[1]), pair[0] or "none", pair[1] or "none")
            for one, pair in zip(judged, pairs, strict=True)
            if pair[0] != pair[1]
        ]
        note = (
            f"P {scores.precision:.3f} R {scores.recall:.3f}; {sum(bool(p[0]) for p in pairs)} tell a signal"
        )
        return Outcome(len(judged), scores.f1, {}, note, tuple(cases))

    return figure


def _stages(items: Callable[[Context], list[Judged]]) -> Callable[[Context], Outcome]:
    """Share of right stages among the signals found."""

    def figure(context: Context) -> Outcome:
        found = [(one, one.record) for one in items(context) if one.wanted.stages is not None]
        cases = [
            one.item.case(
                float(record["stage"] in (one.wanted.stages or ())),
                one.wanted.stages or "",
                str(record["stage"]),
            )
            for one, record in found
            if record is not None
        ]
        return _share(cases)

    return figure


def _modalities(items: Callable[[Context], list[Judged]]) -> Callable[[Context], Outcome]:
    """Share of right modalities, those that tell no event included: there nothing may be told as one."""

    def figure(context: Context) -> Outcome:
        cases = []
        for one in items(context):
            expected, record = one.wanted.modality, one.record
            if expected in (None, _UNJUDGED, ""):
                continue
            if one.wanted.types and record is not None:
                met = str(record["modality"])
                cases.append(one.item.case(float(met == expected), str(expected), met))
            elif not one.wanted.types:
                told = {type_ for type_ in one.told if type_ not in TRENDS}
                cases.append(one.item.case(float(not told), str(expected), told or "nothing told"))
        return _share(cases)

    return figure


def _parties(items: Callable[[Context], list[Judged]]) -> Callable[[Context], Outcome]:
    """Micro F1 of the parties of the signals found."""

    def figure(context: Context) -> Outcome:
        pairs, cases = [], []
        for one in items(context):
            record, parties = one.record, one.wanted.parties
            if record is None or parties is None:
                continue
            met = set(record["parties"])
            pairs.append((set(parties), met))
            if met != parties:
                score = micro_f1([(parties, met)]).f1
                cases.append(one.item.case(score, parties, met or "none"))
        scores = micro_f1(pairs)
        note = f"of signals found; P {scores.precision:.3f} R {scores.recall:.3f}"
        return Outcome(len(pairs), scores.f1, {}, note, tuple(cases))

    return figure


def _japan(items: Callable[[Context], list[Judged]]) -> Callable[[Context], Outcome]:
    """Share of right words on Japan's part among the signals found."""

    def figure(context: Context) -> Outcome:
        cases = []
        for one in items(context):
            record, japan = one.record, one.wanted.japan
            if record is not None and japan is not None:
                cases.append(one.item.case(float(record["japan"] == japan), japan, str(record["japan"])))
        return _share(cases)

    return figure


def _share(cases: Iterable[Case]) -> Outcome:
    listed = list(cases)
    wrong = tuple(case for case in listed if case.score < 1)
    return Outcome(len(listed), mean(case.score for case in listed), {}, "of signals found", wrong)


def _science(context: Context) -> Outcome:
    """Accuracy of "has a field" on an office's documents; their texts come from the set named."""
    rows = [row for row in context.sets.rows(OFFICE, SCIENCE_FILE) if row["gold_science"] is not None]
    texts = {row["id"]: row for row in context.sets.rows("07_real_policy_docs", "docs.dev")}
    pairs, cases = [], []
    for row in rows:
        text = texts.get(row["id"])
        if text is None:
            raise SetAbsent(f"{SCIENCE_FILE}: no document {row['id']}")
        document = document_from_row({key: text.get(key) or "" for key in ("id", "title", "text", "url")})
        answer = context.tagger.tag([document])[0].to_json()
        context.report("office science")
        met, expected = bool(answer["fields"]), bool(row["gold_science"])
        pairs.append((expected, met))
        item = Tagged(row, document.title, document.text, answer)
        shown = " ".join(f"{one['id']} {one['score']:.2f}" for one in answer["fields"][:3])
        cases.append(item.case(float(expected == met), str(expected), shown or "no field"))
    right = sum(expected and met for expected, met in pairs)
    scores = counted(right, sum(met for _, met in pairs), sum(expected for expected, _ in pairs))
    wrongly = sum(met and not expected for expected, met in pairs)
    none = sum(not expected for expected, _ in pairs)
    note = (
        f"accuracy {mean(case.score for case in cases):.3f}; a field on {wrongly} of {none} without science"
    )
    return Outcome(len(pairs), scores.f1, {}, note, tuple(case for case in cases if case.score < 1))


def _measures_of(name: str, set_: str, items: Callable[[Context], list[Judged]]) -> tuple[Measure, ...]:
    return (
        Measure(f"{name}.types", set_, _types(items), _TYPES, noise=0.02),
        Measure(f"{name}.stages", set_, _stages(items), "share of right stages", noise=0.02),
        Measure(f"{name}.modality", set_, _modalities(items), "share of right modalities", noise=0.02),
        Measure(f"{name}.parties", set_, _parties(items), "micro F1 of the parties", noise=0.02),
    )


def _pair_items(language: str, part: str = "all") -> Callable[[Context], list[Judged]]:
    return lambda context: _pairs(context, language, part)


def _measures_of_pairs(language: str) -> tuple[Measure, ...]:
    name, items = f"pairs.{language}", _pair_items(language)
    held = f"{_TYPES}; the sentences of even number, which nobody read while rules were written"
    return (
        *_measures_of(name, PAIRS, items),
        Measure(f"{name}.japan", PAIRS, _japan(items), "share of right words on Japan's part", noise=0.02),
        Measure(f"{name}.held", PAIRS, _types(_pair_items(language, "even")), held, noise=0.02),
    )


def _measures_of_translations() -> tuple[Measure, ...]:
    def items(language: str | None) -> Callable[[Context], list[Judged]]:
        return lambda context: _translated(context, language)

    return (
        *_measures_of("pairs.others", PAIRS, items(None)),
        *(Measure(f"pairs.{one}.types", PAIRS, _types(items(one)), _TYPES, noise=0.04) for one in OTHERS),
    )


MEASURES: tuple[Measure, ...] = (
    *_measures_of("office", OFFICE, _office),
    Measure("office.science", OFFICE, _science, "F1, about a field of science or not", noise=0.02),
    *_measures_of_pairs("ja"),
    *_measures_of_pairs("en"),
    *_measures_of_translations(),
)
