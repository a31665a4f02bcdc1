"""Copies and translations of one document, found as the store finds them: pairs of posts in two languages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial

from index.stories import assign_stories
from stdiplo_scan.evaluate.corpus import Corpus, rows_as_documents
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.headlines import read_headlines

CANADA = "08g_crossling_pairs_canada"


def _translations(context: Context, *dictionaries: str) -> Outcome:
    """F1 over pairs: a post and its translation are grouped, and no post with another's."""
    rows = context.sets.rows(CANADA, "cds_en_fr.dev")
    given = zip(rows_as_documents(rows), rows, strict=True)
    documents = [replace(one, published=str(row["date"])[:10], target_id="one") for one, row in given]
    corpus = Corpus(context, documents, title=CANADA, dictionaries=dictionaries)
    assign_stories(corpus.store, read_headlines=partial(read_headlines, context.embedder, corpus.glossary))
    group = {str(row["id"]): str(row["gold_pair"]) for row in rows}
    members: dict[str, list[str]] = defaultdict(list)
    for name, pair in group.items():
        members[pair].append(name)
    stored = corpus.store.documents_by_id(list(group))
    root = {name: one.duplicate_of or name for name, one in stored.items()}
    wanted = [names for names in members.values() if len(names) > 1]
    found = [names for names in wanted if len({root[name] for name in names}) == 1]
    wrong = [name for name in group if group[root[name]] != group[name]]
    errors = [
        Case(names[0], 0.0, "one group", "two", corpus.shown[names[0]])
        for names in wanted
        if names not in found
    ]
    errors += [Case(name, 0.0, group[name], group[root[name]], corpus.shown[name]) for name in wrong]
    precision = len(found) / (len(found) + len(wrong)) if found else 0.0
    recall = len(found) / len(wanted) if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if found else 0.0
    note = f"P {precision:.3f} R {recall:.3f}"
    return Outcome(len(wanted), f1, {}, note, tuple(errors))


def _with_french(context: Context) -> Outcome:
    return _translations(context, "fr")


_F1 = "F1, a post grouped with its translation and no other"
MEASURES: tuple[Measure, ...] = (
    Measure("08g.copies", CANADA, _translations, _F1),
    Measure("08g.copies_fr", CANADA, _with_french, f"{_F1}, with the French dictionary"),
)
