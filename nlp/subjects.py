"""What a key phrase is about, in one spelling for all languages: `quantum testbed`, 양자기술 -> quantum.

A subject is a concept of the glossary whose words hold a term of a field of science or technology, or a
single word of an English phrase that no list knows: the word for a new thing is in no list yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from nlp.glossary_file import LANGUAGES, SHIPPED, read_concepts
from nlp.regions import country_codes, country_name
from nlp.stopwords import stop_words
from nlp.taxonomy_files import load_aliases, load_fields
from nlp.tokens import normal_word
from nlp.triggers import UNSPACED

_LEAST_LETTERS = 4  # of a single word; an abbreviation may be shorter
_LEAST_HEAD = 6  # letters of a German word that may begin a compound: Quanten|kommunikation
_FREE = "~"  # before a single word that is no concept


class Subjects:
    """Keys of phrases, and the names of keys."""

    def __init__(self) -> None:
        concepts = [one for one in read_concepts(SHIPPED) if _is_subject(one)]
        self._names: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self._words: dict[str, dict[str, str]] = {language: {} for language in ("en", *LANGUAGES)}
        for concept in concepts:
            english = str(concept["en"])
            own = {language: tuple(concept.get(language, ())) for language in LANGUAGES}
            self._names.setdefault(english, {"en": (english,), **own})
            for language in ("en", *LANGUAGES):
                for word in (english,) if language == "en" else own[language]:
                    self._words[language].setdefault(_spelling(word, language), english)
        self._heads = {
            word.casefold(): str(one["en"])
            for one in reversed(concepts)
            for word in one.get("de", ())
            if word.isalpha() and len(word) >= _LEAST_HEAD
        }
        self._spelt: dict[str, dict[str, str]] = defaultdict(dict)
        self._sizes = {language: _sizes(words) for language, words in self._words.items()}
        self._passed = _country_words() | stop_words("en")

    def keys_of(self, phrase: str, language: str) -> tuple[str, ...]:
        """The subjects that a phrase names, sorted; none where it names none."""
        return tuple(sorted(set(self._find(phrase, language))))

    def name(self, key: str, language: str) -> str:
        """A concept's name, in English where the language has none; "" for a single word."""
        names = self._names.get(key, {})
        return next(iter(names.get(language) or names.get("en") or ()), "")

    def english_words(self, keys: Iterable[str]) -> frozenset[str]:
        """Words in small letters, singular and plural, of which an English phrase on these keys has one."""
        words = {word for key in keys for word in _spelling(key.removeprefix(_FREE), "en").split()}
        plurals = {word[:-1] + "ies" for word in words if word.endswith("y")}
        return frozenset(words | plurals | {word + "s" for word in words})

    def _find(self, phrase: str, language: str) -> Iterator[str]:
        words = self._words.get(language, {})
        if language in UNSPACED:
            text = phrase.casefold()
            yield from (key for word, key in words.items() if word in text)
            return
        written = [word for word in phrase.replace("-", " ").split() if word[:1].isalnum()]
        spelt = [self._spell(word, language) for word in written]
        named: set[int] = set()
        for start, first in enumerate(spelt):
            for size in self._sizes[language].get(first, ()) if words else ():
                key = words.get(" ".join(spelt[start : start + size]))
                if key is not None:
                    named.update(range(start, start + size))
                    yield key
        if language == "de":
            yield from self._compounds(written)
        if language == "en":
            for at, (word, single) in enumerate(zip(written, spelt, strict=True)):
                if at not in named and self._may_be_new(word):
                    yield _FREE + single

    def _spell(self, word: str, language: str) -> str:
        spelt = self._spelt[language]
        if word not in spelt:
            spelt[word] = _spelling(word, language)
        return spelt[word]

    def _compounds(self, written: list[str]) -> Iterator[str]:
        for word in map(str.casefold, written):
            for size in range(_LEAST_HEAD, len(word)):
                key = self._heads.get(word[:size])
                if key is not None:
                    yield key

    def _may_be_new(self, word: str) -> bool:
        low = word.casefold()
        return (
            (len(word) >= _LEAST_LETTERS or (word.isupper() and len(word) > 1))
            and word.isalpha()
            and low not in self._passed
        )


def is_free(key: str) -> bool:
    """Whether a key is a single word that the glossary does not know."""
    return key.startswith(_FREE)


def free_word(key: str, phrases: Iterable[str]) -> str:
    """A single word as most of the phrases write it, in small letters where they differ equally."""
    wanted = key.removeprefix(_FREE)
    words = [word for phrase in phrases for word in phrase.replace("-", " ").split()]
    written = Counter(word for word in words if _singular(word.casefold()) == wanted)
    return max(written, key=lambda word: (written[word], word.islower(), word), default=wanted)


@lru_cache(maxsize=1)
def shipped_subjects() -> Subjects:
    """Of the shipped glossary: the same for everybody, so that what was counted is counted again."""
    return Subjects()


def _spelling(word: str, language: str) -> str:
    if language in UNSPACED:
        return word.casefold()
    spelt = _singular if language == "en" else lambda part: normal_word(part, language)
    return " ".join(spelt(part) for part in word.casefold().replace("-", " ").split())


def _singular(word: str) -> str:
    """An English word without the ending of its plural; a stem would make one of research and researcher."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return (
        word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
    )


def _sizes(words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """By its first word, how many words a name may have."""
    found: dict[str, set[int]] = defaultdict(set)
    for word in words:
        found[word.partition(" ")[0]].add(word.count(" ") + 1)
    return {first: tuple(sorted(sizes)) for first, sizes in found.items()}


def _is_subject(concept: Mapping[str, object]) -> bool:
    """Whether one of its words holds a term of a field in the word's language."""
    terms = _field_terms()
    for language in ("en", *LANGUAGES):
        words = concept.get(language, ())
        for word in (words,) if isinstance(words, str) else words if isinstance(words, list) else ():
            low = str(word).casefold()
            if language in UNSPACED:
                if any(term in low for term in terms.get(language, ())):
                    return True
                continue
            parts = low.split()
            spans = ((i, j) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1))
            if any(" ".join(parts[i:j]) in terms.get(language, ()) for i, j in spans):
                return True
    return False


@lru_cache(maxsize=1)
def _field_terms() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for field in load_fields().values():
        for language, terms in field.terms.items():
            found.setdefault(language, set()).update(term.casefold() for term in terms if len(term) > 1)
    return {language: frozenset(terms) for language, terms in found.items()}


def _country_words() -> frozenset[str]:
    """The single words of English names of countries, their people and their capitals."""
    names = [country_name(code, "en") for code in country_codes()]
    for aliases in load_aliases().countries.values():
        names += [*aliases.names, *aliases.cased, *aliases.demonyms, *aliases.capital]
    return frozenset(part.casefold() for name in names for part in name.replace("-", " ").split())
