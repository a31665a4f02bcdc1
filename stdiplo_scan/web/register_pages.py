"""Pages of the registers, the matrix, trends and weak signals: tables that lead to the documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from index.weak_signals import WeakSignals
from reports.errors import WeekError
from reports.ics import write_events
from reports.weak_signals import rule_records
from reports.week import Week
from reports.words import words_of
from stdiplo_scan.digests import newest_week, view_week
from stdiplo_scan.registers import Registers
from stdiplo_scan.topics import show_matrix
from stdiplo_scan.weak_signals import lead_times_of
from stdiplo_scan.web.frame import Frame, asked_party, page_language
from stdiplo_scan.web.register_tables import Table, Tables
from stdiplo_scan.wiring import Office

ROWS_SHOWN = 300
OF_YEARS = ("instruments", "needs", "gaps", "calendar", "visits")
OF_WEEK = ("matrix", "trends")
NAMES = (*OF_YEARS, *OF_WEEK, "weak")
AXES = ("m49", "mofa", "group")


class RegisterPages:
    """The registers of one office; what they are made from is read again with the store or the day."""

    def __init__(self, office: Office, frame: Frame) -> None:
        self._office = office
        self._frame = frame
        self._read: tuple[object, Registers] | None = None

    def first(self, request: Request) -> Response:
        """The first register."""
        return RedirectResponse(f"/registers/{NAMES[0]}?lang={page_language(request)}", 303)

    def one(self, request: Request) -> Response:
        """One register; `party` narrows those of years, `week` and `axis` choose those of a week."""
        name = request.path_params["name"]
        if name not in NAMES:
            raise HTTPException(404, f"register: is {name[:40]!r}; wanted one of {', '.join(NAMES)}")
        party = asked_party(request)
        tables = Tables(self._registers(), words_of(page_language(request)))
        week, axis = self._week(request), request.query_params.get("axis", AXES[0])
        if axis not in AXES:
            raise HTTPException(400, f"axis: is {axis[:40]!r}; wanted one of {', '.join(AXES)}")
        shown: tuple[Table, ...]
        if name == "weak":
            flags = WeakSignals(self._office.store).all()
            shown = (tables.flags(flags), tables.records(rule_records(flags)))
        elif name == "matrix":
            shown = (tables.matrix(show_matrix(self._office, week, axis), week),)
        elif name == "trends":
            leads = tables.lead_times(lead_times_of(self._office, week))
            shown = (tables.trends(view_week(self._office, week).trends.cells), leads)
        else:
            made: Callable[[str], Table] = getattr(tables, name)
            shown = (made(party),)
        return self._frame.page(
            request,
            "register.html",
            section="registers",
            name=name,
            register_names=NAMES,
            tables=shown,
            most=ROWS_SHOWN,
            party=party if name in OF_YEARS else None,
            week=week if name in OF_WEEK else None,
            axis=axis if name == "matrix" else None,
            axes=AXES,
        )

    def dates(self, request: Request) -> Response:
        """The days to come as a calendar."""
        words = words_of(page_language(request))
        events = [one.event(words) for one in self._registers().dates()]
        title = words.name("plain", "calendar_title")
        return Response(
            write_events(events, title, datetime.now(UTC)).encode(),
            media_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="instruments.ics"'},
        )

    def _week(self, request: Request) -> Week:
        asked = request.query_params.get("week", "")
        try:
            return Week.parse(asked) if asked else newest_week(self._office)
        except WeekError as error:
            raise HTTPException(400, str(error)) from error

    def _registers(self) -> Registers:
        today: date = datetime.now(ZoneInfo(self._office.settings.timezone)).date()
        now = self._office.store.revision, self._office.store.newest_run, today
        if self._read is None or self._read[0] != now:
            self._read = now, Registers.of(self._office, today=today)
        return self._read[1]
