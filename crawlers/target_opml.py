"""Feeds of targets as OPML, the form in which feed readers exchange them; and OPML -> targets' facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree

from crawlers.target import Target, TargetError

_OURS: Final = "urn:stdiplo-scan:targets"
_KEYS: Final = ("id", "name_ja", "country", "kind", "languages", "region", "state")
_LARGEST: Final = 20_000_000


def write_opml(targets: Iterable[Target]) -> str:
    """The targets that have a feed, each with its first; what OPML does not know stands in a namespace."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"scan": _OURS})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "stdiplo-scan targets"
    body = etree.SubElement(root, "body")
    for target in targets:
        feed = next((entry for entry in target.entry_points if entry.type == "feed"), None)
        if feed is None:
            continue
        outline = etree.SubElement(
            body,
            "outline",
            {
                "type": "rss",
                "text": target.name,
                "title": target.name,
                "xmlUrl": feed.url,
                "htmlUrl": target.homepage,
                "language": target.languages[0],
                "category": f"/{target.country}/{target.kind}",
            },
        )
        for key in _KEYS:
            value = getattr(target, key)
            if value:
                outline.set(f"{{{_OURS}}}{key}", ",".join(value) if isinstance(value, tuple) else str(value))
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text.decode()


def read_opml(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every feed with its line and the facts of a target, as far as the file tells them; not yet checked.

    Raises TargetError where it is no OPML. Entities are not resolved, nothing is fetched.
    """
    if len(content) > _LARGEST:
        raise TargetError([f"the file has {len(content)} bytes; wanted OPML of at most {_LARGEST}"])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TargetError([f"the file is no XML ({error}); wanted OPML"]) from error
    if etree.QName(root).localname.lower() != "opml":
        raise TargetError([f"the file is XML of <{root.tag}>; wanted OPML, as a feed reader writes it"])
    for outline in root.iter("outline"):
        given = {etree.QName(key).localname.lower(): value.strip() for key, value in outline.attrib.items()}
        if given.get("xmlurl"):
            yield outline.sourceline or 0, _facts(given)


def _facts(given: dict[str, str]) -> dict[str, Any]:
    name = given.get("title") or given.get("text") or given["xmlurl"]
    homepage = given.get("htmlurl") or re.sub(r"^(https?://[^/]+).*", r"\1/", given["xmlurl"])
    facts: dict[str, Any] = {
        "id": given.get("id") or id_of(name, homepage),
        "name": name,
        "name_ja": given.get("name_ja") or name,
        "homepage": homepage,
        "entry_points": [{"type": "feed", "url": given["xmlurl"]}],
        "expected_weekly": {"min": 0, "max": 40},
        "state": given.get("state", "unverified"),
    }
    for key in ("country", "kind", "region"):
        if given.get(key):
            facts[key] = given[key]
    languages = given.get("languages") or given.get("language", "")
    if languages:
        facts["languages"] = [code.split("-")[0].lower() for code in re.split(r"[,\s]+", languages) if code]
    return facts


def id_of(name: str, homepage: str) -> str:
    """An id from a name, or from the host where the name has no Latin letters."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    if len(slug) >= 3:
        return slug
    host = (urlsplit(homepage).hostname or "target").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")[:40].strip("-")
