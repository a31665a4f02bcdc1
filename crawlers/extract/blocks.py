"""A second reading of an article's text: the block of the page that holds its paragraphs.

Used where the first reading kept too little of the page (sectioned articles, East Asian layouts, text in
bare div elements).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from lxml.html import HtmlElement

from crawlers.extract.cleaning import clean_line
from crawlers.extract.folding import Folded
from crawlers.extract.titles import letters
from crawlers.extract.tree import HtmlPage, articles

_PARAGRAPHS = frozenset(
    {
        "p",
        "li",
        "blockquote",
        "pre",
        "td",
        "dd",
        "h2",
        "h3",
        "h4",
        "div",
        "section",
        "article",
        "main",
        "font",
        "center",
    }
)
_INLINE_WORDS = """
a b i em strong span font sup sub br u small mark abbr cite q code time wbr ruby rb rt rp bdi bdo s
del ins img picture source svg button
"""
_INLINE = frozenset(_INLINE_WORDS.split())
_SKIPPED_WORDS = """
script style noscript template svg iframe nav footer button select figure figcaption head option
textarea input label dialog video audio object
"""
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_BAD_NAME = Folded(
    r"(?:^|[-_ ])(?:nav\w*|menu\w*|breadcrumb\w*|footer\w*|sidebar\w*|aside|comment\w*|related\w*|"
    r"recommend\w*|share\w*|sharing|social\w*|promo\w*|advert\w*|ads?|banner\w*|"
    r"cookie\w*|consent|newsletter\w*|subscri\w*|popup|modal|widget\w*|tags?|pagination|pager|"
    r"teaser\w*|read-?more|more-\w+|outbrain|taboola|"
    r"byline|author-?\w*|caption\w*|credit\w*|copyright|disclaimer|ranking|toolbar|sponsor\w*|trending|"
    r"popular|most-?read|latest|hidden|sr-only|visually-hidden)(?:$|[-_ ])"
)
_ARTICLE_NAME = Folded(r"(?:article|entry|post|story|main|page|text|grid)[-_]{0,2}(?:content|body|text)")
_NEVER = Folded(r"(?:^|[-_ ])(?:comments?|related|footer|cookies?|nav|menu|disqus)(?:$|[-_ ])")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]+")
_ELSEWHERE = Folded(
    r"^[\W_]*(?:read (?:more|also|next)|see also|also read|related(?: articles?| stories)?|more on this|"
    r"les også|"
    r"läs (?:också|mer|även)|læs også|lue (?:myös|lisää)|lesen sie (?:auch|mehr|dazu)|lies auch|mehr "
    r"(?:dazu|zum thema)|"
    r"zum artikel|auch interessant|(?:à )?lire (?:aussi|également)|lea (?:también|más)|le[ea] (?:además|"
    r"también)|leer más|"
    r"te puede interesar|leggi anche|leia (?:também|mais)|czytaj (?:także|też|więcej)|zobacz też|čtěte "
    r"(?:také|více)|"
    r"lees (?:ook|meer)|citește și|читайте также|читайте також|相关阅读|相关新闻|延伸閱讀|相關新聞|"
    r"関連記事|あわせて読みたい|"
    r"관련 ?기사)\W*(?:[:：>»|].*)?$"
)
_CREDIT = Folded(
    r"^\W*(?:image|images|photo|photos|foto|fotos|bild|bilder|picture|photograph|immagine|imagen|写真|"
    r"画像|사진|图片|圖片)"
    r"(?: credit| by|提供|来源|來源)?\s*[:：©/]"
)
_KEY = 12  # letters of a line by which it is known again in the block
_TELLING = 40  # characters of a line that surely holds so many letters
_LONGEST_REFERENCE = 220  # characters of a line that points to another page or names a picture's author
_FULL_STOP = re.compile(r"[.!?…。！？][\"”’»)\]」』）]*\s*$")
_WORDS = re.compile(r"[^\W\d_]{5,}|[\u3400-\u9fff\u30a1-\u30ff\uac00-\ud7a3]{2,4}")
_SENTENCE = re.compile(r"[.!?…:;\"”’»)\]]\s*$|[。！？」』）…]\s*$")


@dataclass(slots=True)
class _Paragraph:
    element: HtmlElement
    text: str
    said: float  # its weight
    weight: float  # the same for running text; 0 for headings and lists of links
    heading: bool
    linked: int


def weight(text: str) -> float:
    """How much a text says: its characters, those of East Asia counted two and a half times."""
    return len(text) if text.isascii() else len(text) + 1.5 * sum(map(len, _EAST_ASIAN.findall(text)))


@dataclass(frozen=True, slots=True)
class _Block:
    """The paragraphs of the page's heaviest block, in order, each with its weight."""

    lines: dict[str, float]
    text: str

    @property
    def weight(self) -> float:
        """What `weight` says of the text, without reading it again."""
        return self.text.count("\n") + sum(self.lines[line] for line in self.text.split("\n") if line)


def _heaviest_block(page: HtmlPage) -> _Block:
    """The block of the page with most running text; an empty one where no block has any."""
    body = page.tree.find(".//body")
    paragraphs = list(_paragraphs(body if body is not None else page.tree))
    scores, totals = _scores(paragraphs)
    if not scores:
        return _Block({}, "")
    best = _with_its_like(max(scores, key=scores.__getitem__), totals)
    is_within = cache(lambda parent: _is_within(parent, best))
    kept = [paragraph for paragraph in paragraphs if is_within(paragraph.element.getparent())]
    homes = Counter(paragraph.element.getparent() for paragraph in kept if paragraph.weight)
    kept = [paragraph for paragraph in kept if _belongs(paragraph, homes)]
    while kept and kept[-1].heading:
        kept.pop()
    lines: list[str] = []
    for paragraph in kept:
        if paragraph.text not in lines[-8:]:
            lines.append(paragraph.text)
    return _Block({paragraph.text: paragraph.said for paragraph in kept}, "\n".join(lines))


def _scores(paragraphs: list[_Paragraph]) -> tuple[dict[HtmlElement, float], Counter[HtmlElement]]:
    """How much running text each element holds, less by level; and how many characters at any level."""
    own: dict[HtmlElement, tuple[float, int]] = {}
    for paragraph in paragraphs:
        if paragraph.weight and (parent := paragraph.element.getparent()) is not None:
            said, characters = own.get(parent, (0.0, 0))
            own[parent] = said + paragraph.weight, characters + int(paragraph.weight)
    scores: dict[HtmlElement, float] = {}
    totals: Counter[HtmlElement] = Counter()
    for parent, (said, characters) in own.items():
        node, share = parent, 1.0
        while node is not None:
            scores[node] = scores.get(node, 0.0) + share * said
            totals[node] += characters
            node, share = node.getparent(), share * 0.72
    return scores, totals


def _is_within(element: HtmlElement | None, block: HtmlElement) -> bool:
    while element is not None and element is not block:
        element = element.getparent()
    return element is not None


def _with_its_like(block: HtmlElement, totals: Counter[HtmlElement]) -> HtmlElement:
    """The block, or the ancestor that holds it among others made alike: an article cut up into sections."""
    node = block
    for _ in range(6):
        parent = node.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            break
        beside = [child for child in parent if child is not node and totals[child] > 200]
        alike = [child for child in beside if child.tag == node.tag and _made_like(child) == _made_like(node)]
        if alike and len(alike) == len(beside) and totals[parent] > 1.3 * totals[node] and _made_like(node):
            return parent
        if beside:
            break
        node = parent
    return block


def _made_like(element: HtmlElement) -> str:
    """The first of an element's class names: what sections of one article share."""
    return (element.get("class") or "").partition(" ")[0]


def _belongs(paragraph: _Paragraph, homes: Counter[HtmlElement]) -> bool:
    """Running text, headings, and short lines without links beside at least two paragraphs of running
    text.
    """
    if paragraph.weight or paragraph.heading:
        return True
    return paragraph.linked == 0 and len(paragraph.text) > 1 and homes[paragraph.element.getparent()] >= 2


def better_text(first: str, page: HtmlPage, title: str) -> str:
    """The first reading, or what corrects it: the heaviest block, the text that JSON-LD states, or an
    earlier end.

    The block replaces the first reading where it contains it and says much more, or where only the block
    speaks of the title. JSON-LD does where both readings found far less than it. Lines after the block's
    last one are cut off, but for sentences and tables.
    """
    block = _heaviest_block(page)
    lines = first.split("\n")
    said = len(lines) - 1 + sum(block.lines[line] if line in block.lines else weight(line) for line in lines)
    said_by_block = block.weight
    stated = stated_text(page)
    said_by_data = weight(stated)
    disagree = not 0.75 * said < said_by_block < 1.35 * said
    if said_by_data > 1.5 * max(said, said_by_block) and disagree and "<" not in stated[:2000]:
        return stated
    if said_by_block <= 1.4 * said and (said_by_block <= 400 or said_by_block <= 0.45 * said):
        return first
    keys = cache(lambda: letters(block.text))
    known = [_is_known(line, block, keys) for line in lines]
    shared = sum(len(line) for line, inside in zip(lines, known, strict=True) if inside) / max(1, len(first))
    if said_by_block > 1.4 * said:
        better = shared >= 0.6 or _only_block_speaks_of(title, first, block.text) or _is_list_of_labels(lines)
        return block.text if better else first
    if shared > 0.4:
        return _ended(lines, known, keys)
    return first


def _is_known(line: str, block: _Block, keys: Callable[[], str]) -> bool | None:
    """Whether the block, whose letters are `keys`, holds a line too; None of one too short to tell."""
    if len(line) >= _TELLING and line in block.lines:
        return True
    key = letters(line)
    return key in keys() if len(key) >= _KEY else None


def without_references(text: str) -> str:
    """The text without lines that only point to another article or name the author of a picture."""
    return "\n".join(line for line in text.split("\n") if not _is_reference(line))


def _is_reference(line: str) -> bool:
    if len(line) > _LONGEST_REFERENCE:
        return False
    return bool(_ELSEWHERE.match(line) or _CREDIT.match(line))


def _only_block_speaks_of(title: str, first: str, block: str) -> bool:
    words = set(_WORDS.findall(title.casefold()))
    if not words or weight(block) < 500:
        return False
    in_block, in_first = block.casefold(), first.casefold()
    here = sum(word in in_block for word in words) / len(words)
    there = sum(word in in_first for word in words) / len(words)
    return here >= 0.5 and (weight(first) < 500 or there <= 0.3)


def _is_list_of_labels(lines: list[str]) -> bool:
    """True for what a menu leaves: hardly any line that is long enough for a sentence."""
    total = sum(weight(line) for line in lines)
    return sum(weight(line) for line in lines if weight(line) >= 60) < 0.3 * total


def _ended(lines: list[str], known: list[bool | None], keys: Callable[[], str]) -> str:
    """The lines up to the last that the block holds too, and the sentences and tables that follow it
    directly.
    """
    end = max(number for number, inside in enumerate(known) if inside) + 1
    while end < len(lines) and _goes_on(lines[end], keys):
        end += 1
    rest = lines[end:]
    if sum(map(len, rest)) > 0.55 * sum(map(len, lines)) or sum(line.startswith("|") for line in rest) >= 3:
        end = len(lines)
    return "\n".join(lines[:end]).rstrip()


def _goes_on(line: str, keys: Callable[[], str]) -> bool:
    key = letters(line)
    return (
        not key
        or line.startswith("|")
        or key in keys()
        or (15 <= len(line) < 400 and bool(_FULL_STOP.search(line)))
    )


def stated_text(page: HtmlPage) -> str:
    """The article's text as the page's JSON-LD states it; empty where it states none."""
    bodies = [item["articleBody"] for item in articles(page) if isinstance(item.get("articleBody"), str)]
    return max(bodies, key=len) if bodies else ""


def _paragraphs(root: HtmlElement) -> Iterator[_Paragraph]:
    """Elements with running text of their own, in document order, outside navigation and the like."""
    pending: list[HtmlElement] = [root]
    total = cache(lambda: _running_length(root))  # few pages need it
    while pending:
        element = pending.pop()
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            continue
        if element is not root and tag not in {"body", "article", "main"} and _is_aside(element, total):
            continue
        if tag in _PARAGRAPHS and _is_leaf(element):
            yield _paragraph(element)
            continue
        pending.extend(reversed(element))


def _is_aside(element: HtmlElement, total: Callable[[], int]) -> bool:
    """True for an element that its tag, names or style put aside, unless it wraps the greater part of the
    page.
    """
    classes, identifier, style = element.get("class"), element.get("id"), element.get("style")
    hidden = style is not None and "display:none" in style.replace(" ", "")
    bad = never = article = False
    if classes or identifier:
        bad, never, article = _judge_names(f"{classes or ''} {identifier or ''}")
    if not hidden and element.tag != "aside" and not bad:
        return False
    if never:
        return True
    if not hidden and article:
        return False
    if element.tag != "aside" and any(
        _names_article(child) for child in element.iterchildren("div", "section")
    ):
        return False
    return element.find(".//h1") is None and _running_length(element) * 3 <= total()


def _names_article(element: HtmlElement) -> bool:
    """True where an element's own names call it the article's text: "sidebar-grid article__content"."""
    names = element.get("class")
    return bool(names) and bool(_ARTICLE_NAME.search(names)) and not _NEVER.search(names)


@lru_cache(maxsize=8192)
def _judge_names(names: str) -> tuple[bool, bool, bool]:
    """Whether an element's names put it aside, put it aside whatever it wraps, and call it an article."""
    bad = bool(_BAD_NAME.search(names))
    return bad, bool(_NEVER.search(names)), bad and bool(_ARTICLE_NAME.search(names))


def forget_names() -> None:
    """Nothing of earlier pages is remembered: for measurements, which must read each page as if new."""
    _judge_names.cache_clear()


def _running_length(element: HtmlElement) -> int:
    """Characters in the long paragraphs inside an element."""
    lengths = (sum(map(len, paragraph.itertext())) for paragraph in element.iter("p"))
    return sum(length for length in lengths if length >= 80)


def _is_leaf(element: HtmlElement) -> bool:
    """True for an element whose text is not cut up by block elements."""
    has_text = bool(element.text and element.text.strip())
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag not in _INLINE and child.tag not in _SKIPPED:
            return False
        has_text = has_text or bool(child.tail and child.tail.strip()) or child.tag in _INLINE
    return has_text


def _paragraph(element: HtmlElement) -> _Paragraph:
    text = _text(element)
    linked = sum(len(_text(link)) for link in element.iter("a")) if len(element) else 0
    heading = element.tag in {"h2", "h3", "h4"}
    said = running = weight(text)
    if heading or running < 40 or linked > 0.5 * len(text) or (running < 100 and not _SENTENCE.search(text)):
        running = 0.0
    return _Paragraph(element, text, said, running, heading and 3 < len(text) < 200, linked)


def _text(element: HtmlElement) -> str:
    if not len(element):
        return clean_line(element.text or "", 100_000)
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED and child.tag not in {"rt", "rp"}:
            parts.append(" " if child.tag == "br" else _text(child))
        parts.append(child.tail or "")
    return clean_line("".join(parts), 100_000)
