"""Headlines as the model reads them: what stories are told apart by, in the store and in the stream."""

from __future__ import annotations

from collections.abc import Sequence

from crawlers.document import Document
from index.headlines import LEAD, Reading
from index.stories import StoryItem
from nlp.crosslingual import Glossary
from nlp.embed import Embedder

_TEXT = 20_000  # characters of a text that are compared; all input is held at once


def read_headlines(
    embedder: Embedder, glossary: Glossary, headlines: Sequence[tuple[str, str]]
) -> list[Reading]:
    """For each (headline, language) the vector of its English reading, and whether that is good English."""
    read = [glossary.reading(text, language) for text, language in headlines]
    vectors = iter(embedder.embed([one.text for one in read if one.text.strip()]))
    return [(next(vectors), one.english) if one.text.strip() else (None, False) for one in read]


def story_items(embedder: Embedder, glossary: Glossary, documents: Sequence[Document]) -> list[StoryItem]:
    """The documents as their stories are found without a store: by headline, text and day.

    Places of a headline are left out: without the tagger nothing tells those that act from the others.
    """
    headlines = [(document.title or document.text[:LEAD], document.language) for document in documents]
    read = read_headlines(embedder, glossary, headlines)
    return [
        StoryItem(
            id=document.id,
            title=headline,
            text=document.text[:_TEXT],
            language=document.language,
            published=document.published,
            vector=vector,
            english=english,
        )
        for document, (headline, _), (vector, english) in zip(documents, headlines, read, strict=True)
    ]
