"""A query read: its words in every reading, its gloss, its vectors, and the passages it lets through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from index.filters import Filters, allowed_passages
from index.hits import Doubt
from index.keywords import Column, match_any, match_phrase, matching_select
from index.query import Query
from index.querytext import (
    Phrase,
    Tokenize,
    is_han,
    parse_query,
    readings,
    required_groups,
    required_texts,
    single_words,
    term_phrases,
)
from index.rankings import Embed, GlossLike, gloss_groups, query_vectors, trust_in_gloss
from index.tables import PassageRow
from index.vectors.stored import Vectors

MakeGloss = Callable[[str, str], GlossLike]  # text, language
Synonyms = Callable[[str], Sequence[tuple[str, str]]]  # word -> (language, other word of its concept)

_KNOWN = 0.13  # trust (the fourth power of what is known) from which a gloss stands for the query
_HAN_LANGUAGES = ("ja", "zh")  # a phrase of Chinese characters is exact in both
_BESIDE = ThreadPoolExecutor(4, "vectors")  # products of matrices and SQLite need no lock of Python's
_MOST_CHARACTERS = 4_000  # of a query; what follows is ignored


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads queries: the model's queries, the glossary, the tokens, and how a language is told."""

    embed: Embed
    gloss: MakeGloss
    tokenize: Tokenize
    language_of: Callable[[str], str]
    synonyms: Synonyms = lambda _: ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A phrase that may not be there, and the conditions under which a passage holds it."""

    phrase: str
    written: ColumnElement[bool] | None  # as it stands; None where it has no word
    read: tuple[ColumnElement[bool], ...] = ()  # in another language, or by another word of its concept
    also: tuple[str, ...] = ()  # by which it is read

    @property
    def by_reading(self) -> ColumnElement[bool]:
        """Any of the conditions beside its letters."""
        return or_(*self.read)


class Asked:
    """One query, read once; it may be put to several selections of passages."""

    def __init__(self, reader: Reader, query: Query, *, answered: bool = False) -> None:
        """`answered`: by meaning too, so that the vectors are begun at once, beside what the words cost."""
        self._reader = reader
        self.query = query
        self.text = parse_query(query.text[:_MOST_CHARACTERS])
        self.language = query.language or reader.language_of(self.text.plain)
        self.gloss = self._read() if self.text.plain else None
        # trust in what was asked in English words, beside the words as written
        self.trust = 1.0 if self.gloss is None else trust_in_gloss(self.gloss)
        meant = answered and query.mode != "exact" and self.text.plain
        self._begun = _BESIDE.submit(self._read_vectors) if meant else None
        self._required = required_groups(self.text, self.language, reader.tokenize)
        self.own: list[list[Phrase]] = [
            *term_phrases(self.text, self.language, reader.tokenize),
            *self._required,
        ]
        self.translated = self.own if self.gloss is None else gloss_groups(self.gloss, reader.tokenize)

    def _read(self) -> GlossLike | None:
        """The query in English words; of an English one, with abbreviations and what they stand for."""
        if self.language == "und":
            return None
        gloss = self._reader.gloss(self.text.plain, self.language)
        return gloss if gloss.words or self.language != "en" else None

    @cached_property
    def vectors(self) -> Vectors:
        """The vectors that stand for the query. Raises what the model raises."""
        return self._read_vectors() if self._begun is None else self._begun.result()

    def _read_vectors(self) -> Vectors:
        """The vectors, from the model.

        A text that is mostly known speaks by its gloss alone: vectors of another script lie close to each
        other, whatever they say.
        """
        embed, text, gloss = self._reader.embed, self.text.plain, self.gloss
        if self.language == "en":  # abbreviations are spelt out beside the text as it is
            spelt_out = None if gloss is None or gloss.english == text else gloss
            return query_vectors(embed, text, spelt_out, alone=False)
        return query_vectors(embed, text, gloss, alone=self.trust >= _KNOWN)

    @property
    def own_phrases(self) -> list[Phrase]:
        """The words as written, in all readings."""
        return [phrase for group in self.own for phrase in group]

    @property
    def groups(self) -> list[list[Phrase]]:
        """For each word the phrases that will do: as written and, where it was translated, as translated."""
        return [*self.own, *(self.translated if self.gloss is not None else [])]

    @property
    def silent(self) -> bool:
        """Whether the query has signs and function words alone, so that nothing is asked for."""
        return not single_words(phrase for group in self.groups for phrase in group)

    @property
    def read_as(self) -> dict[str, Any]:
        """How the query was read, as index.hits.Results tells it."""
        gloss = self.gloss
        return {
            "language": self.language,
            "gloss": tuple(gloss.words) if gloss is not None else (),
            "unknown": tuple(gloss.unknown) if gloss is not None else (),
        }

    def doubt(self, holding: Collection[int]) -> Doubt | None:
        """Why hits may have little to do with the query; `holding`: passages that hold a word of it."""
        if self.silent:
            return "silent"
        if holding:
            return None
        return "unread" if self.language == "und" else "unmatched"

    def allowed(self, filters: Filters, *, excluding: bool = True) -> Select[int] | None:
        """The passages that filters, phrases and exclusions leave; None where they leave all."""
        statement = None if filters.empty else allowed_passages(filters)
        excluded = [way for one in self.exclusions for way in _ways(one)] if excluding else []
        if not excluded and not self._required:
            return statement
        if statement is None:
            statement = select(PassageRow.pk)
        for group, alternatives in zip(self._required, required_texts(self.text), strict=True):
            # a phrase without any word cannot be asked for
            if match := match_any(group):
                held = PassageRow.pk.in_(matching_select(match))
                statement = statement.where(or_(held, *self._read_as(alternatives)))
        if excluded:
            holding = select(PassageRow.document_pk).where(or_(*excluded))
            statement = statement.where(PassageRow.document_pk.not_in(holding))
        return statement

    @cached_property
    def exclusions(self) -> list[Exclusion]:
        """What may not be there: as written and, but in mode exact, by its reading in passages of other
        languages and by the other words of its concept in the glossary.

        A reading must be the likeliest English of the phrase in one piece: what is left out is never seen, so
        further senses and scattered words leave nothing out.
        """
        found = []
        for phrase in self.text.excluded:
            match = match_any(readings(phrase, self.language, self._reader.tokenize))
            written = PassageRow.pk.in_(matching_select(match)) if match else None
            read = [] if self.query.mode == "exact" else [*self._read_of(phrase), *self._synonyms_of(phrase)]
            also = tuple(dict.fromkeys(word for _, words in read for word in words))
            found.append(Exclusion(phrase, written, tuple(condition for condition, _ in read), also))
        return found

    def _read_of(self, phrase: str) -> Iterator[tuple[ColumnElement[bool], list[str]]]:
        """The condition that a passage in another language holds a phrase by its reading; the reading."""
        language, english = self._reader.language_of(phrase), phrase
        if language not in ("en", "und"):
            gloss = self._reader.gloss(phrase, language)
            english = "" if gloss.unknown else gloss.english
        tokens = [token.text for token in self._reader.tokenize(english, "en")]
        if match := match_phrase(tokens, ("words", "gloss")):
            yield _in_another_language(match, phrase, language), [english] if english != phrase else []

    def _synonyms_of(self, phrase: str) -> Iterator[tuple[ColumnElement[bool], list[str]]]:
        """The conditions that a passage of a language holds another word of the phrase's concept."""
        tokenize, words = self._reader.tokenize, dict[str, list[str]]()
        for language, word in self._reader.synonyms(phrase):
            words.setdefault(language, []).append(word)
        for language, others in words.items():
            found = [phrase for word in others for phrase in readings(word, language, tokenize)]
            columns: tuple[Column, ...] = ("words", "gloss") if language == "en" else ("words",)
            held: ColumnElement[bool] = PassageRow.pk.in_(matching_select(match_any(found, columns)))
            if language != "en":
                held = and_(held, PassageRow.language.in_(_languages_of(others[0], language)))
            yield held, others

    def _read_as(self, phrases: Sequence[str]) -> Iterator[ColumnElement[bool]]:
        """Conditions by which a passage in another language than a phrase's holds it: by the words of its
        English reading. In mode exact there are none: there a phrase is what is written.
        """
        for phrase in () if self.query.mode == "exact" else phrases:
            language = self._reader.language_of(phrase)
            if language in ("en", "und"):
                groups = [[word] for word in single_words(readings(phrase, "en", self._reader.tokenize)[:1])]
                columns: tuple[Column, ...] = ("gloss",)  # which an English passage has none of
            else:
                gloss = self._reader.gloss(phrase, language)
                groups = [] if gloss.unknown else gloss_groups(gloss, self._reader.tokenize)
                columns = ("words", "gloss")
            parts = [part for group in groups if (part := match_any(group, columns))]
            if parts:
                together = " AND ".join(f"({part})" for part in parts)
                yield _in_another_language(together, phrase, language)

    def counted(self, filters: Filters) -> Select[int] | None:
        """The passages whose documents a total counts: in mode exact only those that hold the words."""
        exact = self.query.mode == "exact" and self.text.plain
        return self.holding(filters) if exact else self.allowed(filters)

    @property
    def narrows(self) -> bool:
        """Whether the words leave fewer documents than the filters alone; else meaning ranks them all."""
        exact = self.query.mode == "exact" and bool(self.text.plain)
        return exact or bool(self._required) or bool(self.text.excluded)

    def holding(self, filters: Filters) -> Select[int]:
        """The allowed passages that hold one of the words as written."""
        allowed = self.allowed(filters)
        base = select(PassageRow.pk) if allowed is None else allowed
        match = match_any(self.own_phrases)
        return base.where(PassageRow.pk.in_(matching_select(match)) if match else PassageRow.pk < 0)


def _in_another_language(match: str, phrase: str, language: str) -> ColumnElement[bool]:
    """The passages that an FTS5 expression finds in other languages than a phrase's."""
    own = _languages_of(phrase, language)
    return PassageRow.pk.in_(matching_select(match)) & PassageRow.language.not_in(own)


def _languages_of(phrase: str, language: str) -> tuple[str, ...]:
    return _HAN_LANGUAGES if is_han(phrase) else (language,)


def _ways(one: Exclusion) -> list[ColumnElement[bool]]:
    return [*([one.written] if one.written is not None else []), *one.read]
