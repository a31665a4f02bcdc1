"""The filter options that several commands share, and the question and filters they make."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

import typer

from index.filters import Filters
from nlp.tags import Role
from stdiplo_scan.asking import (
    AXES,
    FilterError,
    check_day,
    check_values,
    day_start_utc,
    known_reader,
    least_score,
    read_question,
    read_state,
)
from stdiplo_scan.settings import machine_user
from stdiplo_scan.wiring import Office

Many = list[str] | None
_REPEATED = "(繰り返し可 / may be repeated)"
_MANY = {
    "country": "国・組織 / country or body; VN, EU",
    "region": "地域 / region; m49:035, mofa:europe, group:ASEAN",
    "field": "分野 / field; QUA",
    "signal": "シグナル / signal; agreement",
    "stage": "段階 / stage; signed",
    "japan": "日本 / Japan; in, out, asked, mentioned",
    "polarity": "協力か規制か / cooperation, restriction, none",
    "language": "言語 / language; de",
    "kind": "文書種別 / kind; news",
    "target": "収集先 / target",
    "toward": "人の移動先・開かれた計画の国 / people move to it, or its programme is opened; JP",
    "origin": "人の移動元・参加できる国 / people move from it, or it may take part; VN",
}
_DAYS = {
    "since": "公開日の始め / published from, YYYY-MM-DD",
    "until": "公開日の終わり(含まない)/ published before",
    "collected_since": "収集日の始め / collected from",
    "collected_until": "収集日の終わり(含まない)/ collected before",
    "expires_since": "取極の期限の始め / an instrument runs out from, YYYY-MM-DD",
    "expires_until": "取極の期限の終わり(含まない)/ runs out before",
}
_OPTIONS: dict[str, Any] = {
    **{
        name: Annotated[Many, typer.Option(f"--{name}", help=said + _REPEATED)]
        for name, said in _MANY.items()
    },
    "role": Annotated[Role | None, typer.Option("--role", help="その国の役割 / role of that country")],
    "read": Annotated[str | None, typer.Option("--read", help="既読・未読 / read or unread, by the reader")],
    "reader": Annotated[
        str | None, typer.Option("--reader", help="閲覧者。なければ自分 / the reader; else you")
    ],
    "confidence": Annotated[
        str | None, typer.Option("--confidence", help="タグとシグナルの確度 / at least high, or middle")
    ],
    **{
        name: Annotated[str | None, typer.Option("--" + name.replace("_", "-"), help=said)]
        for name, said in _DAYS.items()
    },
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the filter options of one command line were given."""

    given: Mapping[str, Any]

    def read(self, office: Office, question: str = "") -> tuple[str, Filters]:
        """The question without its prefixes, and the filters of both; wrong values are wrong usage."""
        try:
            return read_question(office, question, self._filters(office), reader=self.reader)
        except FilterError as error:
            from stdiplo_scan.cli.usage import misused_filter  # noqa: PLC0415 - most filters are right

            raise misused_filter(office, error) from error

    @property
    def reader(self) -> str:
        """Whose read and unread documents are meant."""
        return self.given.get("reader") or machine_user()

    def _filters(self, office: Office) -> Filters:
        given, zone = self.given, office.settings.timezone
        values: dict[str, Any] = {
            AXES[name]: check_values(office, name, given.get(name) or ()) for name in _MANY
        }
        days = {
            name: check_day(name.replace("_", "-"), given[name]) if given.get(name) else None
            for name in _DAYS
        }
        collected = [
            day_start_utc(day, zone) if (day := days[name]) else None
            for name in ("collected_since", "collected_until")
        ]
        return Filters(
            **values,
            role=given.get("role"),
            reading=(read_state(given["read"]), known_reader(self.reader)) if given.get("read") else None,
            least_score=least_score(given["confidence"]) if given.get("confidence") else None,
            published_from=days["since"],
            published_to=days["until"],
            expires_from=days["expires_since"],
            expires_to=days["expires_until"],
            collected_from=collected[0],
            collected_to=collected[1],
        )


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for every filter; it takes them as one keyword, `narrowing`."""

    @wraps(command)
    def filtered(*args: Any, **given: Any) -> None:
        mine = {name: given.pop(name) for name in _OPTIONS if name in given}
        command(*args, narrowing=Narrowing(mine), **given)

    signature = inspect.signature(command, eval_str=True)
    own = [parameter for parameter in signature.parameters.values() if parameter.name != "narrowing"]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _OPTIONS.items()
    ]
    filtered.__signature__ = signature.replace(parameters=[*own, *added])  # type: ignore[attr-defined]
    return filtered
