"""Documents tagged again after a rule, model or word changed: only those that the change touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.records import StoredDocument
from stdiplo_scan.wiring import Office

_BATCH = 32  # documents read at once; each is written for itself


@dataclass(slots=True)
class Retagged:
    """What tagging again did, or would do."""

    documents: int = 0  # tagged again
    changed: int = 0  # of these, with other tags or signals than before
    examples: tuple[str, ...] = ()  # ids of the first that changed


def retag(
    office: Office, progress: Callable[[str, int], None], *, write: bool = True, most_examples: int = 5
) -> Retagged:
    """Tag again what another version of the tagger has tagged, current texts only; rules of one language
    touch its documents alone.

    Each document is one transaction that also notes the tagger's version, so a killed job goes on where it
    stopped. A person's corrections are laid over the new tags.
    """
    done = Retagged()
    for language in office.store.languages():
        version = office.tagger.version_for(language or "und")
        after = 0
        while stored := office.store.documents_with_other_tagger(version, after, _BATCH, language=language):
            after = stored[-1].pk
            for one in stored:
                _tag_one(office, one, done, write=write, most_examples=most_examples)
            progress("tagged again", len(stored))
    return done


def _tag_one(office: Office, one: StoredDocument, done: Retagged, *, write: bool, most_examples: int) -> None:
    [tagged] = office.tagger.tag([one.document])
    before = office.store.judged(one.document.id).automatic
    changed = (before.tags, before.signals, before.regions) != (tagged.tags, tagged.signals, tagged.regions)
    done.documents += 1
    done.changed += changed
    if changed and len(done.examples) < most_examples:
        done.examples = (*done.examples, one.document.id)
    if write:
        office.store.replace_tags(one.document.id, one.version, tagged)
