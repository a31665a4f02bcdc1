"""The command that prepares a visit: brief."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reports.pdf import make_pdf
from reports.render import render_brief
from stdiplo_scan.briefs import add_indicators, make_brief
from stdiplo_scan.cli.report import Language, LanguageOption
from stdiplo_scan.cli.screen import progress
from stdiplo_scan.wiring import Office


class BriefForm(StrEnum):
    """Forms in which a brief is printed."""

    html = "html"
    md = "md"
    json = "json"
    pdf = "pdf"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="例 / Example: stdiplo-scan brief VN --format html")(brief)


def brief(
    context: typer.Context,
    country: Annotated[
        str | None, typer.Argument(metavar="[COUNTRY]", help="国・地域 / ISO code or grouping, e.g. VN")
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
) -> None:
    """訪問前の国別資料(1~2ページ)/ One or two pages on a country before a visit."""
    office = Office.open(context.obj)
    if indicators is None and country is None:
        raise typer.BadParameter("wanted a country, e.g. VN, or --indicators FILE to load a table")
    if indicators is not None:
        new, held = add_indicators(office, indicators, source)
        typer.echo(f"指標 / indicators: {new} 新規・変更 / new or changed, {held} 件 / held", err=True)
    if country is None:
        return
    with progress("国別資料 / brief"):
        body = make_brief(office, country, language.value).to_json()
    if form is BriefForm.pdf:
        page = render_brief(body, "html")
        sys.stdout.buffer.write(make_pdf(page, f"brief-{body['country']}-{body['day']}"))
    else:
        print(render_brief(body, form.value), end="")
