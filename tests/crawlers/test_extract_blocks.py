"""The article's text: sections that belong to it, and lines that only point elsewhere."""

from __future__ import annotations

import pytest

from crawlers.document import Document, RawPage
from crawlers.extract.blocks import without_references
from crawlers.extract.extract import extract_page

SENTENCE = "The two agencies fund joint projects on batteries and quantum sensing in the coming years"


def section(number: int) -> str:
    paragraphs = "".join(
        f"<p>{SENTENCE}, as part {number}.{line} of the plan says in so many words.</p>" for line in range(4)
    )
    return (
        "<aside class='sidebar-grid__sidebar'><div class='ad'>Advertisement</div></aside>"
        f"<div class='sidebar-grid__container'><div class='sidebar-grid__content article__content'>"
        f"{paragraphs}</div></div>"
    )


def test_sections_whose_wrappers_are_named_after_a_sidebar_belong_to_the_article() -> None:
    body = "<h1>A plan in five sections</h1>" + "".join(map(section, range(1, 6)))
    page = f"<html><title>A plan in five sections</title><body><article>{body}</article></body></html>"
    found = extract_page(RawPage("https://m.example/a", page.encode(), "text/html"))
    assert isinstance(found, Document)
    assert all(f"part {number}.3 of" in found.text for number in range(1, 6))
    assert "Advertisement" not in found.text


@pytest.mark.parametrize(
    "line",
    [
        "READ MORE: The budget of next year", "Read more", "See also: Science in Kenya", "Lesen "
        "Sie auch: Die Forschung in Kenia",
        "Lire aussi : La recherche au Kenya", "Lea también: La ciencia en Kenia", "Leggi anche: "
        "La scienza", "関連記事：ケニアの科学",
        "延伸閱讀：肯亞的科學", "관련기사: 케냐의 과학", "Les også: Forskning i Kenya", "Foto: A. "
        "Name/Agency", "写真：編集部", "Image: A. Name",
    ],
)  # fmt: skip
def test_lines_that_only_point_elsewhere_are_left_out(line: str) -> None:
    assert without_references(f"One.\n{line}\nTwo.") == "One.\nTwo."


@pytest.mark.parametrize(
    "line",
    [
        "Read more slowly, the minister said, and you will see the point of the treaty.",
        "Images of the far side of the Moon were sent back on Monday.",
        "See also the report of 2024, which names the partners.",
        "Related research in Kenya has been funded since 2020.",
        "READ MORE: " + "a very long line that says a great deal about the matter itself " * 5,
        "写真を公開した。",
    ],
)
def test_sentences_that_begin_alike_stay(line: str) -> None:
    assert without_references(line) == line
