"""A JSON API -> what it lists, by the mapping in the target's YAML."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawlers.spiders.listed import Listed, Listing, day_of, plain_title
from crawlers.target import ApiEntry


def read_api(body: bytes, url: str, entry: ApiEntry, *, page: int = 1) -> Listing:
    """The items of one answer; `page` counts from 1. Never raises on bad content: it gives a `problem`.

    `at_end` on an empty or short page, or once `pages.total` items were asked for; an API without `pages`
    never is, since its length limit is not known.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Listing(problem=f"{url} is no JSON ({error}); wanted a JSON answer"[:300])
    found = value_at(data, entry.items)
    if isinstance(found, dict):
        rows = [row for row in found.values() if isinstance(row, dict) and row]  # `facets: {}` is no item
    elif isinstance(found, list):
        rows = [row for row in found if isinstance(row, dict) and row]
    else:
        keys = ", ".join(list(data)[:12]) if isinstance(data, dict) else type(data).__name__
        return Listing(
            problem=f"{url}: items {entry.items!r} is {type(found).__name__}; wanted a list; met keys {keys}"
        )
    items = [item for item in (_item(row, url, entry) for row in rows) if item is not None]
    if rows and not items:
        return Listing(
            problem=f"{url}: no item has an address at {entry.fields.url!r}; met keys {sorted(rows[0])[:12]}"
        )
    more = _next(data, url, entry, page, len(rows))
    return Listing(
        items=tuple(items),
        more=(more,) if more else (),
        at_end=entry.pages is not None and not more,
        without_address=len(rows) - len(items),
    )


def value_at(data: Any, path: str) -> Any:
    """The value at a dotted path; None where a step is missing. `a|b` gives the first that is there.

    A key that itself holds dots is found when it stands as it is; a number is a place in a list.
    """
    for alternative in path.split("|"):
        value = _walk(data, alternative.strip())
        if value is not None:
            return value
    return None


def _walk(data: Any, path: str) -> Any:
    if not path:
        return data
    if isinstance(data, dict):
        if path in data:
            return data[path]
        parts = path.split(".")
        for size in range(len(parts) - 1, 0, -1):
            key = ".".join(parts[:size])
            if key in data:
                return _walk(data[key], ".".join(parts[size:]))
        return None
    if isinstance(data, list):
        first, _, rest = path.partition(".")
        if first.isdigit() and int(first) < len(data):
            return _walk(data[int(first)], rest)
    return None


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _item(row: dict[str, Any], base: str, entry: ApiEntry) -> Listed | None:
    address = _text(value_at(row, entry.fields.url))
    if not address:
        return None
    try:
        address = urljoin(base, entry.url_prefix + address)
    except ValueError:
        return None
    title = plain_title(_text(value_at(row, entry.fields.title))) if entry.fields.title else ""
    day = day_of(_text(value_at(row, entry.fields.date))) if entry.fields.date else None
    text = _text(value_at(row, entry.fields.text)).strip() if entry.fields.text else ""
    return Listed(
        address, title, day, "feed" if day else "unknown", text=text, text_from=base if text else ""
    )


def _next(data: Any, url: str, entry: ApiEntry, page: int, count: int) -> str:
    pages = entry.pages
    if pages is None:
        return ""
    if pages.next is not None:
        found = _text(value_at(data, pages.next))
        return urljoin(url, found) if found else ""
    if count == 0 or (pages.size is not None and count < pages.size):
        return ""
    if pages.total is not None:
        total = _text(value_at(data, pages.total))
        if total.isdigit() and page * (pages.size or count) >= int(total):
            return ""
    parts = urlsplit(url)
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key != pages.parameter
    ]
    query.append((pages.parameter, str(pages.start + page * pages.step)))
    return urlunsplit(parts._replace(query=urlencode(query)))
