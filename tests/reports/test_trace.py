"""An independent check: every sentence of a digest is cut from a document, every figure rests on documents.

It walks the JSON and knows nothing of how a digest is built or verified: a key that it has never met is a
fault, so that no new section escapes it.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reports.editions import DESKS, EDITIONS, Profile

# Numbers that count no documents, with what they are. A path is the keys from the root, places left out.
NO_FIGURES = {
    "form": "the version of the JSON",
    "trends_tested": "cells, as the method says",
    "entries.number": "a place",
    "corrections.number": "a place",
}
TEXT_FREE = {"documents", "versions", "method", "coverage", "coverage_note", "trends_note"}


class Trace:
    """What was met on the walk through one digest."""

    def __init__(self, body, store):
        self.body, self.store = body, store
        self.faults, self.quotes, self.figures = [], 0, 0

    def content(self, quote):
        return self.store.document(quote["document"], quote["version"]).document.content

    def walk(self, value, path=(), above=None):
        if isinstance(value, dict):
            if {"text", "range", "document", "version"} <= value.keys():
                self.quote(value, path)
                return
            for key, inner in value.items():
                self.walk(inner, (*path, key), value)
        elif isinstance(value, list):
            for inner in value:
                self.walk(inner, path, above)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.number(path, above)

    def quote(self, quote, path):
        self.quotes += 1
        start, end = quote["range"]
        if self.content(quote)[start:end] != quote["text"] or not quote["text"].strip():
            self.faults.append((path, quote))
        self.faults += [(path, word) for word, _ in quote["notes"] if word not in quote["text"]]
        if len(quote["notes"]) > 12:
            self.faults.append((path, "more than twelve words"))

    def number(self, path, above):
        self.figures += 1
        name, last = ".".join(path), path[-1]
        traced = bool(above.get("documents")) or above.get("document") or name in NO_FIGURES
        traced = traced or path[0] in ("documents", "coverage") or "signal" in path  # a ledger line, a record
        traced = traced or last in ("before_range", "after_range")  # held against the pages below
        zero = last in ("value", "count") and not any(v for k, v in above.items() if k == last)
        if last == "more":
            traced = above["more"] == len(above["more_stories"])
        if not (traced or zero):
            self.faults.append((path, above))
        if last in ("value", "count") and isinstance(above[last], int) and path[0] in ("overview", "charts"):
            self.faults += [] if above[last] == len(above["documents"]) else [(path, above)]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("edition", [*EDITIONS, DESKS[0], "person_umi"])
def test_every_sentence_and_figure_is_traced(full_world, build, made_settings, edition, language):
    settings = replace(made_settings, profiles={"umi": Profile("海", countries=("VN",), searches=("海",))})
    body = json.loads(json.dumps(build(full_world, edition, language, settings).to_json()))
    trace = Trace(body, full_world.store)
    trace.walk(body)
    assert trace.faults == []
    assert trace.quotes >= 2 * len(body["entries"])
    assert trace.figures > 20
    pinned = {(one["id"], one["version"]) for one in body["documents"]}
    for told in [*body["corrections"], *(one for entry in body["entries"] for one in entry["changes"])]:
        note = told.get("note", told)
        assert {(note["document"], note["before"]), (note["document"], note["after"])} <= pinned
        for fact in note["facts"]:
            for side in ("before", "after"):
                if fact[f"{side}_range"]:
                    content = full_world.store.document(note["document"], note[side]).document.content
                    assert content[slice(*fact[f"{side}_range"])] == fact[side]


def test_headlines_of_sections_are_those_of_entries_or_quotes(full_world, build, made_settings):
    settings = replace(made_settings, profiles={"umi": Profile("海", searches=("海",))})
    for edition in ("whole", "person_umi"):
        body = json.loads(json.dumps(build(full_world, edition, "ja", settings).to_json()))
        of_story = {entry["story"]: entry["headline"] for entry in body["entries"]}
        for section in body["sections"]:
            quoted = [quote["text"] for quote in section["quotes"]]
            wanted = quoted or [of_story[story] for story in section["stories"]]
            assert section["headlines"] == wanted
