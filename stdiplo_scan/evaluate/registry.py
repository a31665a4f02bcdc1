"""All measures, by area.

To add a measure: write `def my_figure(context: Context) -> Outcome` in the module of its area (a file beside
this one that is named in AREAS) and put a `Measure(name, set, function, what, published, quick)` into that
module's tuple `MEASURES`. In the function:

- read rows with `context.sets.rows("03b_countries_reuters", "reuters_places.dev")`; give the system
  `without_answers(row)` only, through the code that the stream formats use (`crawlers.stream.extract_rows`,
  `document_from_row`, `context.tagger.tag`, `cluster_stories` ...);
- models come from the context (`context.embedder`, `context.tagger`, `context.glossary`), f32, loaded once; a
  dictionary that set-up does not build is asked for by name (`context.glossary_with("fr")`);
- what two measures share is computed once: `context.once("03b tagged", lambda: ...)`;
- figures come from `scores.py`; put every item that is not fully right into `errors` as a `Case` (the worst
  are picked for `--errors N`), with its text;
- run peers only `if context.peers`, on the same items, and give them by name in `Outcome.peers`; libraries
  that only a peer needs are called in `peers.py`;
- call `context.report(name, count)` now and then so that a person sees progress;
- `quick=True` only for what ends within seconds (the whole quick subset: under 4 minutes on two cores).

Then `stdiplo-scan evaluate NAME --set-floors` writes its floor, `--write-docs` its line of docs/quality.md,
and notes.yml (by measure name) says in words what is weak.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from crawlers.nearest import meant
from stdiplo_scan.evaluate.measure import Measure

AREAS = (
    "pages",
    "crawl",
    "policy",
    "languages",
    "tags",
    "retrieval",
    "stories",
    "copies",
    "trends",
    "registers",
    "twins",
)


class UnknownMeasure(Exception):
    """A name that no measure begins with."""


def all_measures() -> dict[str, tuple[Measure, ...]]:
    """The measures of every area, in the order of the sets' numbers within each."""
    return {area: import_module(f"stdiplo_scan.evaluate.{area}").MEASURES for area in AREAS}


def choose_measures(names: Sequence[str], *, quick: bool = False) -> list[Measure]:
    """The measures that a name is a prefix or the area of, each once; all without names; quick ones alone
    with `quick`.

    Raises UnknownMeasure for a name that fits nothing.
    """
    areas = all_measures()
    known = [measure for measures in areas.values() for measure in measures]
    chosen: list[Measure] = [] if names else known
    for name in names:
        fitting = list(areas.get(name, ())) or [one for one in known if one.name.startswith(name)]
        if not fitting:
            sets = " ".join(sorted({one.name.split(".")[0] for one in known}))
            raise UnknownMeasure(
                f"{name}: no such measure; wanted a prefix of one ({sets}) or an area ({' '.join(AREAS)})"
                + meant(name, [*AREAS, *(one.name for one in known)])
            )
        chosen.extend(one for one in fitting if one not in chosen)
    return sorted((one for one in chosen if one.quick or not quick), key=lambda one: one.name)
