"""Passages ranked by the words they hold: SQLite FTS5 over our own tokens.

The words of a passage (`passages.words`) and its English reading (`passages.gloss`) are tokens joined by
blanks, made by `nlp.tokens`. The table takes them as they are: only blanks separate them, `a*star` is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Float, Integer, Select, bindparam, literal_column, select, text
from sqlalchemy import table as sql_table
from sqlalchemy.exc import DatabaseError

from index.dialect import Prepared
from index.errors import StoreError

CREATE_WORDS_SQL: tuple[str, ...] = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS passage_words USING fts5(
    words, gloss, content='passages', content_rowid='pk',
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
)""",
)
DROP_WORDS_SQL: tuple[str, ...] = ("DROP TABLE IF EXISTS passage_words",)

Column = Literal["words", "gloss"]
_COST = literal_column("bm25(passage_words)", Float).label("cost")  # SQLite's is lower for better passages
# the plus keeps SQLite from running the full-text query anew for each allowed id
_UNINDEXED_ROWID = literal_column("+passage_words.rowid", Integer)
_BEST = (
    select(literal_column("passage_words.rowid", Integer).label("pk"), _COST)
    .select_from(sql_table("passage_words"))
    .where(text("passage_words MATCH :words_asked"))
    .order_by(_COST, literal_column("passage_words.rowid"))
    .limit(bindparam("most", type_=Integer))
)
_BEST_OF_ALL = Prepared(_BEST)
_CHUNK = 500  # ids in one statement; SQLite's oldest limit on bound values is 999


class KeywordError(StoreError):
    """The full-text index cannot do what was asked; the text names the cure."""


def add_words(connection: Connection, passage_pks: Sequence[int]) -> None:
    """Index the words of passages that were just inserted; call once a passage, in its transaction."""
    for chunk in _chunks(passage_pks):
        marks = ",".join(str(int(pk)) for pk in chunk)
        connection.exec_driver_sql(
            "INSERT INTO passage_words(rowid, words, gloss) "
            f"SELECT pk, words, gloss FROM passages WHERE pk IN ({marks}) ORDER BY pk"
        )


def remove_words(connection: Connection, rows: Iterable[Sequence[object]]) -> None:
    """Forget passages; each row is (pk, words, gloss) exactly as they were added, in the same transaction.

    An index over foreign content keeps no copy of the words, so the old values must be given: other values
    would leave the old words behind.
    """
    values = [(int(str(row[0])), row[1], row[2]) for row in rows]
    if values:
        connection.exec_driver_sql(
            "INSERT INTO passage_words(passage_words, rowid, words, gloss) VALUES('delete', ?, ?, ?)", values
        )


def rebuild_words(connection: Connection) -> None:
    """Build the full-text index again from the passages' words."""
    connection.exec_driver_sql("INSERT INTO passage_words(passage_words) VALUES('rebuild')")


def check_words(connection: Connection) -> None:
    """Compare the full-text index with the passages' words; KeywordError where they differ."""
    try:
        # rank 1: compare with the content table too, not only the index with itself
        connection.exec_driver_sql(
            "INSERT INTO passage_words(passage_words, rank) VALUES('integrity-check', 1)"
        )
    except DatabaseError as error:
        raise KeywordError(
            f"passage_words: {error.orig}; wanted the words of the passages; run `stdiplo-scan index rebuild`"
        ) from error


class Ranked(NamedTuple):
    """A passage and how well its words fit; higher is better, no fixed scale."""

    passage_pk: int
    score: float


def match_phrase(tokens: Sequence[str], columns: Sequence[Column] = ("words",)) -> str:
    """An FTS5 expression for tokens that stand next to each other; "" where nothing is left of them."""
    cleaned = [kept for token in tokens if (kept := _clean(token))]
    if not cleaned:
        return ""
    quoted = " ".join(cleaned).replace('"', '""')
    return f'{{{" ".join(columns)}}} : "{quoted}"'


def match_beginning(letters: str, columns: Sequence[Column] = ("words",)) -> str:
    """An FTS5 expression for tokens that begin so; "" where nothing is left of them."""
    asked = match_phrase((letters,), columns)
    return f"({asked} *)" if asked else ""


def match_any(phrases: Iterable[Sequence[str]], columns: Sequence[Column] = ("words",)) -> str:
    """An FTS5 expression for passages that hold at least one of the phrases (a token is a phrase of one)."""
    parts = dict.fromkeys(part for tokens in phrases if (part := match_phrase(tokens, columns)))
    return " OR ".join(f"({part})" for part in parts)


def match_all(phrases: Iterable[Sequence[str]], columns: Sequence[Column] = ("words",)) -> str:
    """An FTS5 expression for passages that hold all of the phrases."""
    parts = dict.fromkeys(part for tokens in phrases if (part := match_phrase(tokens, columns)))
    return " AND ".join(f"({part})" for part in parts)


def search_words(
    connection: Connection, match: str, k: int, allowed: Select[int] | None = None
) -> list[Ranked]:
    """The k best passages for an FTS5 expression (BM25), best first; ties go to the smaller passage pk.

    `allowed` selects the passage pks that may be returned; None allows all. An empty expression finds none.
    """
    if not match or k <= 0:
        return []
    if allowed is None:
        rows: Sequence[Sequence[Any]] = _BEST_OF_ALL.rows(connection, words_asked=match, most=k)
    else:
        statement = _BEST.where(_UNINDEXED_ROWID.in_(allowed))
        rows = connection.execute(statement, {"words_asked": match, "most": k}).all()
    return [Ranked(pk, -cost) for pk, cost in rows]


def matching(connection: Connection, match: str) -> list[int]:
    """All passage pks that an FTS5 expression finds, ascending; an empty expression finds nothing."""
    if not match:
        return []
    statement = text("SELECT rowid FROM passage_words WHERE passage_words MATCH :match ORDER BY rowid")
    return [int(row[0]) for row in connection.execute(statement, {"match": match})]


def matching_select(match: str) -> Select[int]:
    """A selection of the passage pks that an FTS5 expression finds, for use inside another statement."""
    return (
        select(literal_column("passage_words.rowid", Integer))
        .select_from(sql_table("passage_words"))
        .where(text("passage_words MATCH :match").bindparams(bindparam("match", match, unique=True)))
    )


def _clean(token: str) -> str:
    """The token without what SQLite cannot take: NUL ends a query there, a lone surrogate is no text."""
    return token.replace("\0", " ").encode("utf-8", "ignore").decode().strip()


def _chunks(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    return (pks[at : at + _CHUNK] for at in range(0, len(pks), _CHUNK))
