"""The forms that a country's name takes in languages that decline it."""

from __future__ import annotations

from collections.abc import Iterable

_VOWELS_RU = "аеиоуыэюя"


def inflect_name(name: str, language: str) -> tuple[str, ...]:
    """The name and its likely other forms (cases, genitives); some may not exist, none is another
    country's.
    """
    if language in {"ru", "uk"} and " " not in name:
        return tuple(dict.fromkeys((name, *_slavic(name))))
    if language == "pl" and " " not in name:
        return tuple(dict.fromkeys((name, *_polish(name))))
    if language in {"de", "sv", "da", "nb", "no"} and name[-1:] not in {"s", "x", "z"} and " " not in name:
        return (name, name + "s")
    return (name,)


def _slavic(name: str) -> Iterable[str]:
    if name.endswith(("ия", "ія")):
        return [name[:-1] + ending for ending in ("и", "ю", "ей", "ї", "єю")]
    if name.endswith("а"):
        return [name[:-1] + ending for ending in ("ы", "е", "у", "ой", "и", "і", "ою")]
    if name.endswith("я"):
        return [name[:-1] + ending for ending in ("и", "е", "ю", "ей", "і", "ею")]
    if name.endswith(("й", "ь")):
        return [name[:-1] + ending for ending in ("я", "ю", "ем", "е", "єм", "і")]
    if name[-1:].lower() not in _VOWELS_RU and not name.isupper():
        return [name + ending for ending in ("а", "у", "ом", "е", "і", "ові")]
    return []


_POLISH = {
    "Niemcy": "Niemiec Niemcom Niemcami Niemczech",
    "Czechy": "Czech Czechom Czechami Czechach",
    "Włochy": "Włoch Włochom Włochami Włoszech",
    "Węgry": "Węgier Węgrom Węgrami Węgrzech",
    "Chiny": "Chin Chinom Chinami Chinach",
    "Stany Zjednoczone": "Stanów Zjednoczonych Stanom Zjednoczonym",
}


def _polish(name: str) -> Iterable[str]:
    if name in _POLISH:
        return _POLISH[name].split()
    if name.endswith("ia"):
        return [name[:-1] + ending for ending in ("i", "ę", "ą", "o")] + [name[:-2] + "ii"]
    if name.endswith("a"):
        return [name[:-1] + ending for ending in ("y", "i", "ie", "ę", "ą", "o")] + [
            name[:-2] + "ce",
            name[:-2] + "dze",
        ]
    if name[-1:] not in "aeiouyó":
        return [name + ending for ending in ("u", "owi", "em", "ie", "iem", "a")]
    return []
