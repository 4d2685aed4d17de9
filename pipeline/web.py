"""Pages and feeds from the web, in limited time, size and number of redirects."""

from __future__ import annotations

import http.client
import io
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit, urlunsplit

from .errors import ReadError
from .given import decompress, read_up_to, show_size

#: seconds without an answer, and for a whole page
SILENCE = 20.0
WHOLE = 60.0
REDIRECTS = 5
_AGENT = "cronista/0.1 (news reader)"


@dataclass(frozen=True)
class Page:
    """What an address gave: its bytes, media type and the address they came from at last."""

    content: bytes
    media: str
    url: str


def is_web(source: str) -> bool:
    """Tell whether a source is an address of the web."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, max_bytes: int) -> Page:
    """Return what an address gives; raises ReadError where it gives nothing, too much or too late.

    Where more than `max_bytes` come, one byte more is returned than allowed.
    """
    with _opened(url, WHOLE) as response:
        size = response.headers.get("Content-Length", "")
        content = read_up_to(response, max_bytes)
        if size.isdecimal() and len(content) < min(int(size), max_bytes):
            raise ReadError(f"broke off after {show_size(len(content))}")
        if content.startswith(b"\x1f\x8b"):  # some servers compress unasked
            content = read_up_to(decompress(io.BytesIO(content), ".gz"), max_bytes)
        media = response.headers.get_content_type()
        return Page(content, media, response.url)


@contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """Open an address whose content is read in a stream: only silence is limited, not the whole."""
    with _opened(url, None) as response:
        yield response


@contextmanager
def _opened(url: str, seconds: float | None) -> Iterator[Any]:
    sockets: list[socket.socket] = []
    late = threading.Event()

    def stop() -> None:
        late.set()
        for one in sockets:
            _shut(one)

    timer = threading.Timer(seconds, stop) if seconds else None
    try:
        if timer:
            timer.daemon = True
            timer.start()
        request = urllib.request.Request(_plain(url), headers={"User-Agent": _AGENT})
        with _opener(sockets.append).open(request, timeout=SILENCE) as response:
            yield response
            if late.is_set():  # a connection that is shut looks like one that ended
                raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ReadError(_explain(error, late.is_set())) from error
    finally:
        if timer:
            timer.cancel()


def _opener(note: Callable[[socket.socket], None]) -> urllib.request.OpenerDirector:
    """Return an opener for http and https only that tells the sockets it opens."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            note(self.sock)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            note(self.sock)

    class Http(urllib.request.HTTPHandler):
        def http_open(self, request: urllib.request.Request) -> Any:
            return self.do_open(Plain, request)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, request: urllib.request.Request) -> Any:
            return self.do_open(Secure, request)

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), Http(), Https(), _Redirects(),
        urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Few redirects, and none out of the web."""

    max_redirections = REDIRECTS

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # fmt: skip  # noqa: E501
        if not is_web(newurl):
            raise ReadError(f"is redirected to {newurl[:200]}, which is no address of the web")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _shut(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)  # whoever waits for it wakes with an error
    except OSError:
        return  # it is closed already


def _plain(url: str) -> str:
    """Return an address in ASCII, as a request needs it."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    safe = "/%:=&?~#+!$,;'@()*[]"
    path, query = quote(parts.path, safe=safe), quote(parts.query, safe=safe)
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


def _explain(error: Exception, late: bool) -> str:
    if late:
        return f"took longer than {WHOLE:.4g} seconds"
    if isinstance(error, urllib.error.HTTPError):
        if "infinite loop" in str(error.msg):
            return f"is redirected more than {REDIRECTS} times"
        return f"the server says {error.code} {error.reason}"
    if isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError):
        return f"no answer for {SILENCE:.0f} seconds"
    reason = getattr(error, "reason", None) or error
    return f"cannot be loaded ({getattr(reason, 'strerror', None) or reason})"
