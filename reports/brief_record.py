"""BriefRecord: all that a brief was made from, kept so that it can be made again and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawlers.publisher_names import PublisherNames
from reports.anchors import check_pins, check_quote
from reports.brief import Brief, BriefInputs, build_brief, quotes_of
from reports.brief_parts import BriefVoice
from reports.digest_parts import DocumentLookup
from reports.verify import Verdict, compare_bodies, count_figures, of_form
from reports.words import words_of


@dataclass(frozen=True, slots=True)
class BriefRecord:
    """Country, day and inputs of a brief, the names of its publishers and the office's notices."""

    country: str
    day: str
    inputs: BriefInputs
    names: Mapping[str, PublisherNames]
    notice_ja: str = ""
    notice_en: str = ""

    def build(self, language: str, documents: DocumentLookup) -> Brief:
        """The brief; the same record and store give the same brief."""
        voice = BriefVoice(documents, words_of(language), self.names)
        notice = self.notice_ja if language == "ja" else self.notice_en
        return build_brief(self.country, date.fromisoformat(self.day), self.inputs, voice, notice)


def verify_brief(
    body: Mapping[str, Any], record: BriefRecord, documents: DocumentLookup, *, software: str
) -> Verdict:
    """The brief made again from its record, compared value by value with what was printed."""
    anchors, missing = check_pins(body["documents"], documents)
    quotes = quotes_of(body)
    for quote in quotes:
        if (quote["document"], quote["version"]) not in missing:
            anchors += check_quote(body["country"], quote, documents)
    again = {} if anchors else record.build(str(body["language"]), documents).to_json()
    older = bool(again) and body["form"] < again["form"]
    if older:  # printed by an earlier version, which had fewer keys
        again = of_form(dict(body), json.loads(json.dumps(again))) | {"form": body["form"]}
        again["versions"] = {**again["versions"], "form": body["versions"]["form"]}
    return Verdict(
        digest=body["id"],
        figures=count_figures(body),
        sentences=len(quotes),
        anchors=tuple(anchors),
        differences=compare_bodies(body, again) if again else (),
        same_software=not older and body["versions"].get("stdiplo-scan") == software,
    )
