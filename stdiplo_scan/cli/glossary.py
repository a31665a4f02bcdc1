"""The command group glossary: the secretariat's terms, organisations and names, and what an edit changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crawlers.whole_file import write_whole
from nlp.glossary_file import LANGUAGES, GlossaryError, read_entries
from nlp.office_words import dump_entries, read_office_entries
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.glossary_edits import Effect, GlossaryEdit
from stdiplo_scan.wiring import Office, glossary_file

Many = list[str] | None
Json = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
Preview = Annotated[bool, typer.Option("--preview", help="効果を見るだけ / show the effect, save nothing")]

glossary_app = typer.Typer(
    help="業務の用語集(用語・機関・国名の別名)/ The office's own terms, organisations and names.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for name, command, example in (
        ("list", list_entries, "list"),
        ("add", add, "add --en 'perovskite solar cell' --word ja:ペロブスカイト太陽電池 --field ENE"),
        ("remove", remove, "remove 3"),
        ("import", import_file, "import words.yml"),
        ("export", export, "export words.yml"),
        ("preview", preview, "preview words.yml"),
    ):
        glossary_app.command(name, epilog=f"例 / Example: stdiplo-scan glossary {example}")(command)
    app.add_typer(glossary_app, name="glossary")


def list_entries(context: typer.Context, *, json: Json = False) -> None:
    """用語・機関・別名の一覧 / The entries, numbered."""
    entries = _entries(Office.open(context.obj))
    if json:
        for number, entry in enumerate(entries, 1):
            write_row({"number": number, **entry})
        return
    if not entries:
        say("まだありません / none yet; `stdiplo-scan glossary add --help`")
        return
    kinds = {"term": "用語 / term", "organisation": "機関 / organisation", "name": "国名 / name"}
    table(
        ("#", "種別 / kind", "見出し / entry", "語 / words", "分野・国 / of"),
        [
            (
                number,
                kinds[_kind(entry)],
                entry.get("en") or entry.get("organisation") or entry["country"],
                " / ".join(_words(entry)),
                entry.get("field") or entry.get("country", ""),
            )
            for number, entry in enumerate(entries, 1)
        ],
    )


def add(
    context: typer.Context,
    *,
    en: Annotated[str | None, typer.Option("--en", help="用語の英語 / the term in English")] = None,
    word: Annotated[
        Many, typer.Option("--word", help="各言語の語 / a word of a language; ja:蓄電池, de:Speicher")
    ] = None,
    short: Annotated[Many, typer.Option("--short", help="英語の略語 / its abbreviation in English")] = None,
    field: Annotated[str | None, typer.Option("--field", help="この用語が示す分野 / field; ENE")] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="機関名 / an organisation's name")
    ] = None,
    country: Annotated[
        str | None, typer.Option("--country", help="機関の国、または別名を加える国 / its country; JP")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="機関の種別 / ministry, funder ...")] = None,
    name: Annotated[
        Many, typer.Option("--name", help="別名・略称(日英・現地語)/ another name, any language")
    ] = None,
    preview: Preview = False,
    json: Json = False,
) -> None:
    """用語・機関・国の別名を加え、効果を示して保存する / Add an entry; its effect is shown first."""
    if (en is not None) + (organisation is not None or country is not None) != 1:
        raise typer.BadParameter(
            "wanted either --en (a term), or --organisation with --country, or --country with --name"
        )
    entry: dict[str, Any]
    if en is not None:
        entry = {"en": en, **_by_language(word or ())}
        if short:
            entry["short"] = list(short)
        if field:
            entry["field"] = field.upper()
    elif organisation is not None:
        entry = {"organisation": organisation, "country": country or "", "kind": kind or "agency"}
        entry["names"] = list(name or ())
    else:
        entry = {"country": country, "names": list(name or ())}
    office = Office.open(context.obj)
    _change(office, [entry, *_entries(office)], save=not preview, json=json)


def remove(
    context: typer.Context,
    number: Annotated[int, typer.Argument(min=1, help="一覧の番号 / the number that `list` shows")],
    *,
    preview: Preview = False,
    json: Json = False,
) -> None:
    """項目を除く / Take an entry out; its effect is shown first."""
    office = Office.open(context.obj)
    entries = _entries(office)
    if number > len(entries):
        raise GlossaryError(f"glossary: no entry {number}; wanted a number from 1 to {len(entries)}")
    _change(office, [*entries[: number - 1], *entries[number:]], save=not preview, json=json)


def import_file(context: typer.Context, path: Path, *, preview: Preview = False, json: Json = False) -> None:
    """ファイルの項目を加える / Add the entries of a YAML file; those that are there already stay once."""
    office = Office.open(context.obj)
    entries = _entries(office)
    fresh = [one for one in read_entries(path) if one not in entries]
    _change(office, [*fresh, *entries], save=not preview, json=json)


def export(context: typer.Context, path: Annotated[str, typer.Argument(help="FILE または -")] = "-") -> None:
    """YAML に書き出す / Write the entries as YAML."""
    text = dump_entries(_entries(Office.open(context.obj)))
    if path == "-":
        say(text.rstrip("\n"))
    else:
        write_whole(Path(path), text.encode())


def preview(context: typer.Context, path: Path, *, json: Json = False) -> None:
    """このファイルに置き換えたときの効果 / What would change with this file in the glossary's place."""
    office = Office.open(context.obj)
    _change(office, read_entries(path), save=False, json=json)


def _entries(office: Office) -> list[Mapping[str, Any]]:
    return read_office_entries(glossary_file(office.folder, office.settings))


def _change(office: Office, wanted: Sequence[Mapping[str, Any]], *, save: bool, json: bool) -> None:
    for entry in wanted:
        _require_form(entry)
    edit = GlossaryEdit(office, wanted)
    with progress("用語集 / glossary") as report:
        effect = edit.effect(report)
    if json:
        write_row({**effect.to_json(), "saved": save})
    else:
        _show(effect)
    if save:
        with progress("保存 / save") as report:
            count = edit.save(report)
        if not json:
            say(f"保存 / saved: {edit.path}; 付け直し / tagged again: {count}")


def _require_form(entry: Mapping[str, Any]) -> None:
    """What the command line gave, under the same rules as a file."""
    blank = [key for key, value in entry.items() if isinstance(value, str) and not value.strip()]
    if blank:
        raise GlossaryError(f"glossary: {blank[0]} is empty; wanted a text; see `glossary add --help`")
    if set(entry) == {"country", "names"} and not entry["names"]:
        raise GlossaryError("glossary: no names; wanted --name, e.g. --country VN --name 越国")


def _show(effect: Effect) -> None:
    for reading in effect.readings:
        before = reading["before"] or "?"
        written, told = f"{reading['word']} ({reading['language']})", reading["after"]
        say(f"検索の読み / searched as: {written}: {before} → {told}")
    say(
        f"語を含む文書 / documents that hold the words: {effect.holding}; "
        f"タグが変わる / with other tags: {effect.changed}"
    )
    for example in effect.examples:
        signs = [*(f"+ {one}" for one in example["gained"]), *(f"- {one}" for one in example["lost"])]
        say(f"  {example['document']}  {example['title'][:60]}\n    {'  '.join(signs)}")


def _by_language(given: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in given:
        language, sign, text = one.partition(":")
        if not sign or language not in LANGUAGES or not text.strip():
            raise typer.BadParameter(
                f"{one!r}; wanted LANGUAGE:WORD with a language of {' '.join(LANGUAGES)}", param_hint="--word"
            )
        found.setdefault(language, []).append(text.strip())
    return found


def _kind(entry: Mapping[str, Any]) -> str:
    return "organisation" if "organisation" in entry else "name" if "country" in entry else "term"


def _words(entry: Mapping[str, Any]) -> list[str]:
    return [*entry.get("names", ()), *(word for language in LANGUAGES for word in entry.get(language, ()))]
