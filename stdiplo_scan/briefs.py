"""A country's brief from an office's store, registers, calendar and imported indicators."""

from __future__ import annotations

from pathlib import Path

from crawlers.publisher_names import PublisherNames
from crawlers.whole_file import write_whole
from nlp.regions import country_codes
from nlp.taxonomy_files import load_groupings
from reports import indicators
from reports.agenda import next_visit
from reports.brief import Brief, BriefInputs, build_brief
from reports.brief_parts import BriefVoice
from reports.entries import slashed
from reports.errors import DigestError
from reports.indicators import Indicator, read_indicators, write_indicators
from reports.words import words_of
from stdiplo_scan.registers import Registers, visits_of
from stdiplo_scan.wiring import Office


def make_brief(office: Office, country: str, language: str) -> Brief:
    """The brief of a country or grouping today. Raises DigestError on a code that nobody knows."""
    code = check_country(country)
    words = words_of(language)
    registers = Registers.of(office)
    visit = next_visit((code,), registers.today, visits_of(office))
    names = {target_id: PublisherNames.of(facts) for target_id, facts in office.store.targets().items()}
    inputs = BriefInputs(
        facts=registers.facts,
        lines=registers.lines(),
        needs=registers.needs(),
        dates=registers.dates(),
        indicators=office_indicators(office),
        visit=f"{slashed(visit.day)} {visit.title}" if visit else "",
    )
    notice = office.settings.notice_ja if language == "ja" else office.settings.notice_en
    return build_brief(code, registers.today, inputs, BriefVoice(office.store, words, names), notice)


def check_country(country: str) -> str:
    """The code of a country or grouping, known; raises DigestError on another."""
    code = country.strip()
    known = {*country_codes(), *load_groupings(), "EU", "UN"}
    by_fold = {one.casefold(): one for one in known}
    if code.casefold() not in by_fold:
        raise DigestError("country", country, "an ISO 3166-1 code or a grouping, e.g. VN, EU, ASEAN")
    return by_fold[code.casefold()]


def office_indicators(office: Office) -> tuple[Indicator, ...]:
    """The indicators that the office imported."""
    path = office.folder / indicators.FILE_NAME
    return read_indicators(path) if path.is_file() else ()


def add_indicators(office: Office, path: Path, source: str) -> tuple[int, int]:
    """How many values of a table are new or changed, and how many the office holds with them.

    A value of the same country, indicator, year and source is replaced.
    """
    held = {_key(one): one for one in office_indicators(office)}
    read = {_key(one): one for one in read_indicators(path, source)}
    new = sum(held.get(key) != one for key, one in read.items())
    both = held | read
    write_whole(office.folder / indicators.FILE_NAME, write_indicators(both.values()).encode())
    return new, len(both)


def _key(one: Indicator) -> tuple[str, str, int, str]:
    return one.country, one.code, one.year, one.source
