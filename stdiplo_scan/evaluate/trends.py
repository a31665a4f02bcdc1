"""Trends: the outbreaks that rose in a month are among the first that the report would name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import fmean

from reports.counts import Cell, CellCount
from reports.trends import UPWARD, TrendSettings, judge_cells
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome

WHO = "08e_trend_who_don"
BASELINE = 12  # months before
LEAST = 3  # reports of a disease that rose
TIMES = 2.0  # its mean of the months before
FIRST = 3  # cells that are read

Months = Mapping[str, Counter[str]]


def _monthly(context: Context) -> Months:
    """Reports by month and disease, every month from the first to the last."""
    rows = context.sets.rows(WHO, "monthly_counts_by_disease.dev")
    months = sorted({row["month"] for row in rows})
    counts: dict[str, Counter[str]] = {}
    year, month = int(months[0][:4]), int(months[0][5:])
    while (name := f"{year:04}-{month:02}") <= months[-1]:
        counts[name] = Counter()
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    for row in rows:
        counts[row["month"]][row["disease"]] += row["n"]
    return counts


def _rising(context: Context) -> Outcome:
    """The share of all rises that stand among the first three rising cells of their month."""
    counts = _monthly(context)
    names = list(counts)
    rose = found = naive = 0
    errors = []
    for place in range(BASELINE, len(names)):
        before, now = [counts[name] for name in names[place - BASELINE : place]], counts[names[place]]
        diseases = {disease for month in (*before, now) for disease in month}
        usual = {one: fmean(month[one] for month in before) for one in diseases}
        wanted = {one for one in diseases if now[one] >= LEAST and now[one] >= TIMES * usual[one]}
        first = _first_cells(before, now)
        ratios = sorted(now, key=lambda one: (-now[one] / (usual[one] or 1 / BASELINE), one))[:FIRST]
        rose += len(wanted)
        found += len(wanted & set(first))
        naive += len(wanted & set(ratios))
        if wanted - set(first):
            share = len(wanted & set(first)) / len(wanted)
            met = ", ".join(first) or "none"
            errors.append(Case(names[place], share, ", ".join(sorted(wanted)), met, str(dict(now))))
        context.report(WHO)
    peers = {"count ratio alone": naive / rose} if context.peers and rose else {}
    return Outcome(rose, found / rose if rose else 0.0, peers, "rises of 1997-2009", tuple(errors))


def _first_cells(before: list[Counter[str]], now: Counter[str]) -> list[str]:
    """The first three cells that `judge_cells` calls rising, new or returning, in its order."""
    diseases = sorted({disease for month in (*before, now) for disease in month})
    cells: dict[Cell, CellCount] = {
        ("term", one): CellCount((*(month[one] for month in before), now[one]), ()) for one in diseases
    }
    judged = judge_cells(cells, TrendSettings(baseline_weeks=BASELINE), total=now.total())
    return [trend.key for trend in judged if trend.direction in UPWARD][:FIRST]


MEASURES: tuple[Measure, ...] = (
    Measure("08e.recall3", WHO, _rising, "recall@3 of the diseases that rose, by month", quick=True),
)
