"""The key phrases of a document: what it is about in its own words."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from nlp.sentences import split_sentences
from nlp.stopwords import stop_words
from nlp.tags import Range
from nlp.tokens import normal_word, sudachi

_LONGEST_PHRASE = 4
_READ = 20_000  # characters of a document that are read
_WORD = re.compile(r"[^\W_](?:[\w*&'’.+-]*[\w*+])?|[^\s\w]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_JA_RUN = re.compile("[\u3005-\u30ff\u3400-\u9fffA-Za-z0-9Ａ-Ｚａ-ｚ０-９・ー\\-]+")
_HAN_RUN = re.compile("[\u3400-\u9fff]{2,12}")
_HANGUL_WORD = re.compile("[\uac00-\ud7a3A-Za-z0-9]{2,}")
_NOUNS = frozenset({"名詞", "接頭辞", "接尾辞", "形状詞"})
_WEAK_JA = frozenset(
    [
        "こと",
        "もの",
        "ため",
        "よう",
        "それ",
        "これ",
        "ところ",
        "とき",
        "等",
        "など",
        "年",
        "月",
        "日",
        "今回",
        "今後",
        "昨年",
        "今年",
        "以上",
        "以下",
        "場合",
        "中",
        "者",
        "的",
        "化",
        "性",
        "上",
        "下",
        "間",
        "内",
        "外",
        "前",
        "後",
        "時",
        "分",
        "第",
        "約",
        "同",
        "各",
        "本",
        "円",
        "人",
        "回",
        "件",
        "か国",
        "カ国",
        "方",
        "さん",
        "氏",
        "一",
        "二",
        "三",
        "課",
        "号",
        "発表",
        "実施",
        "開催",
    ]
)
_KO_PARTICLE = re.compile(
    "(?:에서는|에서|으로|에게|까지|부터|과의|와의|하고|에는|은|는|이|가|을|를|의|에|와|과|로|도)$"
)


def key_terms(
    content: str, language: str = "und", limit: int = 12, *, sentences: Sequence[Range] | None = None
) -> list[str]:
    """At most `limit` phrases as written in the text, the most telling first; fewer where the text is short.

    Candidates are runs of nouns (Sudachi) in Japanese, runs of characters in Chinese, words without
    particles in Korean, and elsewhere runs of up to four words without function words. A phrase counts
    for how often and how early it stands and how long it is; phrases that repeat a better one are left out.
    `sentences`: those of the content where they are known already.
    """
    text = content[:_READ]
    title_end = text.find("\n\n")
    counts: dict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    written: dict[str, str] = {}
    times: dict[str, int] = defaultdict(int)
    for phrase, key, at in _candidates(text, language, sentences):
        first.setdefault(key, at)
        if key not in written or (phrase.islower() and not written[key].islower()):
            written[key] = phrase
        times[key] += 1
        counts[key] += 3.0 if at < title_end else 1.0
    scored = []
    for key, weight in counts.items():
        size = _size(key, language)
        if times[key] == 1 and first[key] > max(title_end, 0) + 1200:
            continue
        early = 1.0 + 1.0 / (1.0 + first[key] / 400)
        capital = 1.25 if any(c.isupper() for c in written[key]) else 1.0
        scored.append((math.log1p(weight) * early * capital * (1.0 + 0.55 * (min(size, 3) - 1)), key))
    scored.sort(key=lambda item: (-item[0], first[item[1]], item[1]))
    return _without_repeats(scored, written, limit)


def _without_repeats(scored: list[tuple[float, str]], written: dict[str, str], limit: int) -> list[str]:
    chosen: list[tuple[set[str], str]] = []
    for _, key in scored:
        parts = set(key.split()) if " " in key else {key[i : i + 2] for i in range(max(1, len(key) - 1))}
        if any(key in other or other in key or _alike(parts, known) for known, other in chosen):
            continue
        chosen.append((parts, key))
        if len(chosen) == limit:
            break
    return [written[key] for _, key in chosen]


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) > 0.5 * min(len(one), len(other))


def _size(key: str, language: str) -> int:
    if _CJK.search(key):
        return max(1, min(4, len(key) // 2))
    return key.count(" ") + 1


def _candidates(
    text: str, language: str, sentences: Sequence[Range] | None
) -> Iterator[tuple[str, str, int]]:
    """Phrases with their normal form and place."""
    if language == "ja" or (language == "und" and re.search("[\u3041-\u30fa]", text)):
        yield from _japanese(text)
    elif language == "zh":
        yield from _chinese(text)
    elif language == "ko":
        for match in _HANGUL_WORD.finditer(text):
            word = _KO_PARTICLE.sub("", match.group()) if len(match.group()) > 2 else match.group()
            if len(word) >= 2 and not word.isdigit():
                yield word, word.casefold(), match.start()
    else:
        known = sentences if sentences is not None else split_sentences(text, language)
        yield from _words(text, language, known)


def _japanese(text: str) -> Iterator[tuple[str, str, int]]:
    tokenizer = sudachi()
    for run in _JA_RUN.finditer(text):
        nouns: list[tuple[str, int]] = []
        for morpheme in [*tokenizer.tokenize(run.group()[:4000]), None]:
            pos = morpheme.part_of_speech() if morpheme is not None else ("",)
            surface = morpheme.surface() if morpheme is not None else ""
            weak = surface in _WEAK_JA and not nouns
            if morpheme is not None and pos[0] in _NOUNS and pos[1:2] != ("数詞",) and not weak:
                nouns.append((surface, run.start() + morpheme.begin()))
                continue
            while nouns and nouns[-1][0] in _WEAK_JA:
                nouns.pop()
            phrase = "".join(surface for surface, _ in nouns)
            if 2 <= len(phrase) <= 20 and (len(nouns) > 1 or len(phrase) > 2):
                yield phrase, phrase.casefold(), nouns[0][1]
            nouns = []


def _chinese(text: str) -> Iterator[tuple[str, str, int]]:
    stop = stop_words("zh")
    for run in _HAN_RUN.finditer(text):
        start = 0
        characters = run.group()
        for i, character in enumerate([*characters, ""]):
            if character in stop or not character:
                if 2 <= i - start <= 8:
                    yield characters[start:i], characters[start:i], run.start() + start
                start = i + 1


def _words(text: str, language: str, sentences: Sequence[Range]) -> Iterator[tuple[str, str, int]]:
    stop = stop_words(language)
    stems: dict[str, str] = {}
    for begin, end in sentences:
        if begin >= len(text):
            break
        run: list[tuple[str, str, int]] = []
        for match in _WORD.finditer(text, begin, end):
            word = match.group().strip("'’.-")
            lower = word.casefold()
            if len(word) < 2 or not word[0].isalnum() or lower in stop or word.isdigit():
                yield from _phrases(run)
                run = []
            else:
                stem = stems.get(lower)
                if stem is None:
                    stem = stems[lower] = normal_word(lower, language)
                run.append((word, stem, match.start()))
        yield from _phrases(run)


def _phrases(run: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
    for word, stem, at in run:
        if len(word) >= 4 or word.isupper():
            yield word, stem, at
    for i in range(len(run) - 1):
        phrase, key, at = run[i]
        for word, stem, _ in run[i + 1 : i + _LONGEST_PHRASE]:
            phrase, key = f"{phrase} {word}", f"{key} {stem}"
            yield phrase, key, at
