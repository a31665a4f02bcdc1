"""The settings file: what is accepted, what is refused, and that its page lists every key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from nlp.parsing import ParserError
from stdiplo_scan.settings import Settings, SettingsError, TaggingGroup, load_settings, workspace_folder
from stdiplo_scan.wiring import office_tagger

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


class Unread:
    """An embedding model that nothing is asked of."""

    model_id = "unread"


def test_a_workspace_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.timezone == "Asia/Tokyo"
    assert settings.embedding.precision == "bf16"


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text('[crawl]\ncontact = "a@b.example"\ntimeout_s = 5\n', "utf-8")
    monkeypatch.setenv("STDIPLO_CRAWL__TIMEOUT_S", "7")
    settings = load_settings(tmp_path)
    assert settings.crawl.contact == "a@b.example"
    assert settings.crawl.timeout_s == 7


def test_a_parser_is_named_in_the_file_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(tmp_path).tagging.parsers == {}
    (tmp_path / "settings.toml").write_text('[tagging.parsers]\nja = "ja_ginza"\n', "utf-8")
    monkeypatch.setenv("STDIPLO_TAGGING__PARSERS__EN", "en_core_web_sm")
    assert load_settings(tmp_path).tagging.parsers == {"ja": "ja_ginza", "en": "en_core_web_sm"}


def test_an_office_tags_with_its_parser_or_is_told_what_is_missing(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    named = settings.model_copy(update={"tagging": TaggingGroup(parsers={"ja": "ja_ginza"})})
    versions = {office_tagger(tmp_path, one, Unread()).version_for("ja") for one in (settings, named)}
    assert len(versions) == 2
    missing = settings.model_copy(update={"tagging": TaggingGroup(parsers={"ja": "no_such_parser"})})
    with pytest.raises(ParserError, match=r"tagging.parsers.ja is 'no_such_parser', .* take the line out"):
        office_tagger(tmp_path, missing, Unread())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("colour = 1", "colour is 1"),
        ("[crawl]\ncontct = 'x'", "crawl.contct is 'x'"),
        ("[crawl]\ntimeout_s = 'soon'", "crawl.timeout_s is 'soon'"),
        ("timezone = 'Mars/Olympus'", "timezone is 'Mars/Olympus'"),
        ("[digest]\nmax_entries = 0", "digest.max_entries is 0"),
        ("[tagging.parsers]\nfr = 'x'", "tagging.parsers.fr"),
        ("this is no toml", "wanted TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_value(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=str(tmp_path)) as caught:
        load_settings(tmp_path)
    assert place in str(caught.value)
    assert "correct" in str(caught.value)


def test_the_workspace_is_the_given_one_then_the_environments_then_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STDIPLO_WORKSPACE", "from-env")
    assert workspace_folder(Path("given")) == Path("given")
    assert workspace_folder(None) == Path("from-env")
    monkeypatch.delenv("STDIPLO_WORKSPACE")
    assert workspace_folder(None) == Path("workspace")


def keys_of(model: type[BaseModel], prefix: str = "") -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += keys_of(kind, f"{prefix}{name}.")
        else:
            found.append(prefix + name)
    return found


def test_the_settings_page_lists_every_key_and_no_other() -> None:
    page = DOCS.read_text("utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    listed = {part.strip().strip("`") for row in rows for part in row.split(",")}
    assert listed == set(keys_of(Settings))
