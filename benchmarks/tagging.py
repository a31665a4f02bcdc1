"""Tagging without embedding: documents of 3,000 characters per CPU-second, and what an import costs.

python -m benchmarks.tagging [--small] [--repeats N]
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from benchmarks.made_pages import load_world
from benchmarks.measure import arguments, print_table, rate, spend, write_result
from crawlers.document import Document
from nlp.tagger import Tagger

LANGUAGES = ("en", "ja", "de", "fr", "es", "zh", "ko")
CHARACTERS = 3_000
COUNT = 60
_IMPORT = (
    "import resource; a = resource.getrusage(resource.RUSAGE_SELF); import nlp.tags;"
    "b = resource.getrusage(resource.RUSAGE_SELF);"
    "print(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime)"
)


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the rates."""
    options = arguments(__doc__ or "").parse_args(given)
    count = 3 if options.small else COUNT
    tagger = Tagger.load()
    rows = []
    for language in LANGUAGES:
        documents = make_documents(language, count)
        tagger.tag(documents[:1])  # tables of the language are built once a process
        spent = min(spend(partial(tagger.tag, documents)).cpu_s for _ in range(options.repeats))
        rows.append({"language": language, "documents": count, "documents_per_cpu_s": rate(count, spent)})
    result: dict[str, Any] = {"characters": CHARACTERS, "rows": rows, "import_nlp_tags_s": import_seconds()}
    print(f"documents of {CHARACTERS} characters, without embedding, best of {options.repeats} runs")
    print_table(
        [["language", "documents / CPU s"]] + [[row["language"], row["documents_per_cpu_s"]] for row in rows]
    )
    print(f"import nlp.tags: {result['import_nlp_tags_s']} CPU s")
    write_result(options, "tagging", result)


def make_documents(language: str, count: int, *, seed: int = 7) -> list[Document]:
    """Documents of one language, of paragraphs of the demo's fictional world; every call makes the same."""
    paragraphs = [
        paragraph
        for document in load_world().documents
        if document.language == language
        for paragraph in document.paragraphs
    ]
    titles = [document.title for document in load_world().documents if document.language == language]
    chance = random.Random(seed)
    made = []
    for number in range(count):
        text = ""
        while len(text) < CHARACTERS:
            text += chance.choice(paragraphs) + "\n\n"
        title = chance.choice(titles)
        made.append(
            Document(
                id=f"made-{number}",
                url=f"http://world.example/{number}",
                title=title,
                text=text[: CHARACTERS - len(title)],
                language=language,
                published="2026-11-16",
            )
        )
    return made


def import_seconds() -> float:
    """CPU seconds of `import nlp.tags` in a fresh interpreter, the fastest of three."""
    found = [
        float(
            subprocess.run([sys.executable, "-c", _IMPORT], check=True, capture_output=True, text=True).stdout
        )
        for _ in range(3)
    ]
    return round(min(found), 4)


if __name__ == "__main__":
    main()
