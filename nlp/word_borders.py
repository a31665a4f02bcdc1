"""Where a name stands as a word of its own, in scripts with blanks between words and without."""

from __future__ import annotations

import re

from nlp.clitics import FRONTS

_KATAKANA = re.compile("[ァ-ヺー]")
HAN_OR_KANA = re.compile("[\u3005-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_NO_BORDERS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
_WITH_FRONTS = re.compile("[\u0590-\u06ff]")  # Hebrew, Arabic
_FRONT = re.compile("[\u0590-\u06ff]{1,4}$")


def stands_alone(lower: str, start: int, end: int) -> bool:
    """Whether lower[start:end] is a word of its own by the scripts of its ends; never by blanks in Japanese
    or Thai, and in Arabic and Hebrew behind what is written on a word's front.
    """
    first, last = lower[start], lower[end - 1]
    before = lower[start - 1] if start else " "
    after = lower[end] if end < len(lower) else " "
    if _KATAKANA.match(first) and _KATAKANA.match(before):
        return False
    if _KATAKANA.match(last) and _KATAKANA.match(after):
        return False
    if HAN_OR_KANA.match(first) and HAN_OR_KANA.match(last):
        return True
    if _HANGUL.match(first):
        return not _HANGUL.match(before)
    if _NO_BORDERS.match(first) and _NO_BORDERS.match(last):
        return True
    if _WITH_FRONTS.match(first) and before.isalpha() and not after.isalnum():
        front = _FRONT.search(lower, max(0, start - 5), start)
        return front is not None and front.group() in FRONTS
    left = not (before.isalnum() and not HAN_OR_KANA.match(before)) or not first.isalnum()
    right = (
        not (after.isalnum() and not (HAN_OR_KANA.match(after) or _HANGUL.match(after))) or not last.isalnum()
    )
    return left and right
