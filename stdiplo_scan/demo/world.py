"""The miniature world: fictional publishers and documents, dated relative to the newest complete week."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, Self

import yaml

from stdiplo_scan.demo.dates import fill_dates

CONTENT = Path(__file__).parent / "content"
WEEKS = 13
LANGUAGES = ("en", "ja", "de", "fr", "es", "zh", "ko")
MARKS = {
    "en": "Fictional content for demonstration",
    "ja": "デモ用の架空の内容",
    "de": "Fiktiver Inhalt zur Vorführung",
    "fr": "Contenu fictif à des fins de démonstration",
    "es": "Contenido ficticio con fines de demostración",
    "zh": "演示用虚构内容",
    "ko": "시연용 가상 콘텐츠",
}
_ENTRIES = ("rss", "rdf", "atom", "sitemap", "listing", "api")
_DOCUMENT_KEYS = frozenset(
    {"id", "publisher", "day", "language", "kind", "title", "body", "edition_2"}
    | {"form", "charset", "print", "copy_of", "shown_date"}
)


class DemoError(Exception):
    """The miniature world cannot be loaded or served; the text gives place, value met, value wanted, cure."""


class WeekLike(Protocol):
    """Anything that knows the Monday it starts on, such as reports.week.Week."""

    @property
    def start(self) -> date:
        """The week's Monday."""
        ...


@dataclass(frozen=True, slots=True)
class Publisher:
    """One fictional organisation and the way its site is built."""

    id: str
    name: str  # in the site's own language
    name_en: str
    name_ja: str
    country: str  # ISO 3166-1 alpha-2, or INT
    kind: str
    languages: tuple[str, ...]
    entry: str  # rss rdf atom sitemap listing api
    layout: str
    urls: str  # slug dated query era
    dates: str  # meta (in the page's head), text (visible only), both
    colour: str
    health: str = "healthy"  # healthy quiet broken
    date_form: str = ""  # us, era: another custom than the language's first
    tagline: str = ""

    @property
    def language(self) -> str:
        """The language of its menus and listings."""
        return self.languages[0]


@dataclass(frozen=True, slots=True)
class WorldDocument:
    """One document of the world, its dates already written out."""

    id: str
    publisher: str
    week: int  # 0 is the newest complete week, 12 the oldest; 13 lies before the world's weeks
    published: date
    language: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    path: str  # of its page, from the host's root
    form: str = "html"  # html, pdf
    charset: str = "utf-8"
    print_variant: bool = False
    copy_of: str = ""  # id of the original whose text this one carries with small edits
    shown_date: bool = True
    edition_2: tuple[str, tuple[str, ...]] | None = None  # title and paragraphs after the revision

    def text_in(self, edition: int) -> tuple[str, tuple[str, ...]]:
        """Title and paragraphs in edition 1 or 2."""
        if edition == 2 and self.edition_2 is not None:
            return self.edition_2
        return self.title, self.paragraphs


@dataclass(frozen=True)
class World:
    """All publishers and documents; the same Monday always gives the same world."""

    newest_week: date  # Monday of the newest complete week
    publishers: tuple[Publisher, ...]
    documents: tuple[WorldDocument, ...]  # oldest first

    @classmethod
    def load(cls, newest_week: date | WeekLike) -> Self:
        """The world whose newest complete week starts on this Monday.

        Raises DemoError where the day is no Monday, or the content files are not as they should be.
        """
        monday = newest_week if isinstance(newest_week, date) else newest_week.start
        if monday.weekday() != 0:
            raise DemoError(
                f"newest week: {monday.isoformat()} is no Monday; give the Monday of a complete week"
            )
        publishers = tuple(_publisher(row) for row in _rows(CONTENT / "publishers.yml"))
        by_id = {publisher.id: publisher for publisher in publishers}
        documents: list[WorldDocument] = []
        for week in range(WEEKS + 1):  # the last is what the archives hold from before the oldest week
            for path in sorted(CONTENT.glob(f"week_{week:02d}*.yml")):
                documents += [_document(row, week, monday, by_id, path) for row in _rows(path)]
        documents.sort(key=lambda document: (document.published, document.publisher, document.id))
        _refuse_repeats(documents)
        return cls(monday, publishers, tuple(documents))

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was planted on purpose, story by story (content/manifest.yml)."""
        with (CONTENT / "manifest.yml").open(encoding="utf-8") as file:
            loaded: dict[str, Any] = yaml.safe_load(file)
        return loaded

    def publisher(self, publisher_id: str) -> Publisher:
        """The publisher of that id; KeyError where there is none."""
        return self._publishers[publisher_id]

    def document(self, document_id: str) -> WorldDocument:
        """The document of that id; KeyError where there is none."""
        return self._documents[document_id]

    def documents_of(self, publisher_id: str) -> tuple[WorldDocument, ...]:
        """One publisher's documents, newest first."""
        return tuple(document for document in reversed(self.documents) if document.publisher == publisher_id)

    def url(self, document_id: str, base_url: str) -> str:
        """Where the document is read when the world is served at base_url."""
        return base_url.rstrip("/") + self.document(document_id).path

    @cached_property
    def _publishers(self) -> dict[str, Publisher]:
        return {publisher.id: publisher for publisher in self.publishers}

    @cached_property
    def _documents(self) -> dict[str, WorldDocument]:
        return {document.id: document for document in self.documents}


def newest_complete_week(today: date) -> date:
    """The Monday of the newest ISO week that has ended before today."""
    return today - timedelta(days=today.weekday() + 7)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        rows = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DemoError(f"{path.name}: holds no list of mappings; write `- id: ...` for each entry")
    return rows


def _publisher(row: Mapping[str, Any]) -> Publisher:
    languages = tuple(row["languages"])
    if row["entry"] not in _ENTRIES:
        raise DemoError(f"publishers.yml: entry of {row['id']} is {row['entry']!r}; wanted one of {_ENTRIES}")
    return Publisher(**{**row, "languages": languages})


def _document(
    row: Mapping[str, Any], week: int, newest: date, publishers: Mapping[str, Publisher], path: Path
) -> WorldDocument:
    place = f"{path.name}: {row.get('id')}"
    if unknown := set(row) - _DOCUMENT_KEYS:
        raise DemoError(f"{place}: unknown keys {sorted(unknown)}; wanted some of {sorted(_DOCUMENT_KEYS)}")
    publisher = publishers.get(str(row.get("publisher")))
    if publisher is None:
        raise DemoError(f"{place}: publisher is {row.get('publisher')!r}; wanted one of publishers.yml")
    day = row.get("day")
    if not isinstance(day, int) or not 0 <= day <= 6:
        raise DemoError(f"{place}: day is {day!r}; wanted 0 (Monday) to 6 (Sunday)")
    published = newest - timedelta(days=7 * week) + timedelta(days=day)
    language = row.get("language", publisher.language)

    def filled(text: str) -> str:
        return fill_dates(text, published, language, form=publisher.date_form)

    revision = row.get("edition_2")
    form = row.get("form", "html")
    return WorldDocument(
        id=row["id"],
        publisher=publisher.id,
        week=week,
        published=published,
        language=language,
        kind=row.get("kind", "news"),
        title=filled(row["title"]),
        paragraphs=_paragraphs(filled(row["body"])),
        path=_page_path(publisher, row["id"], published, form),
        form=form,
        charset=row.get("charset", "utf-8"),
        print_variant=bool(row.get("print", False)),
        copy_of=row.get("copy_of", ""),
        shown_date=bool(row.get("shown_date", True)),
        edition_2=None
        if revision is None
        else (filled(revision["title"]), _paragraphs(filled(revision["body"]))),
    )


def _paragraphs(body: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip())


def _page_path(publisher: Publisher, document_id: str, published: date, form: str) -> str:
    root = f"/{publisher.id}"
    if form == "pdf":
        return f"{root}/press/{document_id}.pdf"
    if publisher.urls == "dated":
        return f"{root}/{published:%Y/%m/%d}/{document_id}.html"
    if publisher.urls == "era":
        return f"{root}/houdou/r{published.year - 2018:02d}/{published:%m%d}_{document_id}.html"
    if publisher.urls == "query":
        return f"{root}/board/view?no={page_number(document_id)}"
    return f"{root}/news/{document_id}"


def page_number(document_id: str) -> int:
    """A five-digit number for boards that number their pages; the same for the same id."""
    return 10000 + int(hashlib.sha256(document_id.encode()).hexdigest()[:8], 16) % 90000


def _refuse_repeats(documents: list[WorldDocument]) -> None:
    for values in ([document.id for document in documents], [document.path for document in documents]):
        repeated = sorted({value for value in values if values.count(value) > 1})
        if repeated:
            raise DemoError(f"content: {repeated[0]!r} stands twice; give every document its own id")
