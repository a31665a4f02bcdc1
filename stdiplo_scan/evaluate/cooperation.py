"""Cooperation and agreements: told or not, between whom, and never where there is none (04, traps)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable

from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.scores import balanced_accuracy, binary_f1, mean, micro_f1, set_f1
from stdiplo_scan.evaluate.sets import Row, SetAbsent
from stdiplo_scan.evaluate.tag_peers import cooperation_words, countries_by_name, diplomacy_words
from stdiplo_scan.evaluate.tagged import (
    Tagged,
    agreement_parties,
    agreement_signals,
    cooperation_score,
    countries_of,
    tag_row,
    tag_set,
    text_alone,
    title_alone,
    wrong,
)

A = "04a_coop_plover"
B = "04b_agreements_uk_treaties"
C = "04c_agreements_bilateral_texts"
D = "04d_diplomacy_whitehouse"
H = "05i_disaster_messages_news"
E = "taxonomy"
_ENOUGH = 0.5
_LEFT_OUT = frozenset({"YIELD", "REQUEST"})
_TYPES = (
    "agreement", "joint_statement", "joint_call", "joint_research", "mobility", "facility", "dialogue",
    "need", "ip_standards", "resource", "opening", "capacity", "restriction", "suspension",
)  # fmt: skip
_CODES = {f"S{at:02d}": name for at, name in enumerate(_TYPES, 1)}
_PEER_LANGUAGES = ("en", "es", "fr", "de", "ru", "uk", "hu", "it", "lt", "pt", "zh", "ar", "nl")
Pairs = list[tuple[bool, bool]]


def _told(item: Tagged) -> bool:
    return cooperation_score(item.answer) >= _ENOUGH


def _binary_cases(items: Iterable[Tagged], pairs: Pairs) -> list[Case]:
    return [
        item.case(float(expected == met), _word(expected), _word(met))
        for item, (expected, met) in zip(items, pairs, strict=True)
    ]


def _word(value: bool) -> str:
    return "cooperation" if value else "none"


# --- 04a


def _sentences(context: Context, sample: int) -> tuple[list[Tagged], Pairs]:
    items = tag_set(
        context, A, "plv.dev", text_alone, sample=sample, keep=lambda row: row["gold_root"] not in _LEFT_OUT
    )
    return items, [(bool(item.row["gold_cooperation"]), _told(item)) for item in items]


def _sentence_figure(score: Callable[[Pairs], float], sample: int = 0) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        items, pairs = _sentences(context, sample)
        peers = {}
        if context.peers:
            words = [cooperation_words(item.text) for item in items]
            peers["keywords"] = score([(one[0], met) for one, met in zip(pairs, words, strict=True)])
        scores = binary_f1(pairs)
        note = f"without YIELD and REQUEST; P {scores.precision:.3f} R {scores.recall:.3f}"
        return Outcome(len(items), score(pairs), peers, note, wrong(_binary_cases(items, pairs)))

    return figure


def _f1(pairs: Pairs) -> float:
    return binary_f1(pairs).f1


def gsr_countries(context: Context) -> Outcome:
    """Micro F1 of the countries of a sentence."""
    items = tag_set(context, A, "gsr.dev", text_alone)
    pairs = [(set(item.row["gold_countries"]), set(countries_of(item.answer))) for item in items]
    cases = [item.case(set_f1(*pair), *pair) for item, pair in zip(items, pairs, strict=True)]
    named = [(pair[0], countries_by_name(item.content)) for item, pair in zip(items, pairs, strict=True)]
    peers = {"names only": micro_f1(named).f1} if context.peers else {}
    return Outcome(len(items), micro_f1(pairs).f1, peers, "", wrong(cases))


# --- 04b, 04c


def _others(item: Tagged, met: set[str]) -> tuple[set[str], set[str]]:
    """The parties without GB, as expected and as met."""
    return set(item.row["gold_countries"]) - {"GB"}, met - {"GB"}


def _treaty(exact: bool, sample: int = 0) -> Callable[[Context], Outcome]:
    """The other party of a treaty from its title: share exactly right, or micro F1."""

    def figure(context: Context) -> Outcome:
        items = tag_set(context, B, "uk_treaties.dev", title_alone, sample=sample)
        pairs = [_others(item, agreement_parties(item.answer)) for item in items]
        cases = [item.case(set_f1(*pair), *pair) for item, pair in zip(items, pairs, strict=True)]
        named = [_others(item, countries_by_name(item.title)) for item in items] if context.peers else []

        def score(chosen: list[tuple[set[str], set[str]]]) -> float:
            return mean(expected == met for expected, met in chosen) if exact else micro_f1(chosen).f1

        irish = sum("IE" in met and "IE" not in expected for expected, met in pairs)
        silent = sum(
            not (pair[0] & set(countries_of(item.answer))) for item, pair in zip(items, pairs, strict=True)
        )
        note = (
            f"parties of the best agreement; Ireland told wrongly {irish} times; "
            f"in {silent} titles no name of the other party is found"
        )
        return Outcome(
            len(items), score(pairs), {"names only": score(named)} if named else {}, note, wrong(cases)
        )

    return figure


def _found(
    name: str, file: str, shape: Callable[[Row], Row], sample: int = 0
) -> Callable[[Context], Outcome]:
    """The share of documents with any agreement signal."""

    def figure(context: Context) -> Outcome:
        items = tag_set(context, name, file, shape, sample=sample)
        cases = [
            item.case(float(bool(agreement_signals(item.answer))), "agreement", "none") for item in items
        ]
        return Outcome(len(items), mean(case.score for case in cases), {}, "", wrong(cases))

    return figure


def _texts(sample: int) -> Callable[[Context], Outcome]:
    """Micro F1 of the parties of the best agreement in a text."""

    def figure(context: Context) -> Outcome:
        items = tag_set(context, C, "agreements.dev", text_alone, sample=sample)
        pairs = [(set(item.row["gold_countries"]), agreement_parties(item.answer)) for item in items]
        cases = [item.case(set_f1(*pair), *pair) for item, pair in zip(items, pairs, strict=True)]
        peers = {}
        if context.peers:
            peers["names in the first 600 characters"] = micro_f1(
                (pair[0], countries_by_name(item.text[:600], _PEER_LANGUAGES))
                for item, pair in zip(items, pairs, strict=True)
            ).f1
        scores = micro_f1(pairs)
        note = f"parties of the best agreement; P {scores.precision:.3f} R {scores.recall:.3f}"
        return Outcome(len(items), scores.f1, peers, note, wrong(cases))

    return figure


# --- 04d


def _bodies(sample: int) -> Callable[[Context], Outcome]:
    """F1 of cooperation against domestic, from the body alone."""

    def figure(context: Context) -> Outcome:
        items = tag_set(
            context,
            D,
            "wh.dev",
            text_alone,
            sample=sample,
            keep=lambda row: row["gold_cooperation"] is not None,
        )
        pairs = [(bool(item.row["gold_cooperation"]), _told(item)) for item in items]
        peers = {}
        if context.peers:
            peers["keywords"] = _f1(
                [(bool(i.row["gold_cooperation"]), diplomacy_words(i.text)) for i in items]
            )
        scores = binary_f1(pairs)
        note = f"the body alone; P {scores.precision:.3f} R {scores.recall:.3f}"
        return Outcome(len(items), scores.f1, peers, note, wrong(_binary_cases(items, pairs)))

    return figure


# --- negatives


def _no_agreement(
    name: str, file: str, keep: Callable[[Row], bool] | None = None, sample: int = 0
) -> Callable[[Context], Outcome]:
    """One less the share of documents with any agreement signal."""

    def figure(context: Context) -> Outcome:
        items = tag_set(context, name, file, text_alone, sample=sample, keep=keep)
        cases = []
        for item in items:
            found = agreement_signals(item.answer)
            shown = "; ".join(f"{one['stage']} {one['modality']} {one['score']:.2f}" for one in found[:2])
            cases.append(item.case(float(not found), "no agreement", shown or "no agreement"))
        return Outcome(len(items), mean(case.score for case in cases), {}, "", wrong(cases))

    return figure


def _conflict(row: Row) -> bool:
    return row["gold_cooperation"] is False and row["gold_root"] not in _LEFT_OUT


def _domestic(row: Row) -> bool:
    return bool(row["gold_type"] == "domestic")


# --- the taxonomy's sentences


def _examples(context: Context) -> list[Tagged]:
    path = context.sets.at(E) / "signal_examples.csv"
    if not path.is_file():
        raise SetAbsent(f"{path.name} is not beside the taxonomy")
    with path.open(encoding="utf-8", newline="") as file:
        return [tag_row(context, path.name, text_alone, row) for row in csv.DictReader(file)]


def _signal_types(item: Tagged) -> set[str]:
    """The types S01-S14 of the asserted and planned signals that score .5 or more."""
    return {
        signal["type"]
        for signal in item.answer["signals"]
        if signal["type"] in _TYPES
        and signal["modality"] in ("asserted", "planned")
        and signal["score"] >= _ENOUGH
    }


def traps(context: Context) -> Outcome:
    """The share of the sentences labelled none that give no signal."""
    items = [item for item in _examples(context) if item.row["label"] == "none"]
    cases = [item.case(float(not _signal_types(item)), "none", _signal_types(item)) for item in items]
    return Outcome(len(items), mean(case.score for case in cases), {}, "", wrong(cases))


def examples_found(context: Context) -> Outcome:
    """The share of the sentences labelled with a type that give a signal of that type."""
    items = [item for item in _examples(context) if item.row["label"] in _CODES]
    cases = []
    for item in items:
        expected = _CODES[item.row["label"]]
        cases.append(item.case(float(expected in _signal_types(item)), expected, _signal_types(item)))
    note = "proves nothing about recall on real text"
    return Outcome(len(items), mean(case.score for case in cases), {}, note, wrong(cases))


_BA = "balanced accuracy, cooperation or not"
_NONE = "share without any agreement signal"
_FOUND = "share found as agreement"
_KEYWORDS = "keywords .64 on other sentences; ZSP with a large NLI model F1 .961"

MEASURES: tuple[Measure, ...] = (
    Measure("04a.balanced", A, _sentence_figure(balanced_accuracy), _BA, _KEYWORDS),
    Measure("04a.f1", A, _sentence_figure(_f1), "F1 of cooperation", "keywords .616"),
    Measure("04a.gsr", A, gsr_countries, "micro F1 of the countries", ""),
    Measure("04a.negatives", A, _no_agreement(A, "plv.dev", _conflict), _NONE, ""),
    Measure("04a.quick", A, _sentence_figure(balanced_accuracy, 80), _BA, "", quick=True, noise=0.03),
    Measure("04b.exact", B, _treaty(exact=True), "exact parties without GB", ""),
    Measure("04b.f1", B, _treaty(exact=False), "micro F1 of the parties without GB", "names only .589"),
    Measure("04b.found", B, _found(B, "uk_treaties.dev", title_alone), _FOUND, ""),
    Measure(
        "04b.quick", B, _treaty(exact=True, sample=80), "exact parties without GB", "", quick=True, noise=0.03
    ),
    Measure("04c.f1", C, _texts(0), "micro F1 of the parties", "names only .786"),
    Measure("04c.found", C, _found(C, "agreements.dev", text_alone), _FOUND, ""),
    Measure("04c.quick", C, _texts(20), "micro F1 of the parties", "", quick=True, noise=0.03),
    Measure("04d.f1", D, _bodies(0), "F1 of cooperation against domestic", "keywords .894"),
    Measure("04d.negatives", D, _no_agreement(D, "wh.dev", _domestic), _NONE, ""),
    Measure("04d.quick", D, _bodies(40), "F1 of cooperation against domestic", "", quick=True, noise=0.03),
    Measure("05i.negatives", H, _no_agreement(H, "disaster.dev"), _NONE, ""),
    Measure(
        "taxonomy.traps",
        E,
        traps,
        "share of the negative sentences that stay negative",
        "",
        quick=True,
        noise=0.0,
    ),
    Measure(
        "taxonomy.found", E, examples_found, "share of the positive sentences found by type", "", noise=0.02
    ),
)
