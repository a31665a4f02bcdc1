"""An edition as an Atom feed (RFC 4287): an entry an event, ids that stay the same for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from reports.links import clean, is_web
from reports.week import Week, zone_of
from reports.words import words_of

ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def make_feed(bodies: Iterable[Mapping[str, Any]], *, self_url: str = "") -> str:
    """The digests of one edition and language, newest week first, as one feed; at least one digest.

    An event that stands in several weeks is one entry, dated by the newest. `updated` is the end of the week
    in the digest's zone, as a digest holds no time of building; one that an editor touched later says so.
    """
    ranked = sorted(bodies, key=lambda body: str(body["week"]), reverse=True)
    newest = ranked[0]
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {_XML_LANG: str(newest["language"])})
    _add(feed, "id", _urn("edition", newest["edition"], newest["language"]))
    _add(feed, "title", clean(newest["title"]))
    if newest["notice"]:
        _add(feed, "subtitle", clean(newest["notice"]))
    _add(feed, "updated", max(_updated(body, entry) for body in ranked for entry in (*body["entries"], {})))
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", "stdiplo-scan")
    if is_web(self_url):
        ElementTree.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": self_url})
    seen: set[str] = set()
    for body in ranked:
        for entry in body["entries"]:
            if entry["story"] not in seen:
                seen.add(entry["story"])
                _add_entry(feed, body, entry)
    ElementTree.indent(feed, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add_entry(feed: ElementTree.Element, body: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    one = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
    _add(one, "id", _urn("story", body["edition"], body["language"], entry["story"]))
    _add(one, "title", clean(entry["headline"]))
    _add(one, "updated", _updated(body, entry))
    published = entry["lead"]["published"]
    _add(one, "published", f"{published}T00:00:00Z")
    if is_web(entry["url"]):
        attributes = {"rel": "alternate", "href": entry["url"]}
        if entry["lead"]["language"] != "und":
            attributes["hreflang"] = entry["lead"]["language"]
        ElementTree.SubElement(one, f"{{{ATOM}}}link", attributes)
    for line in entry["lines"]:
        if line["name"] in ("country", "fields", "signal"):
            ElementTree.SubElement(
                one, f"{{{ATOM}}}category", {"term": clean(line["value"]), "label": clean(line["label"])}
            )
    _add(one, "summary", _summary(body, entry))


def _summary(body: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """The header block and the original passage as plain text."""
    words = words_of(str(body["language"]))
    lines = [f"{line['label']}: {clean(line['value'])}" for line in entry["lines"]]
    lines.append(f"{words.name('page', 'original_title')}: {clean(entry['title']['text'])}")
    for quote in entry["sentences"]:
        lines.append(f"「{clean(quote['text'])}」")
        if notes := " / ".join(" ".join(pair) for pair in quote.get("notes", ())):
            lines.append(f"{words.name('page', 'word_notes')}: {clean(notes)}")
    lines += [
        f"{note['label']}: {note['seen'].replace('-', '/')} {clean(note['text'])}"
        for note in entry.get("changes", ())
    ]
    lines += [f"{words.name('page', 'note')}: {clean(note['text'])}" for note in entry.get("notes", ())]
    lines.append(
        f"{entry['lead']['document']} {words.name('page', 'version').format(entry['lead']['version'])} "
        f"({words.name('plain', entry['mark'])})"
    )
    return "\n".join(lines)


def _updated(body: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    end = datetime.combine(Week.parse(str(body["week"])).last_day, time(), zone_of(str(body["zone"])))
    touched = str(entry.get("edited_utc") or "")
    return max((end + timedelta(days=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), touched)


def _urn(*parts: object) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'stdiplo-scan/' + '/'.join(str(part) for part in parts))}"


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{tag}").text = text
