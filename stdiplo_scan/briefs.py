"""A country's brief from an office's store, registers, calendar and imported indicators."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from crawlers.nearest import nearest
from crawlers.publisher_names import PublisherNames
from crawlers.whole_file import write_whole
from index.briefs import Briefs
from index.records import StoredBrief
from nlp.regions import country_codes
from nlp.taxonomy_files import load_groupings
from reports import indicators
from reports.agenda import next_visit
from reports.brief import BriefInputs, narrow_inputs
from reports.brief_record import BriefRecord, verify_brief
from reports.entries import slashed
from reports.errors import DigestError
from reports.indicators import Indicator, read_indicators, write_indicators
from reports.packing import pack, unpack
from reports.verify import Verdict
from reports.week import instant
from stdiplo_scan.asking import codes_by_name
from stdiplo_scan.registers import Registers, visits_of
from stdiplo_scan.wiring import Office


def make_brief(office: Office, country: str, language: str) -> StoredBrief:
    """The brief of a country or grouping today, stored. Raises DigestError on a code that nobody knows."""
    record = brief_record(office, check_country(country))
    body = json.loads(json.dumps(record.build(language, office.store).to_json(), ensure_ascii=False))
    packed = pack(record)
    brief = StoredBrief(
        id=body["id"],
        country=record.country,
        day=record.day,
        language=language,
        built_utc=instant(datetime.now(UTC)),
        body=body,
        inputs=packed.id,
    )
    Briefs(office.store).save(brief, packed)
    return brief


def verify_stored_brief(office: Office, brief: StoredBrief) -> Verdict:
    """Whether a stored brief comes out the same again. Raises DigestMissing without its record."""
    record = unpack(Briefs(office.store).inputs(brief), BriefRecord)
    return verify_brief(brief.body, record, office.store, software=version("stdiplo-scan"))


def brief_record(office: Office, code: str) -> BriefRecord:
    """All that the brief of a country is made from today, and nothing more."""
    registers = Registers.of(office)
    visit = next_visit((code,), registers.today, visits_of(office))
    names = {target_id: PublisherNames.of(facts) for target_id, facts in office.store.targets().items()}
    inputs = BriefInputs(
        facts=registers.facts,
        lines=registers.lines(),
        needs=registers.needs(),
        dates=registers.dates(),
        existing=tuple(registers.existing()),
        indicators=office_indicators(office),
        visit=f"{slashed(visit.day)} {visit.title}" if visit else "",
        versions={
            "stdiplo-scan": version("stdiplo-scan"),
            "tagger": office.tagger.version,
            "model": office.embedder.model_id,
        },
    )
    narrow = narrow_inputs(code, registers.today, inputs)
    own = {fact.target_id for fact in narrow.facts}
    return BriefRecord(
        country=code,
        day=registers.today.isoformat(),
        inputs=narrow,
        names={target: one for target, one in sorted(names.items()) if target in own},
        notice_ja=office.settings.notice_ja,
        notice_en=office.settings.notice_en,
    )


def check_country(country: str) -> str:
    """The code of a country or grouping, by its code or its name in Japanese or English; raises DigestError
    on another.
    """
    known = (*country_codes(), *load_groupings(), "EU", "UN")
    meaning = {one.lower(): one for one in known}
    folded = country.strip().lower()
    if folded not in meaning:
        meaning |= codes_by_name("country", known)
    if folded not in meaning:
        wanted = "an ISO 3166-1 code or a grouping, e.g. VN, EU, ASEAN"
        near = [f"{meaning[name]} ({name})" for name in nearest(folded, meaning)]
        raise DigestError("country", country, wanted + (f"; meant {near[0]}?" if near else ""))
    return meaning[folded]


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
