"""What a person is told who wrote a command in a way that it cannot be read."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any, Final

import typer

from crawlers.nearest import meant
from crawlers.wanted import wanted
from stdiplo_scan.asking import FilterError
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.misuse import Misuse
from stdiplo_scan.web.choices import Choices, Holdings
from stdiplo_scan.web.refusals import nearest_choice, refusal
from stdiplo_scan.web.wording import words
from stdiplo_scan.wiring import Office

_LISTED: Final = 6  # values that are named on one line of a terminal
_FRAME: Final = re.compile(r"Invalid value(?: for [^:]+)?: ")


def misused_filter(office: Office, error: FilterError) -> Misuse:
    """A filter's value that cannot be, in the words of the search page."""
    choices = Choices(office, Holdings(office.store), "ja")
    near = nearest_choice(error, choices)
    wanted = f"is {error.met!r}; wanted {error.wanted}" + (f"; meant {near[0]}?" if near else "")
    return Misuse(
        wanted, japanese=refusal(error, choices, words("ja"), listed=_LISTED), param_hint=f"--{error.option}"
    )


def explain_misuse(error: Any, arguments: Sequence[str]) -> None:
    """How the command is written, and in one line what was wrong, on standard error.

    error: what typer raised, a UsageError; arguments: those of the command line.
    """
    context = error.ctx
    if context is not None:
        print("使い方 / " + context.get_usage(), file=sys.stderr)
    place, said = _place_of(error), _said(error, arguments)
    cure = f"; see `{context.command_path} --help`" if context is not None else ""
    japanese = getattr(error, "japanese", "")
    if japanese and context is not None:
        japanese = f"{place}: {japanese.rstrip('。')}。使い方は `{context.command_path} --help` で出ます。"
    complain((f"{place}: " if place else "") + said + cure, japanese=japanese)


def _place_of(error: Any) -> str:
    hint = getattr(error, "param_hint", None)
    if hint is None and (parameter := getattr(error, "param", None)) is not None:
        hint = parameter.get_error_hint()
    if isinstance(error, typer.BadParameter) and hint and not _is_missing(error):
        return " / ".join([hint] if isinstance(hint, str) else hint).strip("'\"")
    return ""


def _is_missing(error: Any) -> bool:
    return hasattr(error, "param_type")


def _said(error: Any, arguments: Sequence[str]) -> str:
    """What was met and what is wanted, with the nearest that there is."""
    text = _FRAME.sub("", error.message or error.format_message()).rstrip(".").removeprefix("Value error, ")
    if _is_missing(error):
        return str(error.format_message()).rstrip(".")
    if hasattr(error, "possibilities"):
        return f"No such option: {error.option_name}" + meant(error.option_name, _options(error.ctx))
    if found := re.match(r"No such command '(?P<met>[^']*)'", text):
        commands = error.ctx.command.list_commands(error.ctx)
        return found[0] + meant(found["met"], commands)
    if text.startswith("Input should be") or " is not one of " in text:
        met = _value_met(error, arguments)
        return (f"is {met!r}; " if met else "") + wanted(text, met)
    return text


def _options(context: Any) -> list[str]:
    """Every long option that the command shows."""
    return [name for one in context.command.params for name in one.opts if name.startswith("--")]


def _value_met(error: Any, arguments: Sequence[str]) -> str:
    """The value that an option was given, as the command line has it."""
    names = getattr(getattr(error, "param", None), "opts", ())
    for at, word in enumerate(arguments):
        option, equals, value = word.partition("=")
        if option in names:
            return value if equals else next(iter(arguments[at + 1 :]), "")
    return ""
