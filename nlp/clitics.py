"""What Arabic and Hebrew write on the front of a word: and, the, in, for, will."""

from __future__ import annotations

from collections.abc import Mapping

# Language -> what is written, longest first -> what English says for it.
CLITICS: Mapping[str, Mapping[str, str]] = {
    language: dict(sorted(found.items(), key=lambda item: -len(item[0])))
    for language, found in {
        "ar": {
            "وبال": "and in",
            "وال": "and",
            "ولل": "and for",
            "فال": "",
            "بال": "in",
            "كال": "as",
            "ال": "",
            "لل": "for",
            "وب": "and in",
            "ول": "and for",
            "وس": "and will",
            "و": "and",
            "ف": "",
            "ب": "in",
            "ل": "for",
            "ك": "as",
            "س": "will",
        },
        "he": {
            "וכש": "and when",
            "כש": "when",
            "שב": "that in",
            "שה": "that",
            "וה": "and",
            "וב": "and in",
            "ול": "and to",
            "ומ": "and from",
            "מה": "from",
            "ו": "and",
            "ה": "",
            "ב": "in",
            "ל": "to",
            "מ": "from",
            "ש": "that",
            "כ": "as",
        },
    }.items()
}
FRONTS = frozenset(front for found in CLITICS.values() for front in found)
