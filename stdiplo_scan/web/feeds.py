"""An Atom feed for each edition and language: the newest weeks that may be sent."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from reports.editions import is_edition
from reports.feed import make_feed
from stdiplo_scan.delivery import may_be_sent
from stdiplo_scan.wiring import Office

WEEKS = 8
MEDIA = "application/atom+xml; charset=utf-8"


class FeedPages:
    """The feeds of one office."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def show(self, request: Request) -> Response:
        """The feed of an edition; one that waits for approval holds what was approved only."""
        edition, language = request.path_params["edition"], request.path_params["language"]
        if not is_edition(edition) or language not in ("ja", "en"):
            raise HTTPException(
                404, f"feed: is {edition[:40]!r}, {language[:10]!r}; wanted an edition and ja or en"
            )
        found = self._office.store.digests(edition=edition, language=language)
        bodies = [one.body for one in found if may_be_sent(one, self._office.settings)][:WEEKS]
        if not bodies:
            raise HTTPException(404, f"feed: no digest of {edition} in {language} may be read yet")
        public = self._office.settings.mail.public_url.rstrip("/")
        own = f"{public}/feeds/{edition}/{language}" if public else ""
        return Response(make_feed(bodies, self_url=own).encode("utf-8"), media_type=MEDIA)
