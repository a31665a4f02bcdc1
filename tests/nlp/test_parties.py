"""Who takes part: pairs, venues, datelines, topics, the publisher."""

from __future__ import annotations

import pytest

from nlp.organisations import find_organisations
from nlp.parties import Context, find_parties, gather_mentions
from nlp.places import find_places


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("A treaty between Peru and Ghana concerning fish caught off Chile was signed.", "en", ("GH", "PE")),
        ("VIENNA, 3 May – Peru and Ghana signed a treaty.", "en", ("GH", "PE")),
        ("Peru signed a treaty with Ghana in Vienna.", "en", ("GH", "PE")),
        ("The Peru–Ghana joint committee met.", "en", ("GH", "PE")),
        ("ペルーとガーナは東京で協定に署名した。", "ja", ("GH", "PE")),
    ],
)
def test_parties_of_a_sentence(text: str, language: str, codes: tuple[str, ...]) -> None:
    mentions = gather_mentions(
        find_places(text, title_end=0, language=language), find_organisations(text, language)
    )
    found = find_parties(text, (0, len(text)), mentions, "agreement", Context(), language=language)
    assert found.codes == codes


def test_the_publisher_joins_where_the_text_says_we() -> None:
    text = "We signed a treaty with Ghana."
    mentions = gather_mentions(find_places(text, title_end=0, language="en"), [])
    found = find_parties(text, (0, len(text)), mentions, "agreement", Context(publisher="PE"), language="en")
    assert (found.codes, found.inferred) == (("GH", "PE"), ("PE",))
