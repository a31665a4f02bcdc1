"""Stories and translations: which documents tell one event, and which are one text in two languages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from crawlers.document import Document
from crawlers.stream import document_from_row
from index.filters import Filters
from index.stories import StoryItem, cluster_stories
from stdiplo_scan.evaluate.corpus import Corpus, rows_as_documents
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.raw_vectors import RawVectors
from stdiplo_scan.evaluate.scores import b_cubed, mean
from stdiplo_scan.evaluate.sets import Row
from stdiplo_scan.evaluate.tag_peers import single_pass
from stdiplo_scan.headlines import story_items

OLYMPICS = "08a_story_clusters_og2021"
UCI = "08b_story_clusters_uci"
SITREPS = "08d_multilingual_sitreps_nextstrain"
CANADA = "08g_crossling_pairs_canada"
_BATCH = 32
_ON_REQUEST = ("de", "es", "fr")  # languages of the sets whose dictionaries set-up does not build
_SHOWN = 6  # headlines of a story in a case
_SINGLE = "MiniLM single pass"
_COSINES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75)  # thresholds that the peer may choose from

Labelled = list[tuple[StoryItem, str]]  # an item as `stories --jsonl` makes it, and its true story


def _items(context: Context, name: str, file: str, *dictionaries: str) -> Labelled:
    glossary = context.glossary_with(*dictionaries)

    def make() -> Labelled:
        rows = context.sets.rows(name, file)
        documents = [_document(row) for row in rows]
        items: list[StoryItem] = []
        for at in range(0, len(documents), _BATCH):
            batch = documents[at : at + _BATCH]
            items.extend(story_items(context.embedder, glossary, batch))
            context.report(name, len(batch))
        return list(zip(items, (str(row["gold_cluster"]) for row in rows), strict=True))

    return context.once(f"{name} items {dictionaries}", make)


def _document(row: Row) -> Document:
    given = {"id": row["id"], "title": row["title"], "text": "", "language": row["lang"]}
    return document_from_row({**given, "published": str(row.get("time") or "")[:10]}, place=str(row["id"]))


def _b_cubed(context: Context, labelled: Labelled) -> Outcome:
    found = cluster_stories([item for item, _ in labelled])
    scores = b_cubed([story for _, story in labelled], found)
    note = f"P {scores.precision:.3f} R {scores.recall:.3f}"
    peers = {_SINGLE: _single_pass(context, labelled)} if context.peers else {}
    return Outcome(len(labelled), scores.f1, peers, note, tuple(_torn(labelled, found)))


def _single_pass(context: Context, labelled: Labelled) -> float:
    """What the model alone reaches in one pass by time, with the threshold that suits the labels best."""
    ordered = sorted(labelled, key=lambda one: one[0].published or "")
    vectors = context.embedder.embed([item.title for item, _ in ordered])
    expected = [story for _, story in ordered]
    return max(b_cubed(expected, single_pass(vectors, least)).f1 for least in _COSINES)


def _torn(labelled: Labelled, found: Sequence[str]) -> Iterable[Case]:
    """The found stories that hold several true ones, and the true ones that lie in several found ones."""
    for kind, of, by in (
        ("one story", [story for _, story in labelled], list(found)),
        ("several stories", list(found), [story for _, story in labelled]),
    ):
        groups: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(of):
            groups[name].append(place)
        for name, places in groups.items():
            parts = Counter(by[place] for place in places)
            if len(parts) > 1:
                share = sum(count * count for count in parts.values()) / len(places) ** 2
                shown = " | ".join(labelled[place][0].title for place in places[:_SHOWN])
                expected = kind if kind == "one story" else f"{len(parts)} stories"
                met = f"{len(parts)} stories" if kind == "one story" else "one story"
                yield Case(name, share, expected, met, shown)


def _all_languages(context: Context) -> Outcome:
    return _b_cubed(context, _items(context, OLYMPICS, "og2021.dev"))


def _all_read(context: Context) -> Outcome:
    return _b_cubed(context, _items(context, OLYMPICS, "og2021.dev", *_ON_REQUEST))


def _within_a_language(context: Context) -> Outcome:
    """The mean over the languages, each clustered alone."""
    labelled = _items(context, OLYMPICS, "og2021.dev")
    languages = sorted({item.language for item, _ in labelled})
    each = {
        language: _b_cubed(context, [one for one in labelled if one[0].language == language])
        for language in languages
    }
    note = " ".join(f"{language} {one.figure:.3f}" for language, one in each.items())
    errors = tuple(case for one in each.values() for case in one.errors)
    peers = {_SINGLE: mean(one.peers[_SINGLE] for one in each.values())} if context.peers else {}
    return Outcome(len(labelled), mean(one.figure for one in each.values()), peers, note, errors)


def _english(context: Context) -> Outcome:
    return _b_cubed(
        context, [one for one in _items(context, OLYMPICS, "og2021.dev") if one[0].language == "en"]
    )


def _uci(context: Context) -> Outcome:
    return _b_cubed(context, _items(context, UCI, "uci_sample.dev"))


def _asked(rows: Sequence[Row], group: str, languages: Sequence[str]) -> list[tuple[Row, str]]:
    """Each row with each language in which the same document is there to be found."""
    present = {(str(row[group]), row["lang"]) for row in rows}
    return [
        (row, language)
        for row in rows
        if not languages or row["lang"] in languages
        for language in languages or ("en",)
        if language != row["lang"] and (str(row[group]), language) in present
    ]


def _same_document(
    name: str, file: str, group: str, *languages: str, dictionaries: Sequence[str] = ()
) -> Callable[[Context], Outcome]:
    """P@1: the nearest document of each other language is the same one (`similar`, both ways).

    `languages`: those that are asked and found; none: every other language finds English. `dictionaries`:
    read with, beside those that set-up builds.
    """

    def figure(context: Context) -> Outcome:
        rows = context.sets.rows(name, file)
        corpus = context.once(
            f"{name} {dictionaries}",
            lambda: Corpus(context, rows_as_documents(rows), title=name, dictionaries=dictionaries),
        )
        groups = {str(row["id"]): str(row[group]) for row in rows}
        pairs = _asked(rows, group, languages)
        errors = []
        for row, language in pairs:
            filters = Filters(languages=(language,))
            hits = corpus.searcher.similar(row["id"], limit=1, filters=filters).hits
            met = hits[0].document if hits else ""
            if groups.get(met) != groups[row["id"]]:
                shown = corpus.shown.get(met, "nothing")
                errors.append(
                    Case(f"{row['id']}>{language}", 0.0, groups[row["id"]], f"{met}: {shown}", row["title"])
                )
            context.report(name)
        peers = {}
        if context.peers:
            raw = context.once(f"{name} raw", lambda: RawVectors(context, corpus.passages, name))
            peers["MiniLM alone"] = mean(
                groups.get(raw.similar(row["id"], [one["id"] for one in rows if one["lang"] == language]))
                == groups[row["id"]]
                for row, language in pairs
            )
        figure = 1 - len(errors) / len(pairs) if pairs else 0.0
        return Outcome(len(pairs), figure, peers, "", tuple(errors))

    return figure


_F1 = "B-cubed F1"
MEASURES: tuple[Measure, ...] = (
    Measure("08a.all", OLYMPICS, _all_languages, f"{_F1}, nine languages, titles alone"),
    Measure("08a.all_read", OLYMPICS, _all_read, f"{_F1}, nine languages, with dictionaries of de es fr"),
    Measure("08a.en", OLYMPICS, _english, f"{_F1}, English titles", "MiniLM single pass .784"),
    Measure("08a.within", OLYMPICS, _within_a_language, f"{_F1}, mean of the languages"),
    Measure("08b.stories", UCI, _uci, _F1, quick=True),
    Measure(
        "08d.same",
        SITREPS,
        _same_document(SITREPS, "sitreps.dev", "gold_cluster"),
        "P@1, a report in English by its translation",
        noise=0.02,
    ),
    Measure(
        "08d.same_read",
        SITREPS,
        _same_document(SITREPS, "sitreps.dev", "gold_cluster", dictionaries=(*_ON_REQUEST, "ko")),
        "P@1, a report in English by its translation, with dictionaries of de es fr ko",
        noise=0.02,
    ),
    Measure(
        "08g.same",
        CANADA,
        _same_document(CANADA, "cds_en_fr.dev", "gold_pair", "en", "fr"),
        "P@1, the same post in the other language",
    ),
    Measure(
        "08g.same_fr",
        CANADA,
        _same_document(CANADA, "cds_en_fr.dev", "gold_pair", "en", "fr", dictionaries=("fr",)),
        "P@1, the same post in the other language, with the French dictionary",
    ),
)
