"""Commands of the office itself: init, doctor, demo, serve."""

from __future__ import annotations

import platform
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
import uvicorn

from index.errors import StoreError
from index.outbox import Outbox
from nlp.embed import ModelError, prepare
from reports.errors import MailError
from stdiplo_scan.cli.collect import print_runs
from stdiplo_scan.cli.complain import complain, told
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.languages import dictionary_rows, prepare_dictionaries
from stdiplo_scan.cli.report import print_digest_places
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.cli.tally import say_skipped
from stdiplo_scan.demo.job import run_demo
from stdiplo_scan.digests import build_week
from stdiplo_scan.mail_office import mail_identity, mail_transport
from stdiplo_scan.settings import FILE_NAME, SettingsError, cache_folder, has_screen, load_settings
from stdiplo_scan.web.app import make_app
from stdiplo_scan.wiring import Office

FIRST_SETTINGS = """\
# この業務フォルダの設定 / Settings of this workspace; all keys: docs/settings.md
timezone = "Asia/Tokyo"

[crawl]
# 公開機関からの連絡先。必ず記入してください / where publishers can reach you; do fill this in
contact = ""
"""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan init office")(init)
    app.command(epilog="例 / Example: stdiplo-scan doctor")(doctor)
    app.command(epilog="例 / Example: stdiplo-scan demo --no-serve")(demo)
    app.command(epilog="例 / Example: stdiplo-scan serve --port 8470")(serve)


def init(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="作るフォルダ / the folder to make")] = None,
) -> None:
    """業務フォルダを作る / Make a workspace."""
    place = folder or context.obj
    place.mkdir(parents=True, exist_ok=True)
    settings = place / FILE_NAME
    if not settings.exists():
        settings.write_text(FIRST_SETTINGS, encoding="utf-8")
    office = Office.open(place)
    say(f"業務フォルダ / workspace: {place.resolve()} ({office.store.counts()['documents']} documents)")
    say(f"次に {settings} に連絡先を書き、`stdiplo-scan --workspace {place} run` を実行してください。")
    say(f"Next: write your contact into {settings}, then run `stdiplo-scan --workspace {place} run`.")


def doctor(
    context: typer.Context,
    *,
    prepare_model: Annotated[
        bool, typer.Option("--prepare", help="モデルを変換しておく / convert the embedding model now")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """環境と業務フォルダの点検(問題があれば 3)/ Check machine and workspace; exit 3 on a fault."""
    settings = load_settings(context.obj)
    if prepare_model:
        say(f"モデル / model: {prepare(cache_folder(settings) / 'models')}")
        prepare_dictionaries(settings)
        return
    checks: list[tuple[str, Callable[[], str]]] = [
        ("Python", platform.python_version),
        ("モデル / model", lambda: _model_state(context.obj)),
        ("辞書 / dictionaries", lambda: _dictionary_state(context.obj)),
    ]
    if context.obj.is_dir():
        checks += [
            ("保存庫 / store", lambda: _store_state(context.obj)),
            ("連絡先 / contact", lambda: _contact_state(context.obj)),
            ("配信 / mail", lambda: _mail_state(context.obj)),
        ]
    faults = 0
    rows = []
    for name, check in checks:
        try:
            rows.append((name, check(), "○"))
        except (RuntimeError, ModelError, StoreError, MailError) as error:
            faults += 1
            rows.append((name, str(error) if json else told(str(error)), "×"))
    if json:
        for name, state, mark in rows:
            write_row({"item": name.rpartition(" / ")[2].lower(), "state": state, "ok": mark == "○"})
    else:
        table(("項目 / item", "状態 / state", ""), rows)
    if faults:
        complain(f"{faults} faults; see the table for each cure")
        raise typer.Exit(3)


def _model_state(folder: Path) -> str:
    settings = load_settings(folder)
    prepare(cache_folder(settings) / "models")
    return f"{settings.embedding.model}, {settings.embedding.precision}"


def _dictionary_state(folder: Path) -> str:
    """Each language's dictionary; a missing one is no fault: the glossary reads its language, less well."""
    rows = dictionary_rows(load_settings(folder))
    told = [f"{row['language']} {row['words']}" for row in rows if row["words"]]
    missing = [row["language"] for row in rows if row["state"] in ("missing", "older")]
    if missing:
        told.append(f"× {' '.join(missing)}: `stdiplo-scan languages add {' '.join(missing)}`")
    return ", ".join(told)


def _store_state(folder: Path) -> str:
    office = Office.open(folder)
    faults = office.store.faults()
    if faults:
        raise RuntimeError("; ".join(faults))
    counts = office.store.counts()
    return f"documents {counts['documents']}, passages {counts['passages']}"


def _contact_state(folder: Path) -> str:
    contact = load_settings(folder).crawl.contact
    if not contact:
        raise RuntimeError(
            f"{folder / FILE_NAME}: crawl.contact is empty; wanted an address that publishers can use"
        )
    return contact


def _mail_state(folder: Path) -> str:
    """How mail leaves and what is in the outbox; a mail that was given up is a fault until somebody looks."""
    office = Office.open(folder)
    if office.settings.mail.transport == "off":
        return "off"
    mail_identity(office)
    mail_transport(office).close()
    counts = Outbox(office.store).counts()
    told = ", ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "–"
    if counts.keys() & {"failed", "uncertain"}:
        raise RuntimeError(f"{told}; wanted no mail failed or uncertain; `outbox list`, then `outbox retry`")
    return f"{office.settings.mail.transport}: {told}"


def demo(
    context: typer.Context,
    *,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="検索ページを開かず終える / stop before the search page")
    ] = False,
) -> None:
    """同梱の架空世界で全工程を動かす / Run the whole line over the bundled fictional world."""
    folder: Path = context.obj
    with progress("デモ / demo") as report:
        office, outcome = run_demo(folder, report)
        built = build_week(office, outcome.week)
    print_runs(outcome.runs)
    say()
    counts = office.store.counts()
    say(f"文書 / documents: {counts['documents']}  パッセージ / passages: {counts['passages']}")
    say_skipped(outcome.tally.skipped)
    say(f"業務フォルダ / workspace: {folder.resolve()}")
    print_digest_places(office, built)
    if no_serve:
        say(f"検索ページ / search page: stdiplo-scan --workspace {folder} serve")
        return
    _serve(office, office.settings.web.host, office.settings.web.port, show=True)


def serve(
    context: typer.Context,
    *,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="ポート / port")] = None,
) -> None:
    """検索・文書・ダイジェストのページを出す / Serve the search, document and digest pages."""
    office = Office.open(context.obj)
    _serve(office, office.settings.web.host, office.settings.web.port if port is None else port, show=False)


def _require_free(host: str, port: int) -> None:
    """Nothing, or SettingsError where another program already answers there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"web.port: {port} on {host} ({error.strerror or error}); wanted a free port; name another, "
                "e.g. `serve --port 8480`"
            ) from error


def _serve(office: Office, host: str, port: int, *, show: bool) -> None:
    _require_free(host, port)
    address = f"http://{host}:{port}/"
    say(f"検索ページ / search page: {address}  (Ctrl-C で終了 / ends it)")
    if show and has_screen():
        webbrowser.open(address)
    public = urlsplit(
        office.settings.mail.public_url
    ).hostname  # behind a proxy, pages are asked for under it
    names = (host, "localhost", "127.0.0.1", *([public] if public else []))
    uvicorn.run(make_app(office, hosts=names), host=host, port=port, log_level="warning")
