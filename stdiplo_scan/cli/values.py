"""Values of the filter options, checked before a search finds nothing for a typing error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

import typer

from crawlers.document import Kind
from nlp.regions import country_codes, region_ids
from nlp.tags import Japan, SignalType, Stage
from nlp.taxonomy_files import load_fields, load_groupings
from stdiplo_scan.wiring import Office

_FEW = 40  # values that are listed in full where one of them is wanted


def checked_values(office: Office, given: Mapping[str, Sequence[str] | None]) -> dict[str, tuple[str, ...]]:
    """By option name its values as they are written in the store, whatever their case.

    Raises typer.BadParameter (exit code 2) for a value that cannot occur.
    """
    return {option: _checked(option, values or (), office) for option, values in given.items()}


def checked_day(option: str, value: str | None) -> str | None:
    """The day as given; typer.BadParameter where it is none."""
    try:
        if value is not None and date.fromisoformat(value).isoformat() != value:
            raise ValueError("another form")
    except ValueError as error:
        raise typer.BadParameter(f"{value!r}; wanted YYYY-MM-DD", param_hint=f"--{option}") from error
    return value


def _checked(option: str, values: Sequence[str], office: Office) -> tuple[str, ...]:
    if not values or option == "language":
        return tuple(value.strip().lower() for value in values)
    known = {value.lower(): value for value in _known(option, office)}
    found = []
    for value in values:
        if value.strip().lower() not in known:
            wanted = (
                f"one of {' '.join(known.values())}" if len(known) <= _FEW else "an id of docs/formats.md"
            )
            raise typer.BadParameter(f"{value!r}; wanted {wanted}", param_hint=f"--{option}")
        found.append(known[value.strip().lower()])
    return tuple(found)


def _known(option: str, office: Office) -> Iterable[str]:
    if option == "country":
        return (*country_codes(), "EU", "UN", "INT", *load_groupings())
    if option == "region":
        return region_ids()
    if option == "field":
        return load_fields()
    if option == "target":
        return sorted({*office.targets, *office.store.targets()})
    kinds = {"signal": SignalType, "stage": Stage, "kind": Kind, "japan": Japan}
    return tuple(get_args(kinds[option]))
