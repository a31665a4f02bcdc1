"""What can go wrong in reports: each error says the place, the value met, the value wanted and the cure."""

from __future__ import annotations


class ReportError(ValueError):
    """A report that would say something false is not made; the facts are attributes."""

    def __init__(self, place: str, met: object, wanted: str, cure: str = "") -> None:
        self.place = place
        self.met = met
        self.wanted = wanted
        self.cure = cure
        shown = repr(met)
        shown = shown if len(shown) <= 120 else shown[:117] + "..."
        super().__init__(f"{place}: {shown}; wanted {wanted}" + (f"; {cure}" if cure else ""))


class WeekError(ReportError):
    """A text that names no ISO 8601 week."""


class DigestError(ReportError):
    """A digest that cannot be built from what was given."""


class WordsError(ReportError):
    """A code that no table of names or routes knows."""


class ScheduleError(ReportError):
    """A time at which nothing can be sent."""


class MailError(ReportError):
    """A mail that cannot be made or sent as the office asks."""


class RegisterError(ReportError):
    """A table or calendar of the office that cannot be read."""
