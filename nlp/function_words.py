"""Words that carry no meaning of their own: a gloss never lists them as unknown."""

from __future__ import annotations

from collections.abc import Mapping

_TEXTS = {
    "en": "a an the of and or in on for to by at as is are was were be been with from that this these those "
    "which who what how do does did it its not has have had can will would between into about new more",
    "de": "der die das den dem des ein eine einer eines einem einen und oder von zu zum zur im in mit für "
    "auf nach ist sind wird werden bei beim als auch nicht an am aus durch unter zwischen wie "
    "was sich es über",
    "fr": "le la les l un une des et ou de du d au aux en dans pour par sur est sont avec entre que qui ne "
    "pas se son sa ses leur ce cette ces plus à a ont été il elle",
    "es": "el la los las una un unos unas y e o u de del en con por para es son que al se su sus lo como "
    "más entre sobre sin no ha han este esta a",
    "ja": "関する 対する 向ける 於ける よる ため 化 的 等 及び 並びに 又 など",
    "zh": "与 和 的 在 了 对 将 及 为 等 于 中 上 以 从 其 是 有",
    "ko": "의 과 와 은 는 이 가 을 를 에 에서 로 으로 및 한 하는 할 하고 했다 한다 등 위한 대한 간",
}
FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _TEXTS.items()
}
