"""Files on other machines by fsspec: `s3://`, `gs://` and whatever else has a driver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from .errors import CronistaError, ReadError

#: how a path is known that is a pattern
WILD = re.compile(r"[*?\[]")


def is_remote(source: str) -> bool:
    """Tell whether a source is an address for fsspec."""
    return re.match(r"[a-z][a-z0-9+]*(::|://)", source) is not None


def list_remote(source: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (address, path below the folder, whether it was named itself) of a source's files.

    Raises ReadError where it cannot be reached or there is none.
    """
    files, path = _open_system(source)
    try:
        if WILD.search(path):
            root = path[: WILD.search(path).start()].rpartition("/")[0]  # type: ignore[union-attr]
            found = [name for name in files.glob(path) if not files.isdir(name)]
        elif files.isdir(path):
            root, found = path.rstrip("/"), files.find(path)
        else:
            root, found = "", [path] if files.exists(path) else []
    except _errors() as error:
        raise ReadError(f"cannot be reached ({_told(error)})") from error
    if not found:
        raise ReadError("there is no such file")
    for name in sorted(map(str, found)):
        below = name.removeprefix(root).lstrip("/") if root else name.rsplit("/", 1)[-1]
        yield files.unstrip_protocol(name), below, not root


@contextmanager
def open_remote(address: str) -> Iterator[BinaryIO]:
    """Open a file of another machine; raises ReadError where it cannot be read."""
    files, path = _open_system(address)
    try:
        with files.open(path, "rb") as stream:
            yield cast(BinaryIO, stream)
    except _errors() as error:
        raise ReadError(f"cannot be read ({_told(error)})") from error


def _open_system(address: str) -> tuple[Any, str]:
    import fsspec

    try:
        files, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        raise CronistaError(
            f'{address}: its driver is missing; pip install "cronista[remote]"'
        ) from error
    except ValueError as error:
        raise ReadError(f"cannot be reached ({_told(error)})") from error
    return files, path


def _errors() -> tuple[type[Exception], ...]:
    try:  # of these, s3fs lets some through as they are
        from botocore.exceptions import BotoCoreError
    except ImportError:
        return (OSError, ValueError)
    return (OSError, ValueError, BotoCoreError)


def _told(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__).split("\n")[0]
