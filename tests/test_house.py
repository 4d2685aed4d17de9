"""The house itself: imports, sizes, and what no file may hold."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from pipeline.cli import app

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
#: longer files are two files
LONGEST = 420
#: suffixes of files that are no text, or are made by training
BINARY = {".npz", ".bin", ".gz", ".png"}


def tracked():
    """Return the files of the project that hold text; the trained pipelines are data."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    if done.returncode:  # an archive without its repository
        pytest.skip("not a git checkout")
    paths = [ROOT / line for line in done.stdout.splitlines()]
    trained = {ROOT / "models/en", ROOT / "models/it"}
    return [
        path
        for path in paths
        if path.is_file() and path.suffix not in BINARY and trained.isdisjoint(path.parents)
    ]


def test_imports_point_one_way():
    command = [str(Path(sys.executable).parent / "lint-imports")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_module_is_short_and_says_what_it_holds(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert re.match(r"\S.*[.:]", ast.get_docstring(ast.parse(text)) or "")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_keep_the_rules_of_the_house(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    caught = {
        ast.unparse(n.type) if n.type else ""
        for n in ast.walk(tree)
        if isinstance(n, ast.ExceptHandler)
    }
    if path.stem != "cli":
        assert "print" not in calls
    if path.stem not in ("run", "shard"):  # the failure boundaries of an article
        assert caught.isdisjoint({"", "Exception", "BaseException"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_knows_a_language(path):
    """Words of a language are data: no comparison with the code of one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    compared = {
        part.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for part in (node.left, *node.comparators)
        if isinstance(part, ast.Constant)
    }
    assert compared.isdisjoint({"en", "it"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_parse_loads_pipelines(path):
    text = path.read_text(encoding="utf-8")
    assert ("spacy.load" in text) == (path.stem == "parse")


#: what no tracked file holds: a folder of one machine, an address of a package registry
BARRED = re.compile(
    r"""(?<![\w.}-])/(?:work|home|root|Users|tmp)/\w
    | (?:pypi|pythonhosted|anaconda)\.(?:org|com) | --(?:extra-)?index-url
    | localhost | \b(?:10|192\.168)\.\d+\.\d+\.\d+\b""",
    re.VERBOSE,
)


def test_no_file_holds_a_path_of_a_machine_or_a_registry():
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if BARRED.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def commands(command, name=()):
    for word, sub in getattr(command, "commands", {}).items():
        yield from commands(sub, (*name, word))
    if not hasattr(command, "commands"):
        yield " ".join(name)


@pytest.mark.parametrize("name", list(commands(get_command(app))))
def test_the_readme_names_every_command(name):
    assert f"cronista {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_only_commands_that_exist():
    known = set(commands(get_command(app)))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"cronista ((?:rules )?[a-z]+)\b(?= |`|$)", text, flags=re.MULTILINE)
    assert named and set(named) <= known


def test_the_makefile_calls_only_commands_that_exist():
    known = set(commands(get_command(app)))
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = re.findall(r"\$\(BIN\)/cronista ((?:rules )?\w+)", text)
    assert called and set(called) <= known


def test_locked_versions_are_names_and_numbers_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in kept if not re.fullmatch(r"[A-Za-z0-9._-]+==[\w.+!]+", line)] == []
    names = {line.partition("==")[0].lower().replace("_", "-") for line in kept}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    asked = {re.match(r"[\w.-]+", want)[0].lower().replace("_", "-") for want in wanted}
    assert asked - {project["name"]} <= names
