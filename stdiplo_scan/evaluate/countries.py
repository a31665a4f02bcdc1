"""Countries: whom a text is about or names, against people's labels (03)."""

from __future__ import annotations

from collections.abc import Callable

from stdiplo_scan.evaluate.measure import Context, Measure, Outcome
from stdiplo_scan.evaluate.scores import Scores, counted, mean, micro_f1, set_f1
from stdiplo_scan.evaluate.tag_peers import countries_by_name, first_country
from stdiplo_scan.evaluate.tagged import Tagged, countries_of, tag_set, wrong

A = "03a_countries_toponyms"
B = "03b_countries_reuters"
C = "03c_countries_who_don"
_LEAST_ABOUT = 0.5


def _sets(name: str, file: str, *, least: float = 0.0, sample: int = 0) -> Callable[[Context], Outcome]:
    """Micro F1 of the countries per document."""

    def figure(context: Context) -> Outcome:
        items = tag_set(context, name, file, sample=sample)
        pairs = [(set(item.row["gold_countries"]), set(countries_of(item.answer, least))) for item in items]
        scores = micro_f1(pairs)
        cases = [item.case(set_f1(*pair), *pair) for item, pair in zip(items, pairs, strict=True)]
        peers = {}
        if context.peers:
            peers["names only"] = micro_f1(
                (expected, countries_by_name(item.content))
                for item, (expected, _) in zip(items, pairs, strict=True)
            ).f1
        return Outcome(len(items), scores.f1, peers, _note(scores, sample), wrong(cases))

    return figure


def _note(scores: Scores, sample: int) -> str:
    drawn = f"; {sample} drawn with a fixed seed" if sample else ""
    return f"P {scores.precision:.3f} R {scores.recall:.3f}{drawn}"


def _outbreaks(context: Context, sample: int) -> list[Tagged]:
    return tag_set(context, C, "who_don.dev", sample=sample, keep=lambda row: bool(row["gold_countries"]))


def _outbreak_recall(sample: int) -> Callable[[Context], Outcome]:
    """The share of the outbreak countries among the countries told, whatever their score."""

    def figure(context: Context) -> Outcome:
        items = _outbreaks(context, sample)
        right = expected = named = 0
        cases = []
        for item in items:
            gold, met = set(item.row["gold_countries"]), set(countries_of(item.answer))
            right, expected = right + len(gold & met), expected + len(gold)
            cases.append(item.case(len(gold & met) / len(gold), gold, met))
            if context.peers:
                named += len(gold & countries_by_name(item.content))
        peers = {"names only": named / expected} if context.peers and expected else {}
        return Outcome(len(items), counted(right, right, expected).recall, peers, "", wrong(cases))

    return figure


def _outbreak_first(sample: int) -> Callable[[Context], Outcome]:
    """The share of reports whose first country is an outbreak country."""

    def figure(context: Context) -> Outcome:
        items = _outbreaks(context, sample)
        cases = []
        for item in items:
            met = countries_of(item.answer)
            gold = item.row["gold_countries"]
            cases.append(item.case(float(bool(met) and met[0] in gold), gold, " ".join(met[:4])))
        peers = {}
        if context.peers:
            named = (first_country(item.content) in item.row["gold_countries"] for item in items)
            peers["first name"] = mean(named)
        return Outcome(len(items), mean(case.score for case in cases), peers, "", wrong(cases))

    return figure


_F1 = "micro F1 of the countries"
_ABOUT = "micro F1, actors and mentioned from .5"

MEASURES: tuple[Measure, ...] = (
    Measure("03a.geovirus", A, _sets(A, "geovirus.dev"), _F1, "names only .926"),
    Measure("03a.geowebnews", A, _sets(A, "geowebnews.dev"), _F1, "names only .737"),
    Measure("03a.trnews", A, _sets(A, "trnews.dev"), _F1, "names only .691"),
    Measure("03a.quick", A, _sets(A, "geovirus.dev", sample=30), _F1, "", quick=True, noise=0.03),
    Measure("03b.about", B, _sets(B, "reuters_places.dev", least=_LEAST_ABOUT), _ABOUT, "names only .681"),
    Measure(
        "03b.quick", B, _sets(B, "reuters_places.dev", least=_LEAST_ABOUT, sample=40), _ABOUT, "",
        quick=True, noise=0.03,
    ),
    Measure("03c.recall", C, _outbreak_recall(0), "recall of the outbreak countries", "names only .916"),
    Measure("03c.first", C, _outbreak_first(0), "first country right", "names only .88"),
    Measure("03c.quick", C, _outbreak_first(25), "first country right", "", quick=True, noise=0.03),
)  # fmt: skip
