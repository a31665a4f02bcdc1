"""Korean words in use: the forms that a verb's stem takes, and what is put behind words and says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.glossing.hangul import SYLLABLE, join, letters, with_final

_PARTICLES = (
    "이 가 은 는 을 를 의 에 에서 에게 에게서 한테 께 께서 로 으로 로서 으로서 로써 으로써 와 과 랑 "
    "이랑 하고 도 만 까지 부터 마저 조차 밖에 보다 처럼 같이 만큼 마다 이나 나 이라도 라도 이라는 "
    "라는 이란 란 이라고 라고 이며 며 이고 이다 이었다 였다 이었 였 인 일 임 입니다 이지만 이라면 들 "
    "님 씨 측 별 적 적인 적으로 화 간 당 여 상 형 째 뿐 대로 이자 이든 든 이나마 커녕 이라 치고"
)
_DOING = (
    "하 한 할 함 합 해 했 하여 하였 되 된 될 됨 됩 되어 되었 돼 됐 시키 시킨 시킬 시킴 시켜 시켰 받 "
    "받아 받았 당하 당한 당할 당해 당했 드리 드린 드려 스러운 스럽 스러워 스레 로운 롭 로워 로이 히 "
    "없 없이 있 있어 있었"
)
_ENDINGS = (
    "다 는다 고 며 면 면서 으며 으면 으면서 아 어 여 아서 어서 서 여서 아야 어야 야 았 었 았다 었다 "
    "겠 는 은 을 던 기 음 지 지만 거나 게 도록 려 려고 으려 으려고 러 으러 니 으니 니까 으니까 자 라 "
    "라고 라는 라며 라면 세요 습니다 니다 읍니다 는데 은데 데 듯 듯이 다고 다는 다며 다면 다가 단 냐 "
    "느냐 는지 은지 을지 네 군 죠 요 잖아 거든 을까 까 고서 자마자 든지 더라도 더라 더니 려면 으려면 "
    "습니까 십시오 시 신 실 셨 으시 으신 으셨 게끔 는가 은가 인가 나요 므로 으므로 려는 으려는 자는 "
    "자고 단다 란다 겠다 느라 도 를 이 가 에 로 의 와 과 만 까지 부터 보다 만큼 대로 뿐 아도 어도 "
    "여도 해도 진 져 졌 지는 질 어진 어져 어졌 어질"
)
PARTICLES = frozenset(_PARTICLES.split())  # those that stand behind names too
TAILS = frozenset((*PARTICLES, *_DOING.split(), *_ENDINGS.split()))
_LONGEST = max(map(len, TAILS))
_OPEN = {  # a stem's last vowel before 아 or 어
    "ㅏ": "ㅏ", "ㅓ": "ㅓ", "ㅐ": "ㅐ", "ㅔ": "ㅔ", "ㅕ": "ㅕ",
    "ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ",
}  # fmt: skip
_BRIGHT = frozenset("ㅏㅗㅑㅛ")


def verb_forms(stem: str, *, changes: bool) -> set[str]:
    """The stem as it is written before endings, contracted ones included; `changes`: ㅂ ㄷ ㅅ ㅎ give way."""
    if not SYLLABLE.match(stem[-1]):
        return {stem}
    head, last = stem[:-1], stem[-1]
    initial, vowel, final = letters(last)
    forms = {stem}
    if not final:
        forms |= {head + with_final(last, other) for other in "ㄴㄹㅁㅂ"}
        forms |= set(_opened(head, initial, vowel))
    elif final == "ㄹ":
        bare = head + with_final(last, "")
        forms |= {bare, *(head + with_final(last, other) for other in ("ㄴ", "ㅂ", "ㄻ"))}
    if changes:
        forms |= set(_changed(head, last, vowel, final))
    return forms


def _opened(head: str, initial: str, vowel: str) -> Iterator[str]:
    """Before 아 or 어, in the present and the past."""
    if initial == "ㅎ" and vowel == "ㅏ":
        yield from (head + "해", head + "했", head + "하여", head + "하였")
        return
    if vowel == "ㅡ":
        bright = bool(head) and SYLLABLE.match(head[-1]) is not None and letters(head[-1])[1] in _BRIGHT
        opened = "ㅏ" if bright else "ㅓ"
        yield from (head + join(initial, opened), head + join(initial, opened, "ㅆ"))
        if initial == "ㄹ" and head and not letters(head[-1])[2]:
            doubled = head[:-1] + with_final(head[-1], "ㄹ")
            yield from (doubled + join("ㄹ", opened), doubled + join("ㄹ", opened, "ㅆ"))
    elif vowel in _OPEN:
        opened = _OPEN[vowel]
        yield from (head + join(initial, opened), head + join(initial, opened, "ㅆ"))


def _changed(head: str, last: str, vowel: str, final: str) -> Iterator[str]:
    bare = head + with_final(last, "")
    if final == "ㅂ":
        yield from (bare + "우", bare + "운", bare + "울", bare + "움", bare + "워", bare + "웠")
        if not head and vowel == "ㅗ":
            yield from (bare + "와", bare + "왔")
    elif final == "ㄷ":
        yield head + with_final(last, "ㄹ")
    elif final == "ㅅ":
        yield from (bare + ending for ending in ("어", "었", "은", "을", "음", "아", "았"))
    elif final == "ㅎ":
        yield from (bare, head + with_final(last, "ㄴ"), head + with_final(last, "ㄹ"))
        initial = letters(last)[0]
        yield from (head + join(initial, "ㅐ"), head + join(initial, "ㅐ", "ㅆ"))


def tail_starts(word: str, tails: frozenset[str] = TAILS) -> set[int]:
    """Where in a written word endings may begin that reach to its end; its end is one of them."""
    found = {len(word)}
    for at in range(len(word) - 1, 0, -1):
        if any(word[at:end] in tails for end in range(at + 1, at + _LONGEST + 1) if end in found):
            found.add(at)
    return found
