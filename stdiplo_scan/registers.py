"""The registers of an office: its store, its own tables and the diplomatic calendar, read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.whole_file import write_whole
from index.instrument_ends import InstrumentEnd, InstrumentEnds
from index.records import Fact
from nlp.crosslingual import Glossary
from reports import agenda
from reports import existing as existing_table
from reports.agenda import Visit, read_agenda
from reports.dates_ahead import DateAhead, find_dates_ahead
from reports.existing import Existing, read_existing
from reports.gaps import Gap, find_gaps
from reports.instrument_lines import InstrumentLine, find_mentions, join_lines
from reports.instrument_subjects import ReadEnglish
from reports.instrument_terms import Expiry, find_expiries
from reports.needs import Need, find_needs
from stdiplo_scan.wiring import Office

YEARS = 5  # of documents that the registers read
MOST_AT_ONCE = 100_000  # passages of a store whose registers are read again after every `ingest`
GOOD_RUNS = ("healthy", "quiet")


@dataclass(frozen=True, slots=True)
class Registers:
    """What the registers are made from, read once."""

    office: Office
    today: date
    facts: tuple[Fact, ...]

    @classmethod
    def of(cls, office: Office, *, years: int = YEARS, today: date | None = None) -> Registers:
        """The registers over the documents of the years before today, in the office's zone."""
        day = today or datetime.now(ZoneInfo(office.settings.timezone)).date()
        start = day - timedelta(days=366 * years)
        return cls(office, day, tuple(office.store.facts(start, day + timedelta(days=1))))

    def lines(self) -> list[InstrumentLine]:
        """Instruments with their histories."""
        return join_lines(find_mentions(self.facts, read=reader_of(self.office.glossary)))

    def needs(self) -> list[Need]:
        """What others ask of Japan."""
        return find_needs(self.facts)

    def gaps(self) -> list[Gap]:
        """Where others signed within a year."""
        known = self.existing()
        loaded = bool(known) or japan_is_followed(self.office)
        return find_gaps(self.lines(), known, self.today, loaded=loaded)

    def dates(self) -> list[DateAhead]:
        """The days to come."""
        return find_dates_ahead(
            self.facts, self.office.store, self.existing(), self.today, lines=self.lines()
        )

    def expiries(self, lines: Sequence[InstrumentLine]) -> dict[str, Expiry]:
        """By line the end that follows from its term, past ones too; of what renews itself the next one."""
        return find_expiries(lines, self.office.store, self.today)

    def existing(self) -> list[Existing]:
        """The office's own table of instruments."""
        return read_existing(self.office.folder / existing_table.FILE_NAME)


def keep_ends(office: Office) -> int:
    """How many ends of instruments the store holds for searches: those of today's registers."""
    registers = Registers.of(office)
    lines = registers.lines()
    documents = {line.id: line.documents for line in lines}
    return InstrumentEnds(office.store).replace(
        InstrumentEnd(document, end.line, end.day)
        for end in registers.expiries(lines).values()
        for document in documents[end.line]
    )


def reader_of(glossary: Glossary) -> ReadEnglish:
    """A function from a name and its language to its English words, "" where it knows too few."""

    def read(name: str, language: str) -> str:
        reading = glossary.reading(name, language)
        return reading.text if reading.english else ""

    return read


def visits_of(office: Office) -> tuple[Visit, ...]:
    """The office's diplomatic calendar."""
    return read_agenda(office.folder / agenda.FILE_NAME)


def add_visits(office: Office, path: Path) -> tuple[int, int]:
    """How many visits of a file are new, and how many the calendar holds with them."""
    known = set(visits_of(office))
    both = known | set(agenda.import_agenda(path))
    write_whole(office.folder / agenda.FILE_NAME, agenda.write_agenda(both).encode())
    return len(both) - len(known), len(both)


def japan_is_followed(office: Office) -> bool:
    """Whether every Japanese publisher that is switched on was crawled with success, and there is one.

    One of several does not do: what the others signed would be called absent.
    """
    japanese = {one.id for one in office.targets.values() if one.country == "JP" and one.state == "on"}
    crawled = {row["target_id"] for row in office.store.runs() if row.get("outcome") in GOOD_RUNS}
    return bool(japanese) and japanese <= crawled
