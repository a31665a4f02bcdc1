"""The settings file: what is accepted, what is refused, and that its page lists every key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from stdiplo_scan.settings import Settings, SettingsError, load_settings, workspace_folder

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("colour = 1", "colour is 1"),
        ("[crawl]\ncontct = 'x'", "crawl.contct is 'x'"),
        ("[crawl]\ntimeout_s = 'soon'", "crawl.timeout_s is 'soon'"),
        ("timezone = 'Mars/Olympus'", "timezone is 'Mars/Olympus'"),
        ("[digest]\nmax_entries = 0", "digest.max_entries is 0"),
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
