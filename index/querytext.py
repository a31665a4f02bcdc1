"""What a query asks for: terms, "quoted phrases" that must be there, -words that must not, one OR another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from unicodedata import normalize

# A phrase in straight, curly or full-width double quotes, or a run without blanks; a minus before it
# excludes it.
_PART = re.compile(
    r'(?P<minus>(?<!\S)[-－−])?(?:["“”„＂](?P<phrase>[^"“”„＂]+)["“”＂]|(?P<word>[^\s"“”„＂]+))'
)
_QUOTED = re.compile('["“”„＂][^"“”„＂]*["“”＂]')
_STOP = re.compile(r"[。！？]|[.!?…][\"”“»]?\s*\Z")
_OR = "OR"
_PROSE = 8  # words beside the quoted ones from which a query is a sentence
_KANA = re.compile("[\u3041-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_PHRASE_TOKENS = 6  # a term of more tokens is a sentence, not a compound

_EMPTY = (
    "a an the of and or in on for to by at as is are was were be been with from that this these those which "
    "who what how do does did it its not has have had can will would between into about "
    "der die das den dem des ein eine einer und oder von zu im mit für auf ist sind "
    "le la les un une des et ou de du au aux en dans pour par sur est sont "
    "el los las una unos y o del con por para es son que"
)
_EMPTY_WORDS = frozenset(_EMPTY.split())
_STEMMED = ("en", "de", "fr", "es")  # languages in whose stems a word in Latin letters may be indexed


class TokenLike(Protocol):
    """What is needed of a token (nlp.tokens.Token has it)."""

    @property
    def text(self) -> str:
        """The normal form that is indexed."""

    @property
    def start(self) -> int:
        """Where its original begins in the text."""

    @property
    def end(self) -> int:
        """Where its original ends."""


Tokenize = Callable[[str, str], Sequence[TokenLike]]
Phrase = tuple[str, ...]  # tokens that stand next to each other


@dataclass(frozen=True, slots=True)
class Either:
    """Alternatives joined by OR: one will do."""

    words: tuple[str, ...]
    quoted: bool  # all are phrases, so that one of them must be there


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query taken apart; all phrases are texts as typed."""

    plain: str  # what is searched by meaning: terms and phrases without the marks
    terms: tuple[str, ...]  # runs without blanks
    required: tuple[str, ...]
    excluded: tuple[str, ...]
    either: tuple[Either, ...] = ()


def parse_query(text: str) -> QueryText:
    """The parts of a query; never fails: an unpaired quote is read as if it were not there.

    Wide letters and narrow kana are read as those that everyone types: ＡＩ is AI.
    OR, in capitals and between two words or phrases of a query that is no sentence, makes them alternatives.
    """
    prose = _is_prose(text)
    text = normalize("NFKC", text.replace("\0", " "))
    parts: list[list[tuple[str, bool]]] = []  # alternatives, each with whether it is a required phrase
    excluded: list[str] = []
    joined = False  # the last word was an OR
    for match in _PART.finditer(text):
        phrase, word = match["phrase"], match["word"]
        written = (phrase if phrase is not None else word).strip()
        if not written:
            continue
        if match["minus"] and _LETTER.search(written):
            excluded.append(written)
            joined = False
            continue
        if word == _OR and parts and not joined and not prose:
            joined = True
            continue
        part = written, phrase is not None and not prose and _stands_alone(match)
        if joined:
            parts[-1].append(part)
        else:
            parts.append([part])
        joined = False
    single = [alternatives[0] for alternatives in parts if len(alternatives) == 1]
    return QueryText(
        plain=" ".join(written for alternatives in parts for written, _ in alternatives),
        terms=tuple(written for written, must in single if not must),
        required=tuple(written for written, must in single if must),
        excluded=tuple(excluded),
        either=tuple(
            Either(tuple(word for word, _ in alternatives), all(must for _, must in alternatives))
            for alternatives in parts
            if len(alternatives) > 1
        ),
    )


def _is_prose(text: str) -> bool:
    """Whether the text is a sentence with words in quotation marks, rather than a list of what is sought."""
    outside = _QUOTED.sub(" ", text)
    return (
        bool(_STOP.search(text)) or len(outside.split()) > _PROSE or len(_HAN.findall(outside)) > 2 * _PROSE
    )


def _stands_alone(match: re.Match[str]) -> bool:
    """Whether blanks set the quoted phrase apart: where no blanks are written it belongs to a sentence."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return (not before or before[-1].isspace()) and (not after or after[0].isspace())


def script_language(text: str) -> str:
    """The likeliest language by script alone: ja, ko, en for Latin letters, else und.

    Chinese characters without kana are read as Japanese: the reader's own language.
    """
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if _HAN.search(text):
        return "ja"
    letters = _LETTER.findall(text)
    latin = sum(letter < "\u0250" for letter in letters)
    return "en" if letters and latin * 2 >= len(letters) else "und"


def is_han(text: str) -> bool:
    """Whether a text has Chinese characters and no kana: it may be Japanese or Chinese."""
    return bool(_HAN.search(text)) and not _KANA.search(text)


def readings(text: str, language: str, tokenize: Tokenize) -> list[Phrase]:
    """The token sequences that a written term may stand for in the index, without repeats.

    Chinese characters are indexed as words in Japanese text and as pairs in Chinese text, Latin words by the
    stem of their text's language: all are looked for.
    """
    if _HAN.search(text):
        others: tuple[str, ...] = () if _KANA.search(text) else ("ja", "zh")
    else:
        others = _STEMMED if _LETTER.search(text) and not _HANGUL.search(text) else ()
    languages = dict.fromkeys((language, *others))
    found = (tuple(token.text for token in tokenize(text, other)) for other in languages)
    return list(dict.fromkeys(tokens for tokens in found if tokens))


def term_phrases(query: QueryText, language: str, tokenize: Tokenize) -> list[list[Phrase]]:
    """For each term the phrases that count as holding it; function words are left out where others remain.

    A compound of a few tokens is one term; a run of many (a sentence without blanks) is a term for each
    token.
    """
    groups: list[list[Phrase]] = []
    for term in query.terms:
        phrases = readings(term, language, tokenize)
        if any(len(phrase) <= _PHRASE_TOKENS for phrase in phrases):
            groups.append([phrase for phrase in phrases if len(phrase) <= _PHRASE_TOKENS])
        elif phrases:
            groups.extend([token] for token in dict.fromkeys((word,) for word in phrases[0]))
    groups += [
        group for one in query.either if not one.quoted and (group := _any_of(one, language, tokenize))
    ]
    telling = [group for group in groups if not all(_is_empty(phrase) for phrase in group)]
    return telling or groups


def required_texts(query: QueryText) -> list[tuple[str, ...]]:
    """For each phrase that must be there the alternatives as typed, in the order of `required_groups`."""
    return [(phrase,) for phrase in query.required] + [one.words for one in query.either if one.quoted]


def without_quotes(query: QueryText) -> str:
    """The query with its required phrases as plain words; what it excludes stays excluded."""
    return " ".join([query.plain, *(f'-"{phrase}"' for phrase in query.excluded)])


def required_groups(query: QueryText, language: str, tokenize: Tokenize) -> list[list[Phrase]]:
    """For each phrase that must be there the token sequences of which one will do."""
    groups = [readings(phrase, language, tokenize) for phrase in query.required]
    return groups + [_any_of(one, language, tokenize) for one in query.either if one.quoted]


def _any_of(either: Either, language: str, tokenize: Tokenize) -> list[Phrase]:
    found = (phrase for word in either.words for phrase in readings(word, language, tokenize))
    return [phrase for phrase in dict.fromkeys(found) if len(phrase) <= _PHRASE_TOKENS or either.quoted]


def single_words(phrases: Iterable[Phrase]) -> list[Phrase]:
    """The words of the phrases, each alone, without repeats and without function words."""
    words = dict.fromkeys((word,) for phrase in phrases for word in phrase)
    return [word for word in words if not _is_empty(word)]


def _is_empty(phrase: Phrase) -> bool:
    """Whether a phrase has function words and words of asking alone."""
    return all(word in _EMPTY_WORDS for word in phrase)
