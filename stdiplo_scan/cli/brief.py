"""The command that prepares a visit: brief."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from index.briefs import Briefs
from reports.pdf import make_pdf
from reports.render import render_brief
from stdiplo_scan.briefs import add_indicators, make_brief
from stdiplo_scan.cli.report import Language, LanguageOption
from stdiplo_scan.cli.screen import progress, table
from stdiplo_scan.wiring import Office


class BriefForm(StrEnum):
    """Forms in which a brief is printed."""

    html = "html"
    md = "md"
    txt = "txt"
    json = "json"
    pdf = "pdf"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="例 / Example: stdiplo-scan brief VN --format html")(brief)


def brief(
    context: typer.Context,
    country: Annotated[
        str | None,
        typer.Argument(
            metavar="[COUNTRY]", help="国・地域、または保存済みの ID / ISO code or grouping, or a stored id"
        ),
    ] = None,
    *,
    language: LanguageOption = Language.ja,
    form: Annotated[BriefForm, typer.Option("--format", help="形式 / form")] = BriefForm.md,
    indicators: Annotated[
        Path | None,
        typer.Option(
            "--indicators",
            metavar="FILE",
            help="世界銀行・OECD 形式の CSV を読み込む / load a World Bank or OECD style CSV first",
        ),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", help="表に出典がないとき / where the table names none")
    ] = "",
    listed: Annotated[bool, typer.Option("--list", help="保存済みの一覧 / list the stored ones")] = False,
) -> None:
    """訪問前の国別資料(1~2ページ)/ One or two pages on a country before a visit."""
    office = Office.open(context.obj)
    if indicators is None and country is None and not listed:
        raise typer.BadParameter(
            "wanted a country, e.g. VN, the id of a stored brief, --list, or --indicators FILE to load"
        )
    if indicators is not None:
        new, held = add_indicators(office, indicators, source)
        typer.echo(f"指標 / indicators: {new} 新規・変更 / new or changed, {held} 件 / held", err=True)
    if listed:
        table(
            ("ID", "国・地域 / country", "日付 / day", "言語 / language"),
            [(one.id, one.country, one.day, one.language) for one in Briefs(office.store).all()],
        )
    if country is None:
        return
    if country.startswith("brief-"):
        brief = Briefs(office.store).get(country)
    else:
        with progress("国別資料 / brief"):
            brief = make_brief(office, country, language.value)
        typer.echo(f"保存 / stored: {brief.id}", err=True)
    body = brief.body
    if form is BriefForm.pdf:
        sys.stdout.buffer.write(make_pdf(render_brief(body, "html"), brief.id))
    else:
        print(render_brief(body, form.value), end="")
