"""Foreign passages read again: after a dictionary or the shipped glossary changed."""

from __future__ import annotations

from collections.abc import Callable

from nlp.tags import TaggedDocument
from stdiplo_scan.entries import make_entries
from stdiplo_scan.wiring import Office

_BATCH = 32  # documents of one transaction


def read_again(office: Office, progress: Callable[[str, int], None]) -> int:
    """How many documents were read again; 0 where the store's reading is that of today.

    Cut off anywhere, it begins anew the next time: the store names the new reading only at the end.
    """
    reading = office.glossary.version
    if not office.store.reading_fault(reading):
        return 0
    after, count = 0, 0
    while stored := office.store.documents(after, _BATCH):
        after = stored[-1].pk
        foreign = [one.document for one in stored if one.document.language != "en"]
        untagged = [TaggedDocument(one.id, one.language, (), (), (), "none") for one in foreign]
        entries = make_entries(office.embedder, office.glossary, foreign, untagged)
        office.store.replace_passages(entries, model_id=office.embedder.model_id)
        count += len(foreign)
        progress("read again", len(foreign))
    office.store.finish_reading(reading)
    return count
