"""Feeds (RSS, Atom) → raw articles: what an entry holds if that is an article, else its page."""

from __future__ import annotations

import datetime
import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from .archives import url_id
from .errors import ReadError
from .given import Given, read_up_to
from .raw import Raw, Refused
from .web import fetch, is_web

#: characters of text that make an entry's content an article; teasers have some 300
ARTICLE = 700
#: a feed is a page or two of a newspaper; more bytes would hold up everything behind them
LARGEST = 20_000_000
#: pages loaded for one feed
PAGES = 500


def looks_like_feed(start: bytes) -> bool:
    """Tell a feed by its first characters."""
    return re.search(rb"<(\w+:)?(rss|feed|RDF)[\s>]", start[:4096]) is not None


def read_feed(stream: BinaryIO, given: Given) -> Iterator[Raw | Refused]:
    """Yield the articles of a feed; those that are only hinted at are loaded from the web."""
    import feedparser

    data = read_up_to(stream, LARGEST)
    if len(data) > LARGEST:
        yield replace(given, max_bytes=LARGEST).too_large()
        return
    try:  # a stream, since feedparser takes a string for an address or a path
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except (AssertionError, LookupError, RecursionError, TypeError, ValueError) as error:
        yield given.refuse(f"not a feed ({error})", cut=True)
        return
    if not feed.entries and (feed.bozo or not feed.version):
        yield given.refuse(f"not a feed ({feed.get('bozo_exception', 'no entries')})", cut=True)
    seen: set[str] = set()
    for number, entry in enumerate(feed.entries, start=1):
        link = str(entry.get("link") or "").strip()
        name = link or str(entry.get("id") or f"{given.name}:{number}")
        if name not in seen:
            seen.add(name)
            yield _from_entry(entry, link, given.part(name, url_id(name)), pages=len(seen))


def _from_entry(entry: Mapping[str, Any], link: str, given: Given, *, pages: int) -> Raw | Refused:
    given = replace(given, date=given.date or _day(entry))
    content = max(_contents(entry), key=len, default="")
    if len(re.sub(r"<[^<>]*>|\s+", " ", content)) >= ARTICLE:
        title = html.escape(str(entry.get("title") or ""))
        page = (
            f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><article>'
            f"<h1>{title}</h1>\n{content}</article></body></html>"
        )
        return given.raw(page.encode(errors="replace"), ".html", url=link or None)
    if not is_web(link):
        return given.refuse("its entry holds no article and links to no page of the web")
    if pages > PAGES:
        return given.refuse(f"not loaded: only {PAGES} pages are for one feed")
    return load_page(link, given)


def load_page(url: str, given: Given) -> Raw | Refused:
    """Return the article at an address."""
    try:
        page = fetch(url, given.max_bytes)
    except ReadError as error:
        return given.refuse(str(error))
    return given.raw(page.content, ".txt" if page.media == "text/plain" else ".html", url=page.url)


def _contents(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an entry holds as HTML."""
    parts = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    for part in parts:
        value = str(part.get("value") or "")
        plain = part.get("type") == "text/plain" and not re.search(r"</?(p|br|div)\b", value)
        yield "".join(f"<p>{html.escape(p)}</p>" for p in value.split("\n")) if plain else value


def _day(entry: Mapping[str, Any]) -> str | None:
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime.date(*parsed[:3]).isoformat() if parsed else None
    except ValueError:
        return None
