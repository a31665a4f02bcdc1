"""Fields: which field of science and technology, or none (05)."""

from __future__ import annotations

from collections.abc import Callable

from stdiplo_scan.evaluate.measure import Context, Measure, Outcome
from stdiplo_scan.evaluate.scores import binary_f1, mean
from stdiplo_scan.evaluate.tag_peers import hazard_words, nearest_fields, science_words_es
from stdiplo_scan.evaluate.tagged import both, tag_set, text_alone, wrong

B = "05b_fields_cordis"
C = "05c_fields_stm"
F = "05f_st_news_spanish"
H = "05i_disaster_messages_news"
R = "03b_countries_reuters"
_NEWS = 100
_SCIENCE = "Ciencia y Tecnología"


def _two_best(name: str, file: str) -> Callable[[Context], Outcome]:
    """The share of the rows that field_map.json maps where one of the two best fields is right."""

    def figure(context: Context) -> Outcome:
        known = context.sets.field_map()
        rows = context.sets.rows(name, file)
        items = tag_set(context, name, file, keep=lambda row: row.get("gold_field") in known)
        cases = []
        for item in items:
            gold = known[item.row["gold_field"]]
            met = [field["id"] for field in item.answer["fields"][:2]]
            cases.append(item.case(float(bool(set(gold) & set(met))), gold, " ".join(met) or "none"))
        peers = {}
        if context.peers:
            near = nearest_fields([item.content for item in items], context.embedder)
            right = [
                bool(set(known[item.row["gold_field"]]) & set(met))
                for item, met in zip(items, near, strict=True)
            ]
            peers["nearest label"] = mean(right)
        silent = sum(not item.answer["fields"] for item in items)
        note = f"{len(items)} of {len(rows)} rows have a mapped field; {silent} got none"
        return Outcome(len(items), mean(case.score for case in cases), peers, note, wrong(cases))

    return figure


def spanish_science(context: Context) -> Outcome:
    """F1 of "has a field" against the newspaper's science and technology section."""
    items = tag_set(context, F, "ljz.dev", both)
    pairs = [(item.row["gold_category"] == _SCIENCE, bool(item.answer["fields"])) for item in items]
    cases = []
    for item, (expected, met) in zip(items, pairs, strict=True):
        shown = " ".join(f"{field['id']} {field['score']:.2f}" for field in item.answer["fields"][:3])
        cases.append(item.case(float(expected == met), item.row["gold_category"], shown or "no field"))
    peers = {}
    if context.peers:
        words = [
            (expected, science_words_es(item.content))
            for item, (expected, _) in zip(items, pairs, strict=True)
        ]
        peers["keywords"] = binary_f1(words).f1
    scores = binary_f1(pairs)
    note = f"P {scores.precision:.3f} R {scores.recall:.3f}"
    return Outcome(len(items), scores.f1, peers, note, wrong(cases))


def _hazards(sample: int) -> Callable[[Context], Outcome]:
    """F1 of "DRR with evidence" against "has a hazard"."""

    def figure(context: Context) -> Outcome:
        items = tag_set(context, H, "disaster.dev", text_alone, sample=sample)
        pairs, cases = [], []
        for item in items:
            met = any(field["id"] == "DRR" and field["evidence"] for field in item.answer["fields"])
            expected = bool(item.row["gold_hazards"])
            pairs.append((expected, met))
            shown = " ".join(f"{field['id']} {field['score']:.2f}" for field in item.answer["fields"][:3])
            cases.append(item.case(float(expected == met), item.row["gold_hazards"], shown or "no field"))
        peers = {}
        if context.peers:
            words = [
                (expected, hazard_words(item.text)) for item, (expected, _) in zip(items, pairs, strict=True)
            ]
            peers["keywords"] = binary_f1(words).f1
        scores = binary_f1(pairs)
        note = f"P {scores.precision:.3f} R {scores.recall:.3f}"
        return Outcome(len(items), scores.f1, peers, note, wrong(cases))

    return figure


def ordinary_news(context: Context) -> Outcome:
    """The share of business news stories without any field; the rows have no label for it."""
    items = tag_set(context, R, "reuters_places.dev", sample=_NEWS)
    cases = []
    for item in items:
        shown = " ".join(f"{field['id']} {field['score']:.2f}" for field in item.answer["fields"][:3])
        cases.append(item.case(float(not item.answer["fields"]), "no field", shown or "no field"))
    note = f"{_NEWS} drawn with a fixed seed; unlabelled, a few are about technology"
    return Outcome(len(items), mean(case.score for case in cases), {}, note, wrong(cases))


_TWO = "one of the two best fields is right"

MEASURES: tuple[Measure, ...] = (
    Measure("03b.no_field", R, ordinary_news, "share of ordinary news without a field", "", noise=0.03),
    Measure(
        "05b.field", B, _two_best(B, "cordis.dev"), _TWO, "nearest label about .76", quick=True, noise=0.02
    ),
    Measure("05c.field", C, _two_best(C, "stm.dev"), _TWO, "nearest label about .85", quick=True, noise=0.02),
    Measure(
        "05f.science", F, spanish_science, "F1, science and technology or not", "", quick=True, noise=0.02
    ),
    Measure("05i.hazard", H, _hazards(0), "F1 of DRR evidence", "keywords .779 (macro over hazards)"),
    Measure("05i.quick", H, _hazards(150), "F1 of DRR evidence", "", quick=True, noise=0.03),
)
