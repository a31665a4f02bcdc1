"""The editor's desk: what editors decided, laid over a computed digest; the figures stay as computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Edit = Mapping[str, Any]  # story, document, kind, value, language, editor, made_utc


def count_vetoes(edits: Sequence[Edit]) -> int:
    """So many entries more are composed, so that others move up."""
    return sum(edit["kind"] == "veto" for edit in edits)


def apply_edits(body: Mapping[str, Any], edits: Sequence[Edit], most_entries: int) -> dict[str, Any]:
    """The digest as its editors want it; the same body where there are no edits.

    `body`: computed with `count_vetoes(edits)` entries more than `most_entries`. Edits find their entry by
    story, else by a document of it; what finds none is listed in `desk.unapplied` and changes nothing.
    """
    edits = [edit for edit in edits if edit["kind"] != "approve" or edit["language"] == body["language"]]
    if not edits:
        return dict(body)
    entries = [dict(entry) for entry in body["entries"]]
    by_story = {entry["story"]: entry for entry in entries}
    found: dict[int, dict[str, Any]] = {}
    unapplied = []
    for place, edit in enumerate(edits):
        if edit["kind"] == "approve":
            continue
        entry = by_story.get(edit["story"]) or next(
            (one for one in entries if edit["document"] in _documents(one)), None
        )
        if entry is None:
            unapplied.append(dict(edit))
        else:
            found[place] = entry
    vetoed = _vetoed(edits, found)
    for place, entry in found.items():
        _mark(entry, edits[place])
    stories = {one["story"] for one in vetoed}
    kept = [entry for entry in entries if entry["story"] not in stories]
    kept = _placed(kept, [(edits[place], entry) for place, entry in found.items()])
    beyond = kept[most_entries:]
    approval = next((edit for edit in edits if edit["kind"] == "approve"), None)
    return {
        **body,
        "entries": kept[:most_entries],
        "more": body["more"] + len(beyond),
        "more_stories": [*(entry["story"] for entry in beyond), *body["more_stories"]],
        **_more_lines(body, beyond),
        "sections": [_without(section, stories) for section in body["sections"]],
        "desk": {
            "edits": [dict(edit) for edit in edits],
            "vetoed": vetoed,
            "unapplied": unapplied,
            "approved_by": approval["editor"] if approval else "",
            "approved_utc": approval["made_utc"] if approval else "",
        },
    }


def _documents(entry: Mapping[str, Any]) -> set[str]:
    return {entry["lead"]["document"], *(told["document"] for told in entry["reported_by"])}


def _vetoed(edits: Sequence[Edit], found: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was left out, by whom and why: a reader of the JSON can tell."""
    return [
        {
            "story": entry["story"],
            "headline": entry["headline"],
            "reason": edits[place]["value"],
            "editor": edits[place]["editor"],
        }
        for place, entry in found.items()
        if edits[place]["kind"] == "veto"
    ]


def _mark(entry: dict[str, Any], edit: Edit) -> None:
    """A signature makes the entry a confirmed one; a note stands below it."""
    if edit["kind"] == "sign":
        entry.update(mark="confirmed", signed_by=edit["editor"])
    elif edit["kind"] == "note":
        note = {"text": edit["value"], "editor": edit["editor"], "language": edit["language"]}
        entry["notes"] = [*entry.get("notes", ()), note]
    if edit["kind"] in ("sign", "note"):
        entry["edited_utc"] = max(edit["made_utc"], entry.get("edited_utc", ""))


def _placed(
    entries: list[dict[str, Any]], found: Sequence[tuple[Edit, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The entries with those that were given a place standing there; the others keep their order."""
    wanted = {entry["story"]: int(edit["value"]) for edit, entry in found if edit["kind"] == "place"}
    moved = sorted((one for one in entries if one["story"] in wanted), key=lambda one: wanted[one["story"]])
    rest = [one for one in entries if one["story"] not in wanted]
    for one in moved:
        rest.insert(wanted[one["story"]] - 1, one)
    return rest


def _more_lines(body: Mapping[str, Any], beyond: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The entries that moved out of the digest before the lines beyond it; nothing in an earlier form."""
    if "more_lines" not in body:
        return {}
    moved = [
        {
            "story": entry["story"],
            "headline": entry["headline"],
            "document": entry["lead"]["document"],
            "published": entry["lead"]["published"],
            "url": entry["url"],
        }
        for entry in beyond
    ]
    return {"more_lines": [*moved, *body["more_lines"]]}


def _without(section: Mapping[str, Any], stories: set[str]) -> dict[str, Any]:
    """The section without some stories, in each of its lists that has one place a story."""
    count = len(section["stories"])
    kept = [place for place, story in enumerate(section["stories"]) if story not in stories]
    lists = ("stories", "headlines", "quotes", "reasons")
    shorter = {
        name: [section[name][place] for place in kept]
        for name in lists
        if len(section.get(name, ())) == count
    }
    return {**section, **shorter}
