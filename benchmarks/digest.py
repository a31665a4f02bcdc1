"""A digest over many documents: CPU time and memory, and what ten times the archive adds.

python -m benchmarks.digest [--count N] [--times N] [--small]

A made store holds N documents of 13 weeks, and another one the same with so many older ones that the archive
is `--times` as large. Each is measured in a process of its own: reading the facts, comparing the cells,
building the digest and rendering its page.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import arguments, cpu_seconds, peak_mb, print_table, write_result
from index.store import Store
from nlp.regions import regions_of
from reports.coverage import CoverageRun, CoverageTarget, build_coverage
from reports.digest import DigestSettings, build_digest
from reports.render import render_html
from reports.routing import field_codes
from reports.trends import TrendSettings, compare_week, first_day_needed
from reports.week import Week

WEEK = Week.parse("2026-W47")
TARGETS = 120
COUNTRIES = ("US", "EU", "GB", "DE", "FR", "IT", "NL", "SE", "FI", "NO", "PL", "CH", "CN", "KR", "TW", "VN")
COUNTRIES += ("TH", "ID", "MY", "SG", "PH", "IN", "AU", "NZ", "IL", "SA", "AE", "EG", "KE", "ZA", "BR", "CL")
_TYPES = (
    "agreement",
    "joint_research",
    "joint_call",
    "strategy",
    "funding",
    "restriction",
    "need",
    "dialogue",
)
_TITLE = "Ministry and agency sign a memorandum on research"
_TEXT = "The two sides met on Monday.\nThe ministry and the agency signed a memorandum of cooperation."
_BATCH = 20_000


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the cost over both archives and their ratio."""
    parser = arguments(__doc__ or "", repeats=3)
    parser.add_argument("--count", type=int, default=100_000, help="documents of the 13 weeks")
    parser.add_argument("--times", type=int, default=10, help="how much larger the other archive is")
    parser.add_argument("--measure", type=Path, help="measure this store and print one JSON object")
    options = parser.parse_args(given)
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    if options.small:
        options.count, options.times = 400, 3
    with tempfile.TemporaryDirectory(prefix="benchmark-digest-") as folder:
        paths = {times: Path(folder) / f"{times}.db" for times in (1, options.times)}
        runs: dict[int, list[dict[str, Any]]] = {times: [] for times in paths}
        for times, path in paths.items():
            make_store(path, options.count, options.count * (times - 1))
        for _ in range(options.repeats):  # in turns, so that a busy machine slows both alike
            for times, path in paths.items():
                runs[times].append(_apart(path))
    found = [
        {"archive": options.count * times, **{key: _middle([run[key] for run in of]) for key in of[0]}}
        for times, of in runs.items()
    ]
    ratio = round(found[1]["cpu_s"] / found[0]["cpu_s"], 2)
    print_table([list(found[0]), *(list(row.values()) for row in found)])
    print(f"ten times the archive costs {ratio} times as much" if options.times == 10 else f"ratio {ratio}")
    result = {"documents": options.count, "times": options.times, "archives": found, "ratio": ratio}
    write_result(options, "digest", result)


def _middle(values: list[float]) -> float:
    """The median to two digits; a count stays a count."""
    middle = round(median(values), 2)
    return int(middle) if middle == int(middle) else middle


def _apart(path: Path) -> dict[str, Any]:
    """What measuring gives in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.digest", "--measure", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def measure(path: Path) -> dict[str, Any]:
    """CPU seconds by step and in all, and the most memory, of a digest from this store."""
    spent: dict[str, float] = {}
    start = last = cpu_seconds()

    def step(name: str) -> None:
        nonlocal last
        spent[name], last = round(cpu_seconds() - last, 2), cpu_seconds()

    store = Store.open(path)
    settings = TrendSettings()
    facts = store.facts(first_day_needed(WEEK, settings.baseline_weeks), WEEK.end)
    step("facts_s")
    targets = [CoverageTarget(f"t{number}", f"Target {number}", "", "US") for number in range(TARGETS)]
    coverage = build_coverage(WEEK, targets=targets, runs=list(_runs()), facts=facts)
    trends = compare_week(facts, coverage, settings, regions_of=regions_of)
    step("trends_s")
    digest = build_digest(
        WEEK,
        "whole",
        "ja",
        facts=facts,
        documents=store,
        coverage=coverage,
        settings=DigestSettings(),
        trends=trends,
    )
    step("digest_s")
    page = render_html(digest.to_json())
    step("page_s")
    store.close()
    return {
        "documents": len(facts),
        **spent,
        "cpu_s": round(cpu_seconds() - start, 2),
        "peak_mb": round(peak_mb()),
        "page_kb": len(page) // 1000,
    }


def _runs() -> Iterator[CoverageRun]:
    """A good run of each target every Monday."""
    for back in range(15, -1, -1):
        for number in range(TARGETS):
            monday = WEEK.end - timedelta(weeks=back)
            yield CoverageRun(f"t{number}", monday, "healthy", listed=20, kept=20)


def make_store(path: Path, recent: int, older: int, seed: int = 5) -> None:
    """A store of documents dated in the 13 weeks up to WEEK, and of older ones over nine years before."""
    Store.open(path).close()
    first = first_day_needed(WEEK, TrendSettings().baseline_weeks)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        chance = random.Random(seed)
        for at in range(0, recent + older, _BATCH):
            numbers = range(at, min(at + _BATCH, recent + older))
            days = [
                first + timedelta(days=chance.randrange((WEEK.end - first).days))
                if number < recent
                else first - timedelta(days=1 + chance.randrange(9 * 365))
                for number in numbers
            ]
            _write(connection, chance, numbers, days)
        connection.execute("ANALYZE")
    connection.close()


def _write(
    connection: sqlite3.Connection, chance: random.Random, numbers: range, days: Sequence[date]
) -> None:
    documents, versions, tags, signals = [], [], [], []
    content = f"{_TITLE}\n\n{_TEXT}"
    start = content.rindex("\n") + 1
    for number, day in zip(numbers, days, strict=True):
        pk = number + 1
        story = f"d{pk - 1}" if number % 6 == 5 else f"d{pk}"
        target = f"t{number % TARGETS}"
        one, other = chance.sample(COUNTRIES, 2)
        field = chance.choice(field_codes())
        kind = chance.choice(_TYPES)
        polarity = {"strategy": "none", "funding": "none", "restriction": "restriction"}.get(
            kind, "cooperation"
        )
        parties = json.dumps(sorted((one, other, *(("JP",) if number % 9 == 0 else ()))))
        japan = "in" if number % 9 == 0 else "out"
        fetched = f"{day}T05:00:00Z"
        documents.append((pk, f"d{pk}", f"http://world.example/{pk}", target, "US", fetched, fetched, story))
        versions.append((pk, pk, _TITLE, _TEXT, f"{pk:064x}", day.isoformat(), fetched, "[]"))
        tags += [(pk, "country", code, "actor", "[]") for code in (one, other)]
        tags += [(pk, "field", field, None, "[]")]
        tags += [(pk, "term", f"term {chance.randrange(3000)}", None, "[]") for _ in range(3)]
        signals.append((pk, kind, polarity, japan, start, len(content), parties, json.dumps([field])))
    connection.executemany(
        "INSERT INTO documents(pk, id, url, target_id, country, current, first_fetched_utc, "
        "last_fetched_utc, story_id) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)",
        documents,
    )
    connection.executemany(
        "INSERT INTO versions(pk, document_pk, number, is_current, title, text, digest, language, published, "
        "published_from, published_confidence, fetched_utc, kind, mime, regions, tagger_version) "
        "VALUES (?, ?, 1, 1, ?, ?, ?, 'en', ?, 'feed', 1, ?, 'news', 'text/html', ?, '')",
        versions,
    )
    connection.executemany(
        "INSERT INTO tags(version_pk, kind, value, role, publisher, score, evidence, by, status) "
        "VALUES (?, ?, ?, ?, 0, .9, ?, 'made', 'automatic')",
        tags,
    )
    connection.executemany(
        'INSERT INTO signals(version_pk, type, polarity, japan, start, "end", parties, fields, stage, '
        "modality, score, inferred, organisations, by, status) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'signed', 'asserted', .9, '[]', '[]', 'made', 'automatic')",
        signals,
    )


if __name__ == "__main__":
    main()
