"""The version of what makes facts: results of one version are not made again, those of another are.

It is a hash of the pipelines, of the rules, languages and names, and of the code that a fact
depends on (what shard.py imports, directly or through others): a change of the command line or of
the store leaves all results as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version as release
from importlib.util import find_spec
from pathlib import Path

from .config import PACKAGE, Settings
from .errors import ModelError
from .language import languages

#: folders of data that facts depend on
DATA = ("rules", "languages", "names")
#: where the code begins that facts depend on
ROOTS = ("shard",)
#: packages whose releases change parses or the text of pages
PACKAGES = ("spacy", "trafilatura")
_IMPORT = re.compile(r"^ *from \.(\w*) import (.*)$", re.MULTILINE)


def version(settings: Settings) -> str:
    """Return the version of the facts that these settings give, in twelve characters.

    Raises ModelError where no language has a pipeline.
    """
    made = hashlib.sha256(_own().encode())
    for lang, model in sorted(_models(settings).items()):
        made.update(f"{lang}\0{_hash_folder(_folder(model))}\0".encode())
    for rules in settings.rules:
        made.update(_hash_folder(Path(rules)).encode())
    made.update("\0".join(sorted(settings.kinds)).encode())
    return made.hexdigest()[:12]


def _models(settings: Settings) -> dict[str, str]:
    found: dict[str, str] = {}
    missing: ModelError | None = None
    for lang in languages():
        try:
            found[lang] = settings.model(lang)
        except ModelError as error:
            missing = error
    if missing and not found:
        raise missing
    return found


@cache
def _own() -> str:
    """Return the hash of our own code and data, with the releases of what they stand on."""
    made = hashlib.sha256()
    for name in PACKAGES:
        made.update(f"{name}=={release(name)}\0".encode())
    for module in sorted(modules()):
        made.update((PACKAGE / f"{module}.py").read_bytes())
    for folder in DATA:
        made.update(_hash_folder(PACKAGE / folder).encode())
    return made.hexdigest()


def modules() -> set[str]:
    """Return the names of the modules that facts depend on."""
    found: set[str] = set()
    queue = list(ROOTS)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += _imports(PACKAGE / f"{name}.py")
    return found


def _imports(path: Path) -> Iterator[str]:
    """Yield our own modules that a module names, those inside its functions too."""
    for module, names in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found = [module] if module else names.split(", ")
        yield from (name for name in found if (PACKAGE / f"{name}.py").is_file())


def _folder(model: str) -> Path:
    """Return where the files of a pipeline are: a path, or a package that is installed."""
    if Path(model).exists():
        return Path(model)
    spec = find_spec(model) if model.isidentifier() else None
    if spec is None or spec.origin is None:
        raise ModelError(f"{model}: no such folder or installed package")
    return Path(spec.origin).parent


@cache
def _hash_folder(path: Path) -> str:
    """Return the hash of a file, or of all files under a folder with their names."""
    made = hashlib.sha256()
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            made.update(f"{file.relative_to(path)}\0{file.stat().st_size}\0".encode())
            made.update(file.read_bytes())
    return made.hexdigest()
