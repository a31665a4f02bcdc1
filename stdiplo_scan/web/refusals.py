"""What is wrong with a question, in the words of the page: value met, value wanted, the nearest there is."""

from __future__ import annotations

from crawlers.nearest import nearest
from index.alerts import AlertError
from index.search import SearchError
from stdiplo_scan.asking import FilterError, codes_by_name
from stdiplo_scan.error_words import japanese, unknown_parts
from stdiplo_scan.likening import ExampleError
from stdiplo_scan.web.choices import Choices, Options
from stdiplo_scan.web.filter_names import label_of
from stdiplo_scan.web.form import OPTIONS
from stdiplo_scan.web.wording import Wording

_LISTED = 24  # values that are named where one of them is wanted
_MET = 40  # characters of a value that are said again


def refusal(error: SearchError, choices: Choices, ui: Wording, *, listed: int = _LISTED) -> str:
    """One line for the reader. Where at most `listed` values can be, all are named."""
    if isinstance(error, ExampleError):
        return ui[f"example_{error.reason}"]
    if not isinstance(error, FilterError):
        return in_language(str(error), ui)
    if error.option == "read" and not error.met:
        return ui.wanted_reader
    name = label_of(error.option, ui)
    return ui.bad_value.format(name=name, met=error.met[:_MET], wanted=_wanted(error, choices, ui, listed))


def saving_refusal(error: AlertError, ui: Wording) -> str:
    """One line on why a search cannot be saved; what a page cannot ask stays as it is."""
    if not error.reason:
        return in_language(str(error), ui)
    told = error.met[:_MET] + ("…" if len(error.met) > _MET else "")
    return ui[f"alert_refused_{error.reason}"].format(met=told, length=len(error.met), most=error.most)


def nearest_choice(error: FilterError, choices: Choices) -> tuple[str, str] | None:
    """The value, with its name, that is most like the one met; None where none is like it."""
    offered: Options = getattr(choices, OPTIONS.get(error.option, ""), [])
    pairs = dict(offered)
    known = {said: pair for pair in offered for said in pair}
    known |= {said: (code, pairs[code]) for said, code in codes_by_name(error.option, pairs).items()}
    return next((known[near] for near in nearest(error.met, known)), None)


def in_language(message: str, ui: Wording) -> str:
    """What a known error says, in the page's language where there are words for all of it."""
    return japanese(message) if ui.lang == "ja" and not unknown_parts(message) else message


def _wanted(error: FilterError, choices: Choices, ui: Wording, listed: int) -> str:
    option = error.option
    if option not in OPTIONS:  # all others are days
        return ui.wanted_day
    offered: Options = getattr(choices, OPTIONS[option], [])
    near = nearest_choice(error, choices)
    meant = ui.meant.format(ui.name_of_code.format(*near)) if near else ""
    if len(offered) <= listed:
        return meant + ui.wanted_one.format(ui.comma.join(ui.name_of_code.format(*pair) for pair in offered))
    return meant + ui.wanted_code.format(option, *offered[0])
