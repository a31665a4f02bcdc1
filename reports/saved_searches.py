"""What a person's saved searches found in a week: it enters the person's edition, and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.records import Fact
from reports.counts import Story
from reports.digest_parts import Quote, Section
from reports.entries import Candidate, Voice
from reports.quotes import cut_lead, cut_title

MOST_WITHOUT_SIGNAL = 20  # stories listed by their title alone


@dataclass(frozen=True, slots=True)
class SearchFind:
    """A document that a saved search found, and why, by language."""

    document: str
    why: Mapping[str, str]


Searched = Mapping[str, tuple[SearchFind, ...]]  # by the saved search's name; one that is gone has no key


def reasons_of(story: Story, names: Sequence[str], searched: Searched) -> tuple[Mapping[str, str], ...]:
    """Why these saved searches found a story, one reason a search."""
    members = {fact.document_id for fact in story.facts}
    found = []
    for name in names:
        one = next((find for find in searched.get(name, ()) if find.document in members), None)
        if one is not None:
            found.append(one.why)
    return tuple(found)


def searches_section(
    stories: Sequence[Story],
    candidates: Sequence[Candidate],
    names: Sequence[str],
    searched: Searched,
    voice: Voice,
) -> Section:
    """Stories that saved searches found and that are no entry, as they hold no signal: title and reason."""
    words = voice.words
    shown = {candidate.story.id for candidate in candidates}
    found: list[tuple[Story, Quote, str]] = []
    for story in sorted(stories, key=lambda one: (-one.first_day.toordinal(), one.id)):
        reasons = reasons_of(story, names, searched)
        if reasons and story.id not in shown and len(found) < MOST_WITHOUT_SIGNAL:
            quote = _title(story.lead, voice)
            if quote is not None:
                comma = "。" if words.language == "ja" else "; "
                found.append((story, quote, comma.join(one[words.language] for one in reasons)))
    gone = [name for name in names if name not in searched]
    missing = words.name("sections_empty", "searches_gone").format(", ".join(gone)) if gone else ""
    return Section(
        name="searches",
        title=words.name("sections", "searches"),
        stories=tuple(story.id for story, _, _ in found),
        headlines=tuple(quote.text for _, quote, _ in found),
        empty=missing or words.name("sections_empty", "searches"),
        quotes=tuple(quote for _, quote, _ in found),
        reasons=tuple(reason for _, _, reason in found),
    )


def _title(fact: Fact, voice: Voice) -> Quote | None:
    document = voice.documents.document(fact.document_id, fact.version).document
    title_end = len(document.title)
    return cut_title(fact, document.content, title_end) or cut_lead(fact, document.content, title_end)
