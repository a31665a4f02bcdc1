"""Wrong usage that a command finds itself."""

from __future__ import annotations

from collections.abc import Collection

import typer

from crawlers.nearest import meant


class Misuse(typer.BadParameter):
    """Wrong usage whose words in Japanese are known where it is found."""

    def __init__(self, message: str, *, japanese: str, param_hint: str) -> None:
        super().__init__(message, param_hint=param_hint)
        self.japanese = japanese


def not_one_of(met: str, known: Collection[str], option: str | None = None) -> typer.BadParameter:
    """The value met of an option is none of those known. option: None inside an option's own callback."""
    said = f"is {met!r}; wanted one of {', '.join(known)}{meant(met, known)}"
    return typer.BadParameter(said, param_hint=option)
