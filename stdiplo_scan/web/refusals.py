"""What is wrong with a question, in the words of the page: value met, value wanted, the nearest there is."""

from __future__ import annotations

from difflib import get_close_matches

from index.alerts import AlertError
from index.search import SearchError
from stdiplo_scan.asking import DAYS, FilterError
from stdiplo_scan.likening import ExampleError
from stdiplo_scan.web.choices import Choices, Options
from stdiplo_scan.web.filter_names import label_of
from stdiplo_scan.web.form import OPTIONS
from stdiplo_scan.web.wording import Wording

_LISTED = 24  # values that are named where one of them is wanted
_NEAR = 0.6
_MET = 40  # characters of a value that are said again


def refusal(error: SearchError, choices: Choices, ui: Wording) -> str:
    """One line for the reader; what only the command line can be asked stays as it is."""
    if isinstance(error, ExampleError):
        return ui[f"example_{error.reason}"]
    if not isinstance(error, FilterError):
        return str(error)
    if error.option == "read" and not error.met:
        return ui.wanted_reader
    name = label_of(error.option, ui)
    return ui.bad_value.format(name=name, met=error.met[:_MET], wanted=_wanted(error, choices, ui))


def saving_refusal(error: AlertError, ui: Wording) -> str:
    """One line on why a search cannot be saved; what a page cannot ask stays as it is."""
    if not error.reason:
        return str(error)
    told = error.met[:_MET] + ("…" if len(error.met) > _MET else "")
    return ui[f"alert_refused_{error.reason}"].format(met=told, length=len(error.met), most=error.most)


def _wanted(error: FilterError, choices: Choices, ui: Wording) -> str:
    option = error.option
    if option in DAYS or option == "expires":
        return ui.wanted_day
    offered: Options = getattr(choices, OPTIONS[option], [])
    known = {said.casefold(): pair for pair in offered for said in pair}
    near = get_close_matches(error.met.casefold(), known, n=1, cutoff=_NEAR)
    meant = ui.meant.format(ui.name_of_code.format(*known[near[0]])) if near else ""
    if len(offered) <= _LISTED:
        return meant + ui.wanted_one.format(ui.comma.join(ui.name_of_code.format(*pair) for pair in offered))
    return meant + ui.wanted_code.format(option, *offered[0])
