"""An edit of the secretariat's glossary: what it would change, and the change itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crawlers.whole_file import write_whole
from index.records import StoredDocument
from nlp.crosslingual import Glossary
from nlp.glossary_file import LANGUAGES
from nlp.office_words import (
    check_entries,
    dump_entries,
    read_office_entries,
    surfaces,
)
from nlp.tagger import Tagger
from nlp.tags import Signal, Tag, TaggedDocument
from stdiplo_scan.entries import make_entries
from stdiplo_scan.jobs import finish_index
from stdiplo_scan.wiring import Office, entries_glossary, glossary_file, office_tagger

Entry = Mapping[str, Any]
_BATCH = 32
MOST_EXAMPLES = 5


@dataclass(slots=True)
class Effect:
    """What an edit changes in what is stored, and in how its words are searched."""

    holding: int = 0  # documents that hold a word of it
    changed: int = 0  # of these, with other tags or signals
    examples: list[dict[str, Any]] = field(default_factory=list)
    readings: list[dict[str, str]] = field(default_factory=list)  # word, language, before, after

    def to_json(self) -> dict[str, Any]:
        """The row of `glossary preview --json`."""
        return {
            "holding": self.holding,
            "changed": self.changed,
            "examples": self.examples,
            "readings": self.readings,
        }


class GlossaryEdit:
    """The office's entries as they are and as they are to be."""

    def __init__(self, office: Office, wanted: Sequence[Entry]) -> None:
        """Raises GlossaryError where an entry cannot be."""
        self._office = office
        self.path = glossary_file(office.folder, office.settings)
        self.before = read_office_entries(self.path)
        self.wanted = list(wanted)
        check_entries(str(self.path), self.wanted)

    @cached_property
    def touched(self) -> list[Entry]:
        """The entries that are new, gone or different."""
        return [one for one in self.before if one not in self.wanted] + [
            one for one in self.wanted if one not in self.before
        ]

    @cached_property
    def words(self) -> list[str]:
        """Every way to write what is touched, the longest first."""
        return sorted(
            {word for one in self.touched for word in surfaces(one)}, key=lambda word: (-len(word), word)
        )

    def effect(self, progress: Callable[[str, int], None]) -> Effect:
        """What saving would change; nothing is written."""
        found = Effect(readings=self._readings())
        tagger = self._tagger(self.wanted)
        same = tagger.version == self._tagger(self.before).version  # words for searching only
        for one in self._holding():
            found.holding += 1
            differences = {} if same else self._differences(one, *tagger.tag([one.document]))
            if differences:
                found.changed += 1
                if len(found.examples) < MOST_EXAMPLES:
                    title = one.document.title
                    found.examples.append({"document": one.document.id, "title": title, **differences})
            progress("preview", 1)
        return found

    def save(self, progress: Callable[[str, int], None]) -> int:
        """How many stored documents were tagged and read again; the file comes first, whole or not at all.

        Killed after that, documents still name the older tagger: `retag` does what is left.
        """
        before, after = self._tagger(self.before), self._tagger(self.wanted)
        write_whole(self.path, dump_entries(self.wanted).encode())
        self._office.take_up_words()
        glossary = self._glossary(self.wanted)
        count = 0
        for one in self._holding():
            [tagged] = after.tag([one.document])
            if after.version != before.version:
                self._office.store.replace_tags(one.document.id, one.version, tagged)
            if one.document.language in LANGUAGES:
                entries = make_entries(self._office.embedder, glossary, [one.document], [tagged])
                self._office.store.replace_passages(entries, model_id=self._office.embedder.model_id)
            count += 1
            progress("tagged again", 1)
        for language in self._office.store.languages():
            spoken = language or "und"
            self._office.store.rename_tagger(before.version_for(spoken), after.version_for(spoken))
        if count:
            finish_index(self._office)
        return count

    def _holding(self) -> Iterator[StoredDocument]:
        after = 0
        while self.words and (stored := self._office.store.documents_with_words(self.words, after, _BATCH)):
            after = stored[-1].pk
            yield from stored

    def _tagger(self, entries: Sequence[Entry]) -> Tagger:
        office = self._office
        return office_tagger(office.folder, office.settings, office.tagging_embedder, entries)

    def _glossary(self, entries: Sequence[Entry]) -> Glossary:
        return entries_glossary(self._office.settings, entries)

    def _readings(self) -> list[dict[str, str]]:
        """How each touched word is searched in English, before and after."""
        before, after = self._glossary(self.before), self._glossary(self.wanted)
        asked = {
            (word, language)
            for one in self.touched
            if "en" in one
            for language in LANGUAGES
            for word in one.get(language, ())
        }
        found = []
        for word, language in sorted(asked):
            old, new = (glossary.gloss(word, language).english for glossary in (before, after))
            if old != new:
                found.append({"word": word, "language": language, "before": old, "after": new})
        return found

    def _differences(self, one: StoredDocument, tagged: TaggedDocument) -> dict[str, list[str]]:
        before = self._office.store.judged(one.document.id).automatic
        old, new = _said(before), _said(tagged)
        gained, lost = sorted(new - old), sorted(old - new)
        return {"gained": gained, "lost": lost} if gained or lost else {}


def _said(tagged: TaggedDocument) -> set[str]:
    """Tags and signals in short, without scores."""
    tags, signals = map(_short, tagged.tags), map(_short, tagged.signals)
    return {*tags, *signals, *(f"region:{region}" for region in tagged.regions)}


def _short(one: Tag | Signal) -> str:
    if isinstance(one, Tag):
        return f"{one.kind}:{one.value}" + (f":{one.role}" if one.role else "")
    return f"{one.type} {'+'.join(one.parties)}"
