"""What an office's corrections teach: sentences with their type of signal, documents with their fields."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index.corrections import Judged
from index.store import Store
from nlp.corrections import live
from nlp.crosslingual import Glossary
from nlp.readings import EVERY, Readings
from nlp.tags import Signal
from nlp.train_office import Lesson

FIELD_TEXT = 1_200  # characters of title and lead, as the tagger embeds them
_SURE = 0.5
_TOLD = ("asserted", "planned")
BY_HAND = ("confirmed", "added")


@dataclass(frozen=True, slots=True)
class Lessons:
    """The texts to learn from, and how many could not be used."""

    sentences: tuple[Lesson, ...]
    documents: tuple[Lesson, ...]
    unread: int  # sentences and documents in languages that the model cannot read


def read_lessons(store: Store, glossary: Glossary, reads: Collection[str] = ()) -> Lessons:
    """What the corrections in force say of the documents that are stored.

    A confirmed, changed or added signal gives its sentence its type; a rejected one "none", unless another
    signal stands on that sentence. A document of which a field was judged gives all its fields. Foreign
    sentences are learned as the tagger reads them, foreign documents by their gloss where the glossary knows
    enough of it; both as they stand in the languages that the model `reads` by itself.
    """
    readings = Readings(glossary, reads)
    sentences: list[Lesson] = []
    documents: list[Lesson] = []
    unread = 0
    for name in store.corrected_documents():
        judged = store.judged(name)
        language = "en" if {judged.shown.language, EVERY} & set(reads) else judged.shown.language
        in_force = live(store.corrections(name))
        for text, label in _sentences(judged):
            reading = readings.sentence(text, language)
            unread += not reading
            if reading:
                sentences.append(Lesson(reading, (label,), name))
        if any(one.kind == "field" for one in in_force):
            document = _document(judged, name, store.document(name).document.title, glossary, language)
            unread += document is None
            if document is not None:
                documents.append(document)
    return Lessons(tuple(sentences), tuple(documents), unread)


def _sentences(judged: Judged) -> list[tuple[str, str]]:
    found = []
    signals = judged.shown.signals
    for one in signals:
        text = judged.content[slice(*one.evidence)]
        if one.status in BY_HAND and one.modality in _TOLD:
            found.append((text, str(one.type)))
        elif one.status == "rejected" and not any(_overlap(one, other) for other in signals):
            found.append((text, "none"))
    return found


def _overlap(rejected: Signal, other: Signal) -> bool:
    (start, end), (begin, stop) = rejected.evidence, other.evidence
    return other.status != "rejected" and start < stop and begin < end


def _document(judged: Judged, name: str, title: str, glossary: Glossary, language: str) -> Lesson | None:
    """The document's title and lead with its fields; a foreign one by its gloss, None where that is poor."""
    fields = tuple(
        sorted(
            tag.value
            for tag in judged.shown.of_kind("field")
            if tag.status in BY_HAND or (tag.status == "automatic" and tag.score >= _SURE)
        )
    )
    text = judged.content[:FIELD_TEXT]
    if language == "en":
        return Lesson(text, fields, name, len(title))
    if not glossary.reading(" ".join(text.split()), language).english:
        return None
    head = glossary.gloss(title, language).english
    rest = glossary.gloss(text[len(title) :], language).english
    return Lesson(f"{head}\n\n{rest}".strip(), fields, name, len(head))
