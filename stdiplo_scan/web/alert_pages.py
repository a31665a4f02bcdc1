"""Pages of saved searches: the list, and exactly what one run told."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from index.alerts import Alert, AlertError, Alerts
from stdiplo_scan.alert_mail import headline
from stdiplo_scan.alerts import plain_question
from stdiplo_scan.asking import write_question
from stdiplo_scan.web.frame import Frame, page_language
from stdiplo_scan.web.wording import Language
from stdiplo_scan.wiring import Office

_RUNS_SHOWN = 10


class AlertPages:
    """The pages of one office's saved searches; they change nothing (alert_forms saves)."""

    def __init__(self, office: Office, frame: Frame) -> None:
        self._office = office
        self._frame = frame

    def all(self, request: Request) -> Response:
        """Every saved search with the runs that told something."""
        alerts = Alerts(self._office.store)
        language = page_language(request)
        rows = [
            (alert, self._asked(alert), self._address(alert, language), alerts.runs(alert.name)[:_RUNS_SHOWN])
            for alert in alerts.all()
        ]
        named = request.query_params.get("saved", "")
        saved = next((alert.name for alert, *_ in rows if alert.name == named), "")
        return self._frame.page(request, "alerts.html", section="search", rows=rows, saved=saved)

    def _asked(self, alert: Alert) -> str:
        """The words of a saved search with all its filters written out."""
        zone = self._office.settings.timezone
        return write_question(plain_question(self._office, alert), alert.filters, zone)

    def _address(self, alert: Alert, language: Language) -> str:
        """The search page with exactly what a saved search asks: words, all filters, order and balance."""
        reading = alert.filters.reading
        asked = {
            "lang": language,
            "q": self._asked(alert),
            "mode": alert.mode,
            "order": alert.order,
            "balance": "1" if alert.balance else "",
            "reader": reading[1] if reading else "",
        }
        return "/?" + urlencode({name: value for name, value in asked.items() if value}, errors="replace")

    def run(self, request: Request) -> Response:
        """What one run told, in its order, whatever was found since."""
        name, number = request.path_params["name"], request.path_params["number"]
        alerts = Alerts(self._office.store)
        try:
            alert, run = alerts.get(name), alerts.run(name, number)
        except AlertError as error:
            raise HTTPException(404, str(error)) from error
        held = self._office.store.documents_by_id([item.document_id for item in run.items])
        return self._frame.page(
            request,
            "alert_run.html",
            section="search",
            alert=alert,
            run=run,
            asked=self._asked(alert),
            address=self._address(alert, page_language(request)),
            title=headline(alert, run, page_language(request), whole=True),
            items=[(item, held.get(item.document_id)) for item in run.items],
        )
