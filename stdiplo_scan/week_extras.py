"""What a week's digests say beyond facts and ledger, from the store: changes, word notes, searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo

from index.alerts import AlertError, Alerts
from index.cited import LOOK_BACK, PageState, read_page_states
from index.records import Fact
from index.revisions import compare_versions
from index.store import Store
from index.watching import Window, rate_documents
from nlp.tags import Range
from reports.counts import group_stories, published_day, stories_of_week
from reports.coverage import Coverage
from reports.digest import DigestSettings, make_voice
from reports.digest_parts import Quote
from reports.editions import DESKS, EDITIONS, PERSON, of_edition
from reports.entries import Candidate, compose_entry, find_candidates, rank
from reports.extras import WeekExtras
from reports.page_changes import Citation, PageChange
from reports.quotes import UNGLOSSED, quote_key
from reports.saved_searches import SearchFind
from reports.week import Week, day_of_instant, instant
from stdiplo_scan.alerts import adapt_to_model, query_of, why_of
from stdiplo_scan.wiring import Office

MOST_COMPARED: Final = 300  # pages of the week whose versions are compared; more is a site that never rests
SPARE: Final = 10  # entries of an edition beyond those shown that have word notes, for those that move up


def gather_extras(
    office: Office, facts: Sequence[Fact], coverage: Coverage, settings: DigestSettings
) -> WeekExtras:
    """The extras of the ledger's week, for all its editions and languages."""
    week = coverage.week
    stories = stories_of_week(group_stories(facts), week)
    searched = _searched(office, facts, week, settings)
    everything = find_candidates(stories, settings.trends.signal_score, settings.visits, week.end)
    until = instant(datetime.combine(week.end + timedelta(days=7), time(), ZoneInfo(settings.zone)))
    editions = (*EDITIONS, *DESKS, *(PERSON + name for name in settings.profiles))
    most = settings.most_entries + SPARE
    shown = {
        one.story.id: one
        for edition in editions
        for one in rank(of_edition(everything, edition, settings.profiles, searched), edition)[:most]
    }
    return WeekExtras(
        searched=searched,
        changes=tuple(_changes(office.store, facts, everything, week, settings.zone)),
        citations=tuple(_citations(office.store, week, until)),
        word_notes=_word_notes(office, [shown[story] for story in sorted(shown)], coverage, settings),
    )


def _changes(
    store: Store, facts: Sequence[Fact], candidates: Sequence[Candidate], week: Week, zone: str
) -> Iterator[PageChange]:
    """Of the week's own documents and of those revised in it: each against the version before, or gone."""
    told = {fact.document_id for one in candidates for fact in one.story.facts}
    states = read_page_states(store, told)
    compared = 0
    for fact in sorted(facts, key=lambda one: one.document_id):
        state = states.get(fact.document_id)
        if state is not None and state.gone:
            yield PageChange(
                fact.document_id, fact.version, fact.version, state.gone_utc, fact.target_id, state.gone
            )
        elif fact.version > 1 and compared < MOST_COMPARED and (state or _seen_in(fact, week, zone)):
            compared += 1
            earlier = [
                number for number in store.document(fact.document_id).versions if number < fact.version
            ]
            if earlier:
                yield _compared(store, fact.document_id, earlier[-1], fact.version)


def _seen_in(fact: Fact, week: Week, zone: str) -> bool:
    day = published_day(fact)
    seen = day_of_instant(fact.fetched_utc, zone) if fact.fetched_utc else None
    return any(one is not None and week.contains(one) for one in (day, seen))


def _compared(store: Store, document: str, before: int, after: int) -> PageChange:
    new = store.document(document, after)
    diff = compare_versions(store.document(document, before), new)
    return PageChange(
        document=document,
        before=before,
        after=after,
        seen_utc=diff.after_fetched_utc,
        target_id=new.document.target_id,
        facts=diff.facts,
        sentences=sum(change.change != "moved" for change in diff.sentences),
    )


def _citations(store: Store, week: Week, until: str) -> Iterator[Citation]:
    """Entries of the weeks before whose page changed or went, and that no digest told of yet."""
    digests = [
        stored.body
        for back in range(LOOK_BACK, 0, -1)
        for stored in store.digests(week=str(week.shifted(-back)))
    ]
    told = {_told(body, one["note"]) for body in digests for one in body.get("corrections", ())}
    cited = {quote["document"] for body in digests for _, _, quote in _cited(body)}
    states = read_page_states(store, cited)
    changes: dict[tuple[str, int], PageChange | None] = {}
    for body in digests:
        for number, entry, quote in _cited(body):
            key = (quote["document"], quote["version"])
            if key not in changes:
                changes[key] = _change_since(store, *key, states.get(key[0]), until)
            change = changes[key]
            if change is None or _told(body, _note_key(change)) in told:
                continue
            yield Citation(
                digest=body["id"],
                edition=body["edition"],
                week=body["week"],
                language=body["language"],
                number=number,
                headline=entry["headline"],
                story=entry["story"],
                url=entry["url"],
                quote=_quote(quote),
                change=change,
            )


def _cited(body: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """Number, entry and the passage that it rests on."""
    for number, entry in enumerate(body["entries"], start=1):
        yield number, entry, entry["sentences"][0]


def _change_since(
    store: Store, document: str, version: int, state: PageState | None, until: str
) -> PageChange | None:
    """What became of a page since a version was cited, as far as it was seen before an instant."""
    if state is None:
        return None
    if state.gone and state.gone_utc < until:
        return PageChange(document, version, version, state.gone_utc, state.target_id, state.gone)
    if state.version > version and state.fetched_utc < until:
        return _compared(store, document, version, state.version)
    return None


def _note_key(change: PageChange) -> dict[str, Any]:
    kind = "deletion" if change.status else ""
    return {"document": change.document, "after": change.after, "kind": kind}


def _told(body: Mapping[str, Any], note: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells two lines on one page apart, within an edition and language."""
    gone = note["kind"] == "deletion"
    return body["edition"], body["language"], note["document"], note["after"], gone


def _quote(quote: Mapping[str, Any]) -> Quote:
    start, end = quote["range"]
    where: Range = (start, end)
    return Quote(
        quote["text"], quote["document"], quote["version"], where, quote["language"], bool(quote["cut"])
    )


def _word_notes(
    office: Office, shown: Sequence[Candidate], coverage: Coverage, settings: DigestSettings
) -> dict[str, tuple[tuple[str, str], ...]]:
    """The words of foreign passages and their English, by quote."""
    voice = make_voice(office.store, coverage, settings, "ja")
    foreign = [one for one in shown if one.fact.language not in UNGLOSSED]
    quotes = chain.from_iterable(compose_entry(one, voice).sentences for one in foreign)
    return {quote_key(quote): notes for quote in quotes if (notes := _notes(office, quote))}


def _notes(office: Office, quote: Quote) -> tuple[tuple[str, str], ...]:
    found = office.glossary.notes(quote.text, quote.language)
    return tuple(
        (written, english)
        for written, english in found
        # "Chile Chile" says nothing, and a single character (项 "back of neck") mostly the wrong thing
        if written in quote.text and written.casefold() != english.casefold() and len(written) > 1
    )


def _searched(
    office: Office, facts: Iterable[Fact], week: Week, settings: DigestSettings
) -> dict[str, tuple[SearchFind, ...]]:
    """What the saved searches that a profile names found among the week's documents, best first."""
    names = sorted({name for profile in settings.profiles.values() for name in profile.searches})
    if not names:
        return {}
    alerts = Alerts(office.store)
    adapt_to_model(office, datetime.now(UTC))
    own = [fact.document_id for fact in facts if (day := published_day(fact)) and week.contains(day)]
    found = {}
    for name in names:
        try:
            alert = alerts.get(name)
        except AlertError:
            continue  # the person's edition says that there is none
        window = Window(since=week.start.isoformat(), documents=own)
        rated = rate_documents(office.store, office.searcher, query_of(office, alert), window)
        found[name] = tuple(
            SearchFind(one.document, why_of(alert, one)) for one in rated if one.score >= alert.threshold
        )
    return found
