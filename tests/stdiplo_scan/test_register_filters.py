"""Expiry and movement as filters of a search: prefixes, options, counts and the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from index.facets import count_facets
from index.filters import Filters, allowed_passages
from index.instrument_ends import InstrumentEnd, InstrumentEnds
from index.tables import PassageRow, VersionRow
from nlp.tags import Signal
from stdiplo_scan.asking import FilterError, read_question, write_question
from stdiplo_scan.cli.main import app
from stdiplo_scan.registers import keep_ends
from stdiplo_scan.wiring import Office
from tests.index.conftest import build_entry
from tests.stdiplo_scan.web_pages import open_site, said, tree

LATELY = (datetime.now(UTC).date() - timedelta(days=20)).isoformat()
MOVES = Signal("mobility", "open", "cooperation", "asserted", ("JP", "VN"), "in", 0.9, (0, 10))
TERM = "Korea and Viet Nam signed an energy accord, which is valid until 31 March 2031."


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three documents: people from Viet Nam to Japan, from Germany to France, and an accord with an end."""
    opened = Office.open(tmp_path_factory.mktemp("office"))
    accord = replace(
        MOVES, type="agreement", stage="signed", parties=("KR", "VN"), japan="out", instrument="energy accord"
    )
    fit = {"published": LATELY, "dimension": 384}
    opened.store.add(
        [
            build_entry("a", **fit, signals=(replace(MOVES, movement=(("VN", "JP"),)),)),
            build_entry("b", **fit, signals=(replace(MOVES, movement=(("DE", "FR"), ("", "KR"))),)),
            build_entry("c", text=TERM, **fit, signals=(replace(accord, evidence=(8, 8 + 78)),)),
        ],
        model_id=opened.embedder.model_id,
    )
    assert keep_ends(opened) == 1
    yield opened
    opened.store.close()


def found(office: Office, filters: Filters) -> list[str]:
    """The titles of the documents that the filters let through."""
    passages = allowed_passages(filters)
    statement = (
        select(VersionRow.title)
        .join(PassageRow, PassageRow.version_pk == VersionRow.pk)
        .where(PassageRow.pk.in_(passages))
        .distinct()
        .order_by(VersionRow.title)
    )
    with office.store.engine.connect() as connection:
        return [str(title)[-1] for title in connection.execute(statement).scalars()]


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("toward:JP", ["a"]),
        ("移動先:日本", ["a"]),
        ("origin:DE", ["b"]),
        ("toward:FR,KR", ["b"]),
        ("origin:DE toward:KR", []),  # in one document, of two movements
        ("-toward:JP", ["b", "c"]),
        ("expires:2031", ["c"]),
        ("期限:2031-03", ["c"]),
        ("expires:2031-03-31", ["c"]),
        ("expires:2031-04", []),
        ("expires-since:2031-03 expires-before:2031-03-31", []),
        ("expires:9999", []),
    ],
)
def test_a_prefix_narrows_by_end_and_by_movement(office: Office, question: str, titles: list[str]) -> None:
    text, filters = read_question(office, question, Filters())
    assert text == ""
    assert found(office, filters) == titles
    assert read_question(office, write_question("", filters, "Asia/Tokyo"), Filters()) == ("", filters)


@pytest.mark.parametrize("question", ["toward:XX", "expires:soon", "expires:2031-13"])
def test_a_value_that_cannot_be_is_refused(office: Office, question: str) -> None:
    with pytest.raises(FilterError):
        read_question(office, question, Filters())


def test_each_count_is_what_the_filter_leaves(office: Office) -> None:
    with office.store.engine.connect() as connection:
        counted = count_facets(connection, Filters(), allowed_passages, ("toward", "origin", "expires"))
    assert counted == {
        "toward": {"FR": 1, "JP": 1, "KR": 1},
        "origin": {"DE": 1, "VN": 1},
        "expires": {"2031": 1},
    }
    with office.store.engine.connect() as connection:
        beside = count_facets(connection, Filters(origin=("DE",)), allowed_passages, ("toward",))
    assert beside == {"toward": {"FR": 1}}


def test_ends_are_replaced_as_a_whole(tmp_path: Path) -> None:
    office = Office.open(tmp_path)
    ends = InstrumentEnds(office.store)
    assert ends.replace([InstrumentEnd("d1", "l", "2030-01-01")] * 2) == 1
    assert ends.replace([InstrumentEnd("d2", "l", "2031-01-01")]) == 1
    assert [one.document_id for one in ends.all()] == ["d2"]
    office.store.close()


def test_the_command_line_and_the_page_narrow_by_both(office: Office) -> None:
    folder = str(office.folder)
    for options in (["--toward", "JP"], ["--expires-since", "2031-01-01", "--expires-until", "2032-01-01"]):
        result = CliRunner().invoke(app, ["--workspace", folder, "search", "", "--json", *options])
        assert result.exit_code == 0, result.output
        assert len(json.loads(result.output.splitlines()[-1])["hits"]) == 1
    assert CliRunner().invoke(app, ["--workspace", folder, "registers", "update"]).exit_code == 0
    client = open_site(office)
    page = tree(client, "/?toward=JP&expires_since=&lang=en")
    assert said(page, "//ol[contains(@class, 'hits')]//h3") == ["News a"]
    page = tree(client, "/?expires_since=2031-01-01&expires_until=2031-12-31")
    assert said(page, "//ol[contains(@class, 'hits')]//h3") == ["News c"]
    assert "取極の期限" in " ".join(said(page, "//p[contains(@class, 'active')]"))
