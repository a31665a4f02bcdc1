"""What the filters and their values are called: on the pages, in refusals and in exported files."""

from __future__ import annotations

from typing import Any, Final

from index.filters import Filters
from reports.words import words_of
from stdiplo_scan.asking import AXES, DAYS
from stdiplo_scan.web.wording import Language, Wording, words

_OPTIONS: Final = {field: option for option, field in (AXES | DAYS).items()} | {
    "reading": "read",
    "least_score": "confidence",
}
_ENDS: Final = ("published_to", "collected_to", "expires_to")


def label_of(option: str, ui: Wording) -> str:
    """The name of an option or prefix (country, collected-before, ...)."""
    key = "expires_since" if option == "expires" else option.replace("-", "_")
    return ui[key.replace("before", "until")]


def name_filters(filters: Filters, language: Language) -> list[tuple[str, str]]:
    """The filters that are set: name, values with their codes."""
    ui, found = words(language), []
    for name, value in filters.chosen.items():
        if name == "excluded":
            found += [
                (f"−{label_of(_OPTIONS[field], ui)}", _name_value(field, one, language))
                for field, one in value
            ]
            continue
        values = value[:1] if name == "reading" else value if isinstance(value, tuple) else (value,)
        said = ui.comma.join(_name_value(name, one, language) for one in values)
        found.append((label_of(_OPTIONS[name], ui), said))
    return found


def _name_value(name: str, value: Any, language: Language) -> str:
    """A filter's value as a person reads it, its code beside it."""
    names, ui = words_of(language), words(language)
    if name in ("countries", "toward", "origin"):
        said = names.party(value)
    elif name == "regions":
        said = names.region(value)
    elif name in ("role", "polarity"):
        said = ui[f"{name}_{value}"]
    elif name == "reading":
        return ui[f"read_{value}"]
    elif name in ("fields", "signals", "stages", "japan", "languages", "kinds"):
        said = names.name(name, value)
    elif name in _ENDS:
        return f"< {value}"  # the first day that is not wanted any more
    else:
        return str(value)
    return ui.name_of_code.format(value, said)
