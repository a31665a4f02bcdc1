"""Which language each sentence of a page is written in: a report with an English abstract, a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from crawlers.extract.function_words import WORDS, speaking_words
from crawlers.extract.language import UNKNOWN, detect_language

Range = tuple[int, int]  # half-open, in code points

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff66-\uff9f]")
_KANA_OR_HANGUL = re.compile("[\u3041-\u30ff\uac00-\ud7a3\uff66-\uff9f]")
_OTHER_SCRIPTS = frozenset({
    "ja", "ko", "zh", "th", "el", "he", "hi", "bn", "km", "am", "ru", "uk", "bg", "sr", "mk", "be", "kk",
    "mn", "ar", "fa", "ur", "my", "lo", "ka", "hy", "ta", "te", "ne",
})  # fmt: skip
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u9fff]")
# characters that Chinese prose has and Japanese never; words in Han alone are either's
_CHINESE = re.compile("[这们个与为对说过没还让你她吗呢吧这发术业产应关开进动从這說沒還讓嗎妳們與對於從將]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_IN_CYRILLIC = frozenset(["ru", "uk", "bg", "sr", "mk", "be", "kk", "mn"])
_CYRILLIC = {"ru": re.compile("[ыэёъ]"), "uk": re.compile("[іїєґ]")}  # letters that the other lacks
_OWN = {
    "ja": re.compile("[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f]"),
    "zh": re.compile("[\u3041-\u30ff\u3400-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    **dict.fromkeys(_IN_CYRILLIC, _CYRILLIC_LETTER),
    **dict.fromkeys(["ar", "fa", "ur"], re.compile("[\u0600-\u06ff]")),
}
_SHORTEST = 20  # letters; of fewer only the script can tell
_SIGNS = 6  # kana or hangul, which tell a language by themselves
_DENSE = 8  # Latin letters beside which one sign of a denser script still makes the sentence
_ENOUGH, _MARGIN, _SHARE = 8.0, 1.6, 0.12  # as for a whole page (function_words.py)
_ENOUGH_KNOWN, _MARGIN_KNOWN = 2.0, 3.0  # for a language that the page or its publisher is known to write
_RUNNING, _SILENT = 15, 0.02  # words of a paragraph; the share of little words in which a language is silent
_ENOUGH_BESIDE = 1.5  # little words in a sentence whose script alone is not the page's


def languages_of_sentences(
    content: str, sentences: Sequence[Range], language: str, *, publisher: Sequence[str] = ()
) -> list[str]:
    """One ISO 639-1 code a sentence, `language` (the page's) wherever nothing tells another.

    Sentences in another script than the page's speak for themselves; in the same script the little words of
    a paragraph must. `publisher`: the languages that it writes, of which fewer words convince. A text of
    fewer than 20 letters, or without little words, goes with its neighbours where both have one language.
    """
    if language == UNKNOWN or not sentences:
        return [language] * len(sentences)
    given, language = language, language.split("-", maxsplit=1)[0]
    latin_page = language not in _OTHER_SCRIPTS
    if latin_page and not _BEYOND_LATIN.search(content):
        told: list[str | None] = [None] * len(sentences)
    else:
        told = [
            _by_script(content[start:end], language, publisher, latin_page=latin_page)
            for start, end in sentences
        ]
    known = {language, "en", *publisher}
    for first, last in _paragraphs(content, sentences, told):
        text = content[sentences[first][0] : sentences[last - 1][1]]
        found = _by_words(text, language, known) if latin_page else _beside(text, publisher)
        if found is not None:
            told[first:last] = [found] * (last - first)
    return [given if found == language else found for found in _filled(told, language)]


def _by_script(text: str, language: str, publisher: Sequence[str], *, latin_page: bool) -> str | None:
    """The language of a sentence whose script tells; None where little words must."""
    if not latin_page and (own := _OWN.get(language)):
        signs = len(own.findall(text))
        if signs * 2 > len(text):
            return _in_own_script(text, language)
    letters = len(_LETTER.findall(text))
    latin = len(_LATIN.findall(text))
    others = letters - latin
    if others * _DENSE <= latin:
        return None if latin_page or latin >= _SHORTEST else language
    if others < _SHORTEST and len(_KANA_OR_HANGUL.findall(text)) < _SIGNS:
        return None if latin_page else language
    found = _in_another_script(text, (language, *publisher))
    if latin_page:
        return found
    own = _OWN.get(language)
    if own and 2 * len(own.findall(text)) >= others:
        return _in_own_script(text, language)
    return found


def _in_own_script(text: str, language: str) -> str:
    """The page's language, or another that is written in the same script and shows its own letters."""
    if language == "ja":
        return "zh" if _CHINESE.search(text) and not _KANA.search(text) else "ja"
    if language == "zh":
        kana = len(_KANA.findall(text))
        return "ja" if kana >= _SIGNS and 4 * kana >= len(_HAN.findall(text)) else "zh"
    if language in _CYRILLIC:
        other = "ru" if language == "uk" else "uk"
        foreign, own = len(_CYRILLIC[other].findall(text)), len(_CYRILLIC[language].findall(text))
        return other if foreign > 2 and not own else language
    return language


def _in_another_script(text: str, known: Sequence[str]) -> str:
    """The language of a sentence in another script than Latin; `known` ones go before others."""
    if len(_CYRILLIC_LETTER.findall(text)) * 2 > len(text) // 2:
        written = [one for one in known if one in _IN_CYRILLIC]
        return "uk" if _CYRILLIC["uk"].search(text) else written[0] if written else "ru"
    return detect_language(_LATIN.sub("", text), languages=known, fallback=known[0])


def _paragraphs(content: str, sentences: Sequence[Range], told: Sequence[str | None]) -> Iterator[Range]:
    """Runs of sentences on one line that nothing has told yet, as half-open ranges of their places."""
    first = 0
    for place in range(1, len(sentences) + 1):
        if place < len(sentences):
            broken = "\n" in content[sentences[place - 1][1] : sentences[place][0]]
            if not broken and (told[place] is None) == (told[first] is None):
                continue
        if told[first] is None:
            yield first, place
        first = place


def _words(text: str) -> list[str]:
    return text.lower().replace("'", " ").replace("\u2019", " ").split()


@cache
def _own_words(language: str) -> frozenset[str]:
    """The little words of this language alone."""
    return frozenset(word for word, speaking in WORDS.items() if speaking == (language,))


def _by_words(text: str, language: str, known: set[str]) -> str | None:
    """The language of a paragraph of a page in Latin letters; None where too little tells."""
    if len(text) < _SHORTEST:
        return None
    words = _words(text)
    total = len(words)
    if sum(map(_own_words(language).__contains__, words)) >= max(2, _SHARE * total):
        return language  # most paragraphs: nothing else need be counted
    counts = speaking_words(words)
    if not counts:
        return None
    best, *others = sorted(counts, key=lambda one: (-counts[one], one != language))
    score, own = counts[best], counts.get(language, 0.0)
    if best == language:
        return language
    ahead = score >= _MARGIN * counts[others[0]] if others else True
    if ahead and score >= max(_ENOUGH, _SHARE * total) and score >= _MARGIN_KNOWN * own:
        return best
    if ahead and total >= _RUNNING and own <= _SILENT * total and score >= _ENOUGH_KNOWN:
        return best  # in so many words of its own the page's language would have shown
    convincing = score >= max(_ENOUGH_KNOWN, _SHARE * total) and score >= _MARGIN_KNOWN * own
    if best in known and ahead and convincing:
        return best
    return language if own >= 1.0 else None


def _beside(text: str, publisher: Sequence[str]) -> str | None:
    """The language of a paragraph in Latin letters on a page in another script; None where none tells."""
    if len(_LATIN.findall(text)) < _SHORTEST:
        return None
    words = _words(text)
    counts, total = speaking_words(words), len(words)
    known = {"en", *publisher}
    for one in sorted(counts, key=lambda one: (-counts[one], one not in known)):
        enough = _ENOUGH_BESIDE if one in known else _ENOUGH
        return one if counts[one] >= max(enough, _SHARE * total) else None
    return None


def _filled(told: Sequence[str | None], language: str) -> list[str]:
    """What nothing told goes with the neighbours where they agree, else with the page."""
    following: list[str | None] = [None] * len(told)
    near: str | None = None
    for place in range(len(told) - 1, -1, -1):
        following[place] = near = told[place] or near
    filled: list[str] = []
    before: str | None = None
    for place, found in enumerate(told):
        after = following[place]
        if found is None:
            filled.append(before if before is not None and after in (before, None) else language)
        else:
            filled.append(found)
            before = found
    return filled
