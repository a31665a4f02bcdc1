"""Pages of the watch topics: the list, and one topic's table for a period."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from nlp.movement import Direction
from reports.country_sets import office_sets
from reports.errors import WeekError, WordsError
from reports.routing import council_name
from reports.topic_indicators import show_indicators
from reports.topic_queries import Topic, load_topics, topic_of
from reports.topic_sheet import (
    FORMS,
    name_amounts,
    name_imposed,
    name_key,
    number_rows,
    render_sheet,
    show_grid,
)
from reports.topics import Narrowing, TopicTable
from reports.week import Week
from reports.words import words_of
from stdiplo_scan.digests import newest_week
from stdiplo_scan.topics import show_topic
from stdiplo_scan.web.frame import Frame, asked_party, page_language
from stdiplo_scan.wiring import Office

ROWS_SHOWN = 200
LINKS_SHOWN = 12  # documents linked from one cell of a grid
DIRECTIONS: dict[str, Direction] = {"in": "in", "out": "out", "both": "both"}


class TopicPages:
    """The pages of one office's watch topics; they change nothing."""

    def __init__(self, office: Office, frame: Frame) -> None:
        self._office = office
        self._frame = frame

    def all(self, request: Request) -> Response:
        """Every topic."""
        return self._frame.page(request, "topics.html", section="topics", topics=list(load_topics().values()))

    def one(self, request: Request) -> Response:
        """One topic's lines and stories, up to the week that the address names, with the weeks around it."""
        topic, week, only, shown = self._asked(request)
        try:
            before, after = str(week.shifted(-topic.weeks)), str(week.shifted(topic.weeks))
        except WeekError as error:
            raise HTTPException(400, str(error)) from error
        language = page_language(request)
        words = words_of(language)
        numbers = number_rows(shown.rows)
        return self._frame.page(
            request,
            "topic.html",
            section="topics",
            topic=topic,
            table=shown,
            rows=shown.rows[:ROWS_SHOWN],
            more=len(shown.rows[ROWS_SHOWN:]),
            lines=[
                (name_key(topic.by, line.key, words), line, name_amounts(line.amounts))
                for line in shown.lines
            ],
            grid=show_grid(shown.grid, topic.by, numbers, words) if shown.grid else None,
            indicators=show_indicators(shown.indicators, words),
            indicator_heads=[
                words.name("brief", name) for name in ("indicator", "value", "earlier", "source")
            ],
            indicator_caption=words.name("topic", "indicators"),
            grid_caption=words.name("topic", f"grid_{topic.by}") if shown.grid else "",
            imposed={row.story: name_imposed(row.imposed, words) for row in shown.rows if row.imposed},
            most=LINKS_SHOWN,
            forms=FORMS,
            titles={row.story: row.fact for row in shown.rows},
            ways=DIRECTIONS if topic.by == "party_direction" else (),
            only=only,
            week=str(week),
            councils=[(council_name(code, language, short=True), count) for code, count in shown.councils],
            council_names={code: council_name(code, language, short=True) for code in "RGLB"},
            before=before,
            after=after,
        )

    def sheet(self, request: Request) -> Response:
        """One topic as a sheet to print or a table for a spreadsheet."""
        form = request.path_params["form"]
        if form not in FORMS:
            raise HTTPException(404, f"form: is {form[:20]!r}; wanted one of {', '.join(FORMS)}")
        topic, week, _, shown = self._asked(request)
        text = render_sheet(shown, form, words_of(page_language(request)))
        name = f"{topic.id}-{week}.{form}"
        return Response(
            text,
            media_type=f"text/{form}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _asked(self, request: Request) -> tuple[Topic, Week, Narrowing, TopicTable]:
        """What the address asks for: the topic, the last week, what it is narrowed to, and its table."""
        asked = request.query_params.get("week", "")
        try:
            topic = topic_of(request.path_params["topic_id"], office_sets(self._office.folder))
            week = Week.parse(asked) if asked else newest_week(self._office)
            only = Narrowing(asked_party(request), DIRECTIONS.get(request.query_params.get("way", "")))
            return topic, week, only, show_topic(self._office, topic, week, only=only)
        except WordsError as error:
            raise HTTPException(404, str(error)) from error
        except WeekError as error:
            raise HTTPException(400, str(error)) from error
