"""The site's frame: templates filled in the language that was asked for, with the names of all codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index.revisions import FactChange
from nlp.tags import Modality, Signal
from reports.editions import edition_name
from reports.entries import amount_text
from reports.topic_sheet import name_movement
from reports.words import Words, country_rank, words_of
from stdiplo_scan.settings import Settings
from stdiplo_scan.web import show
from stdiplo_scan.web.wording import Language, words

_HIGH, _MIDDLE = 0.8, 0.65  # as in the digest's line on confidence


class Names:
    """What codes are called on the pages, in one language."""

    def __init__(self, language: Language) -> None:
        self._words: Words = words_of(language)
        self._ui = words(language)

    def of(self, kind: str, code: str) -> str:
        """The name of a code of a kind: signals, stages, fields, languages, kinds, japan, editions, ..."""
        return self._words.name(kind, code)

    def country(self, code: str) -> str:
        """A country, grouping or body."""
        return self._words.party(code)

    def region(self, region: str) -> str:
        """A region by its prefixed id."""
        return self._words.region(region)

    def edition(self, edition: str) -> str:
        """An edition of the digest, as its readers call it."""
        return edition_name(edition, self._ui.lang)

    def parties(self, signal: Signal) -> list[str]:
        """A signal's parties in the customary order; those that the text does not name say so."""
        codes = sorted(signal.parties, key=lambda code: (country_rank(code), code))
        return [self.country(code) + (self._ui.inferred if code in signal.inferred else "") for code in codes]

    def movement(self, signal: Signal) -> str:
        """From whom to whom people move."""
        return name_movement(signal.movement, self._words)

    def told(self, fact: FactChange, text: str) -> str:
        """A fact of one version in words: parties and stages by their names, all else as written."""
        if not text or fact.kind not in ("partner", "stage", "event"):
            return text
        if fact.kind == "partner":
            return self.country(text) if text.isupper() and len(text) <= 3 else text
        return self._ui["modality_" + text] if text in get_args(Modality) else self.of("stages", text)

    def confidence(self, score: float) -> str:
        """High, medium or low."""
        level = "high" if score >= _HIGH else "middle" if score >= _MIDDLE else "low"
        return self._words.name("confidence", level)


@dataclass(frozen=True, slots=True)
class Frame:
    """Makes whole pages of templates; every text that is printed is escaped and made harmless."""

    settings: Settings
    environment: Environment

    @classmethod
    def of(cls, settings: Settings) -> Frame:
        """The frame of an office's pages."""
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=show.finish,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {"host": show.host, "segment": show.path_segment}
        environment.globals |= {
            "safe_url": show.safe_url,
            "excerpt": show.excerpt,
            "amount_text": amount_text,
            "local_time": lambda instant: show.local_time(instant, settings.timezone),
            "local_day": lambda instant: show.local_day(instant, settings.timezone),
        }
        return cls(settings, environment)

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The template filled, as a response in the language of the request.

        Values a page may leave out: `section` (the current entry of the navigation).
        """
        language = values.pop("language", None) or page_language(request)
        ui = words(language)
        parameters = {**request.query_params, "lang": ui.other_lang}
        text = self.environment.get_template(template).render(
            {
                "ui": ui,
                "other_ui": words(ui.other_lang),
                "names": Names(language),
                "section": "",
                "part": wants_part(request),
                "notice": self.settings.notice_ja if language == "ja" else self.settings.notice_en,
                "other_language_url": "?" + urlencode(parameters, errors="replace"),
                **values,
            }
        )
        headers = {"Vary": "HX-Request", "Content-Language": language}
        return HTMLResponse(text, status_code=status, headers=headers)


def page_language(request: Request) -> Language:
    """Japanese, unless the address asks for English."""
    return "en" if request.query_params.get("lang") == "en" else "ja"


def asked_party(request: Request) -> str:
    """The code of a party in the address; codes of countries may be in small letters, groupings' ids not."""
    party = request.query_params.get("party", "").strip()[:20]
    return party.upper() if len(party) == 2 else party


def wants_part(request: Request) -> bool:
    """Whether htmx asks for the part of a page that changes; on going back it wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"
