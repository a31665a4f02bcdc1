from datetime import date
from pathlib import Path

import pytest

from nlp.taxonomy_files import (
    TaxonomyError,
    load_aliases,
    load_fields,
    load_groupings,
    load_organisations,
    load_regions,
)


def test_the_shipped_files_are_whole() -> None:
    assert len(load_regions().m49) == 22
    assert len(load_groupings()) == 39
    assert len(load_fields()) == 23
    assert len(load_organisations()) > 300
    assert load_aliases().countries["NO"].demonyms[0] == "Norwegian"


def test_every_field_has_terms_in_seven_languages() -> None:
    for field in load_fields().values():
        for language in ("en", "ja", "de", "fr", "es", "zh", "ko"):
            assert len(field.terms[language]) >= 10, (field.code, language)


def test_membership_has_dates() -> None:
    groupings = load_groupings()
    assert "TL" not in groupings["ASEAN"].members_on(date(2025, 10, 1))
    assert "TL" in groupings["ASEAN"].members_on(date(2026, 1, 1))
    assert "ML" in groupings["ECOWAS"].members_on(date(2024, 1, 1))
    assert "ML" not in groupings["ECOWAS"].members_on(None)


def test_an_office_adds_its_own_organisations(tmp_path: Path) -> None:
    extra = tmp_path / "own.yml"
    extra.write_text("laboratory:\n  JP: [Example Laboratory|例研究所]\n", encoding="utf-8")
    assert load_organisations(extra)[-1].names == ("Example Laboratory", "例研究所")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("laboratorium:\n  JP: [X]\n", "laboratorium"),
        ("laboratory:\n  NO: [X]\n", "quote NO"),
        ("laboratory:\n  JP: [1]\n", "list of texts"),
        ("- x\n", "keys with values"),
        ("a: [\n", "valid YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, content: str, says: str) -> None:
    extra = tmp_path / "own.yml"
    extra.write_text(content, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=says) as error:
        load_organisations(extra)
    assert "own.yml" in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match=r"nowhere\.yml"):
        load_fields(tmp_path / "nowhere.yml")
