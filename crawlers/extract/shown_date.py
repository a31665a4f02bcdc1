"""The day that a page shows its readers: the best-scored one of the visible text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from crawlers.extract.dates import WrittenDay, find_days
from crawlers.extract.deadline import DEADLINE, DEADLINE_NAME, UNTIL, is_called_deadline, is_cited_law
from crawlers.extract.folding import Folded
from crawlers.extract.published import OLDEST, UNDATED, Published
from crawlers.extract.tree import HtmlPage

_LABEL_PUBLISHED = Folded(
    r"publi[sckée]|posted|created|erstellt|vom\s*$|issued|release|veröffentlich|erschienen|datum|"
    r"\bdate\b|fecha|\bdata\b|pubblicat|opublikowan|verschen|geplaatst"
    r"|発表|掲載|公開|発行|投稿|配信|公表|作成日|発布|发布|發布|發佈|日期|时间|來源|来源|刊登|上版|작성|"
    r"등록|게시|입력|승인|วันที่|ngày|tarih|"
    r"опубликован|дата"
)
_LABEL_MODIFIED = Folded(
    r"updated?|modified|last (change|review)|aktualisiert|geändert|\bstand\b|mis à jour|màj|modifi|"
    r"actualiz|aggiorna|zaktualiz|更新|改訂|修正|最終|수정|обновлен"
)
_LABEL_OTHER = Folded(
    r"deadline|closing|expires|valid until|copyright|©|締切|期限|募集期間|開催|日時|截止|有效期|마감|"
    r"기간|frist|date limite|"
    r"plazo|scadenza|born|geboren|event date|posts? by|comment|kommentar|joined|registriert|member since|"
    r"mitglied seit|登録ユーザー|注册于"
)
_GOOD_NAME = Folded(
    r"date|time|publi|posted|byline|meta|info|stamp|datum|fecha|pubdate|hiduke|article-?head|"
    r"entry-?head|source|news_"
)
_BAD_NAME = Folded(
    r"comment|related|sidebar|widget|recent|footer|copyright|popular|teaser|recommend|calendar|event|"
    r"ranking|more-|archive|nav|list-item|card"
)
_MEMBER = Folded(r"profile|joined|caption|credit")  # of a person or a picture, not of the page
_FIGURE = re.compile(r"[\d年](?:(?<=年)|\d|\W\d)")  # a first class lets `re` skip what cannot begin one
_BEFORE, _BEHIND = -250, 800  # characters around the title that are near it
_EXPECTED_DAY, _EXPECTED_MONTH = 0.1, 0.25
_LABEL = 40  # characters of a label
_LABEL_LEVELS = 3  # elements between a day and its label
_SEARCHED = 300  # characters of a paragraph; a day of publication stands at its beginning
_SKIPPED_TAGS = frozenset(
    {"script", "style", "noscript", "template", "svg", "option", "select", "textarea", "iframe"}
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    day: date
    score: float
    order: int


def shown_day(
    page: HtmlPage,
    title: HtmlElement | None,
    language: str,
    country: str | None,
    latest: date,
    *,
    near: bool = False,
    expected: tuple[str, ...] = (),
) -> Published:
    """The best-scored day of the visible text: near the title, labelled, standing alone.

    With `near` only the surroundings of the title are searched, where there is one: what a page says in
    passing is no correction of what its head states. `expected` are days that the head
    states, or the month that the address names: what agrees with them needs less to be believed.
    """
    body = page.tree.find(".//body")
    root = body if body is not None else page.tree
    best: _Candidate | None = None
    places: list[tuple[int, HtmlElement, str, HtmlElement | None]] = []
    title_at = -1
    order = 0
    in_title = set(title.iter()) if title is not None else set()
    for element, text, previous in _texts(root):
        order += len(text)
        if title_at < 0 and element in in_title:
            title_at = order
        if near and title_at >= 0 and order - title_at > _BEHIND:
            break
        if _FIGURE.search(text):
            places.append((order, element, text, previous))
    if near and title_at >= 0:
        places = [place for place in places if place[0] - title_at >= _BEFORE]
    listed = Counter((element.tag, element.get("class")) for _, element, _, _ in places)
    for order, element, text, previous in places[:400]:
        in_list = listed[element.tag, element.get("class")] >= 4 and element.get("class") is not None
        behind = 0
        for written in find_days(text[:_SEARCHED], language, country)[:4]:
            cited = text[max(behind, written.start - 90) : written.start]
            before, behind = cited[-40:], written.end
            if not OLDEST <= written.day <= latest or _is_deadline(element, text, before, written, previous):
                continue
            if element not in in_title and is_cited_law(cited):
                continue
            score = _place_score(element, text, before, written, order - title_at if title_at >= 0 else None)
            score -= 0.15 if in_list else 0.0
            if expected and written.day.isoformat().startswith(expected):
                score += _EXPECTED_DAY if len(expected[0]) == 10 else _EXPECTED_MONTH
            if best is None or score > best.score:
                best = _Candidate(written.day, score, order)
    if best is None or best.score < 0.35:
        return UNDATED
    return Published(best.day.isoformat(), "text", round(min(0.9, best.score), 2))


def deadlines(page: HtmlPage, language: str, country: str | None) -> frozenset[date]:
    """The days that the page calls deadlines."""
    body = page.tree.find(".//body")
    found: set[date] = set()
    for element, text, previous in _texts(body if body is not None else page.tree):
        behind = 0
        for written in find_days(text[:_SEARCHED], language, country) if _FIGURE.search(text) else ():
            before, behind = text[max(behind, written.start - 40) : written.start], written.end
            if _is_deadline(element, text, before, written, previous):
                found.add(written.day)
    return frozenset(found)


def _is_deadline(
    element: HtmlElement, text: str, before: str, written: WrittenDay, previous: HtmlElement | None
) -> bool:
    """Whether the words before or behind a day, or the names of its element, say that it is a deadline."""
    if is_called_deadline(before, text[written.end :]):
        return True
    if DEADLINE_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    if text[: written.start].strip(" :：-–—"):
        return False  # words of its own stand before it
    label = _label(element, previous)
    return bool(DEADLINE.search(label)) and not _FIGURE.search(label)  # with a day of its own it labels that


def _label(element: HtmlElement, previous: HtmlElement | None) -> str:
    """The last words before an element's text: of what stands before it in its line, its row or its list."""
    if previous is not None:
        return _words_of(previous)
    for _level in range(_LABEL_LEVELS):
        before, parent = element.getprevious(), element.getparent()
        if before is not None:
            if (said := _words_of(before) + " " + (before.tail or "")).strip():
                return said[-_LABEL:]
        elif parent is not None and parent.text and parent.text.strip():
            return str(parent.text)[-_LABEL:]
        if parent is None or before is not None or parent.tag in {"body", "main", "article"}:
            break
        element = parent
    return ""


def _words_of(element: HtmlElement) -> str:
    """The words of what may be a label; none of what is too long for one."""
    text = " ".join("".join(element.itertext()).split())
    return text if len(text) <= 2 * _LABEL else text[-_LABEL:] if text.endswith((":", "：")) else ""


def _texts(root: HtmlElement) -> Iterator[tuple[HtmlElement, str, HtmlElement | None]]:
    """Elements with their own text in document order; the text of inline children is joined to their
    block's. Last the child, if any, behind which the text stands.
    """
    for element in root.iter("*"):
        tag = element.tag
        if tag in _SKIPPED_TAGS:
            continue
        if tag == "time" and (stamp := element.get("datetime")):
            yield element, stamp, None
        if (text := element.text) and (text := text.strip()):
            yield element, text, None
        if (tail := element.tail) and (tail := tail.strip()) and (parent := element.getparent()) is not None:
            yield parent, tail, element


def _said(label: str) -> float:
    """What the words beside a day say for it: that it is another's, a change's, the publication's."""
    if _LABEL_OTHER.search(label) or UNTIL.search(label):
        return -0.52
    if _LABEL_MODIFIED.search(label):
        return -0.05
    return 0.2 if _LABEL_PUBLISHED.search(label) else 0.0


def _place_score(
    element: HtmlElement, text: str, before: str, written: WrittenDay, distance: int | None
) -> float:
    """How much speaks for a day; `before` is what stands before it, from an earlier day of the text on."""
    score = 0.35 * written.certainty
    names, label = "", ""
    node: HtmlElement | None = element
    for _level in range(3):
        if node is None or node.tag in {"body", "html", "article", "main"}:
            break
        names += f" {node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"
        node = node.getparent()
    if len(text) < 60 and (previous := element.getprevious()) is not None:
        label = (previous.text_content() if isinstance(previous.tag, str) else "")[-40:]
    said = _said(before) or _said(label) or _said(text[written.end : written.end + 15])
    if len(text) - (written.end - written.start) < 25:
        score += 0.2
    elif len(text) > 250 and written.start > 120:
        score -= 0.2
    score += said
    if element.tag == "time":
        score += 0.1
    if _GOOD_NAME.search(names):
        score += 0.12
    if _MEMBER.search(names) or element.tag == "figcaption":
        score -= 0.2
    near_title = distance is not None and _BEFORE <= distance <= _BEHIND
    if not near_title and _BAD_NAME.search(names):
        score -= 0.25
    if not near_title and any(parent.tag in {"footer", "nav", "aside"} for parent in element.iterancestors()):
        score -= 0.25
    if distance is None:
        return score
    if near_title:
        return score + 0.25 - (0.05 if distance < 0 else 0.1 * distance / _BEHIND)
    return score - (0.15 if distance < 0 else min(0.3, distance / 8_000))
