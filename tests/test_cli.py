"""The command line: what each command prints, writes and returns."""

import csv
import io
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from factories import fact, unparsed
from typer.main import get_command

from pipeline.cli import app, main
from pipeline.facts import Fact
from pipeline.options import read_settings

ROOT = Path(__file__).parent.parent
ENGLISH = (
    "The carmaker Ford said on Monday that it would build more vehicles at the plant in Spain."
)
ITALIAN = (
    "La casa automobilistica Ford ha detto lunedì che produrrà più veicoli in Spagna quest'anno."
)


class Extractor:
    """Stands for the real one: the parties of talks, and who visited where."""

    def __init__(self, settings):
        self.settings = settings

    def facts(self, article, doc):
        found = [
            fact("talks", article=article.id, party=["Ford", "Fiat"], evidence=article.text),
            fact("visit", article=article.id, visitor="Ford", destination="Rome"),
        ]
        kinds = self.settings.kinds or {"talks", "visit"}
        return [one for one in found if one.kind in kinds]


@pytest.fixture
def no_pipelines(monkeypatch):
    monkeypatch.setattr(import_module("pipeline.extract"), "Extractor", Extractor)
    monkeypatch.setattr(import_module("pipeline.parse"), "parse", unparsed)


@pytest.fixture
def cronista(monkeypatch, capsys):
    """Return a function that runs a command line → (exit code, standard output, error)."""

    def run(*args, stdin=""):
        monkeypatch.setattr(sys, "argv", ["cronista", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as done:
            main()
        captured = capsys.readouterr()
        return done.value.code or 0, captured.out, captured.err

    return run


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "it").mkdir()
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "it/b.txt").write_text(ITALIAN, encoding="utf-8")
    return tmp_path


def read_jsonl(text):
    return [Fact.from_json(json.loads(line)) for line in text.splitlines()]


@pytest.mark.usefixtures("no_pipelines")
class TestExtract:
    """`cronista extract`."""

    def test_a_file_gives_jsonl_where_the_output_is_piped(self, cronista, folder):
        code, out, err = cronista("extract", folder / "a.txt")
        assert (code, err.strip()) == (0, "")
        assert [(f.article, f.kind) for f in read_jsonl(out)] == [("a", "talks"), ("a", "visit")]

    def test_a_folder_is_read_whole(self, cronista, folder):
        _, out, _ = cronista("extract", folder)
        assert [f.article for f in read_jsonl(out)] == ["a", "a", "it/b", "it/b"]

    def test_standard_input(self, cronista):
        code, out, _ = cronista("extract", "-", stdin=ITALIAN)
        assert (code, [f.article for f in read_jsonl(out)]) == (0, ["stdin", "stdin"])

    def test_csv(self, cronista, folder):
        _, out, _ = cronista("extract", folder / "a.txt", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["kind"] for row in rows] == ["talks", "visit"]
        assert rows[0]["party"] == "Ford; Fiat"

    def test_table(self, cronista, folder):
        _, out, _ = cronista("extract", folder / "a.txt", "--format", "table")
        assert "talks" in out and "Fiat" in out and "Rome" in out

    def test_a_table_is_not_written(self, cronista, folder):
        target = folder / "facts.csv"
        code, _, err = cronista("extract", folder, "--format", "table", "-o", target)
        assert code == 1 and "leave out -o" in err and not target.exists()

    @pytest.mark.parametrize("suffix", ["jsonl", "csv", "CSV"])
    def test_a_file_is_written_in_the_format_of_its_suffix(self, cronista, folder, suffix):
        target = folder / "out" / f"facts.{suffix}"
        code, out, _ = cronista("extract", folder / "a.txt", "-o", target)
        text = target.read_text(encoding="utf-8")
        assert code == 0
        assert len(text.splitlines()) == (2 if suffix == "jsonl" else 3)
        assert "talks" in out and "{" not in out  # the counts, and no facts

    def test_kinds_can_be_chosen(self, cronista, folder):
        _, out, _ = cronista("extract", folder, "--kind", "visit")
        assert [f.kind for f in read_jsonl(out)] == ["visit", "visit"]

    def test_an_unknown_kind_is_refused_with_the_known_ones(self, cronista, folder):
        code, out, err = cronista("extract", folder, "--kind", "visits")
        assert (code, out) == (1, "")
        assert "kind 'visits' is not known: choose of appointment, deal," in err

    def test_an_unknown_format_is_refused_with_the_known_ones(self, cronista, folder):
        code, _, err = cronista("extract", folder, "--format", "xml")
        assert code == 1 and "'xml' is not known: choose one of jsonl, csv, table" in err

    @pytest.mark.parametrize(
        ("option", "value", "message"),
        [
            ("--lang", "fr", "language 'fr' is not supported"),
            ("--date", "soon", "'soon' is no date"),
        ],
    )
    def test_options_that_make_no_sense(self, cronista, folder, option, value, message):
        code, out, err = cronista("extract", folder, option, value)
        assert (code, out) == (1, "") and message in err

    def test_broken_input_is_named_and_the_others_go_on(self, cronista, folder):
        (folder / "empty.txt").write_text("", encoding="utf-8")
        code, out, err = cronista("extract", folder, folder / "none.txt")
        assert code == 1
        assert len(read_jsonl(out)) == 4
        assert f"{folder / 'empty.txt'}: the input is empty" in err
        assert f"{folder / 'none.txt'}: there is no such file" in err
        assert "Traceback" not in err


@pytest.mark.usefixtures("no_pipelines")
class TestScore:
    """`cronista score`."""

    @pytest.fixture
    def gold(self, folder, tmp_path_factory):
        facts = [
            fact("talks", article="a", party=["Ford", "Fiat"], evidence=ENGLISH),
            fact("meeting", article="a", participant="Ford", evidence=ENGLISH),
        ]
        path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
        path.write_text("".join(json.dumps(f.to_json()) + "\n" for f in facts), encoding="utf-8")
        return ("--gold", path, "--articles", folder)

    def test_json(self, cronista, gold):
        code, out, _ = cronista("score", *gold, "--format", "json")
        assert code == 0
        found = json.loads(out)["all"]["found"]
        assert (found["precision"], found["recall"]) == (0.5, 0.5)

    def test_table(self, cronista, gold):
        code, out, _ = cronista("score", *gold)
        assert code == 0 and "talks" in out and "50" in out

    def test_misses_stand_beside_their_sentence(self, cronista, gold):
        _, out, _ = cronista("score", *gold, "--misses")
        words = " ".join(out.split())
        assert "meeting" in words and "visit" in words and "build more vehicles" in words

    @pytest.mark.parametrize(("floor", "code"), [("found=0.4", 0), ("found=0.6", 1)])
    def test_a_floor_decides_the_exit_code(self, cronista, gold, floor, code):
        assert cronista("score", *gold, "--fail-under", floor)[0] == code

    @pytest.mark.parametrize("floor", ["found", "found=high", "luck=0.5"])
    def test_a_floor_that_makes_no_sense(self, cronista, gold, floor):
        code, _, err = cronista("score", *gold, "--fail-under", floor)
        assert code == 1 and floor.split("=")[0] in err and "Traceback" not in err

    def test_given_predictions_are_scored(self, cronista, gold):
        _, out, _ = cronista("score", *gold, "--pred", gold[1], "--format", "json")
        assert json.loads(out)["all"]["found"]["f1"] == 1

    def test_a_gold_file_that_is_not_there_is_named(self, cronista, folder):
        code, _, err = cronista("score", "--gold", folder / "none.jsonl")
        assert code == 1 and "none.jsonl" in err and "Traceback" not in err


@pytest.mark.usefixtures("no_pipelines")
class TestShow:
    """`cronista show`."""

    def test_the_article_and_its_facts(self, cronista, folder):
        code, out, _ = cronista("show", folder / "a.txt")
        words = " ".join(out.split())
        assert code == 0 and "build more vehicles" in words and "talks" in words

    def test_what_cannot_be_read(self, cronista, folder):
        code, _, err = cronista("show", folder / "none.txt")
        assert code == 1 and "there is no such file" in err


class TestValues:
    """`cronista values`."""

    @pytest.mark.parametrize(
        ("lang", "text", "number"),
        [("en", "more than 1.1 billion euros", 1.1e9), ("it", "oltre 1,1 miliardi di euro", 1.1e9)],
    )
    def test_jsonl(self, cronista, lang, text, number):
        code, out, _ = cronista("values", text, "--lang", lang)
        (record,) = map(json.loads, out.splitlines())
        assert code == 0
        assert record["text"] == text
        assert record["value"] == {"number": number, "unit": "EUR", "bound": "more-than"}

    def test_table(self, cronista):
        code, out, _ = cronista("values", "12 percent", "--format", "table")
        assert code == 0 and "12 percent" in out

    def test_each_line_is_a_text(self, cronista):
        _, out, _ = cronista("values", "-", "--lines", stdin="12 percent\nnothing\n")
        assert [len(json.loads(line)) for line in out.splitlines()] == [1, 0]

    def test_an_unknown_format(self, cronista):
        code, _, err = cronista("values", "12", "--format", "csv")
        assert code == 1 and "choose one of table, jsonl" in err


class TestRules:
    """`cronista rules check`."""

    def test_a_malformed_file_is_a_fault(self, cronista, tmp_path):
        path = tmp_path / "works.toml"
        path.write_text("[kin]\n", encoding="utf-8")
        code, out, _ = cronista("rules", "check", path)
        assert code == 1
        assert f"{path}: top level: unknown key 'kin'" in out
        assert "0 rules, 0 examples, 1 faults" in out

    @pytest.mark.model
    def test_a_file_of_the_project_is_sound(self, cronista):
        code, out, _ = cronista("rules", "check", ROOT / "pipeline/rules/visit.toml")
        assert (code, out.splitlines()[:-1]) == (0, [])
        assert re.search(r"\d+ rules, \d+ examples, 0 faults", out)


@pytest.mark.usefixtures("no_pipelines")
class TestModel:
    """`--model LANG=PIPELINE`, on every command that parses."""

    COMMANDS = (
        ("extract", "-"),
        ("show", "-"),
        ("score",),
        ("rules", "check"),
        ("rules", "coverage"),
    )

    @pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("en_core_web_sm", "--model 'en_core_web_sm': write LANG=PIPELINE"),
            ("en=", "--model 'en=': write LANG=PIPELINE"),
            ("=en_core_web_sm", "write LANG=PIPELINE"),
            ("fr=fr_core_news_sm", "language 'fr' is not one of en, it"),
        ],
    )
    def test_a_value_that_makes_no_sense_is_one_line(self, cronista, words, value, message):
        code, out, err = cronista(*words, "--model", value)
        assert (code, out, len(err.splitlines())) == (1, "", 1)
        assert message in err

    def test_pipelines_of_several_languages_reach_theread_settings(self):
        assert read_settings(["en=en_core_web_sm", "it=a=b"]).models == {
            "en": "en_core_web_sm",
            "it": "a=b",
        }
        assert read_settings(None).models == {}


@pytest.mark.parametrize("words", TestModel.COMMANDS, ids=" ".join)
def test_the_pipeline_that_is_named_is_the_one_that_is_loaded(cronista, words, tmp_path):
    missing = tmp_path / "none"
    models = ("--model", f"en={missing}", "--model", f"it={missing}")
    code, _, err = cronista(*words, *models, stdin=ENGLISH)
    assert code == 1
    assert (
        len(err.strip().splitlines()) == 1
        and f"{missing}: cannot load this pipeline: no such folder" in err
    )


def commands(command=None, name=()):
    """Yield the words of each command."""
    command = command or get_command(app)
    for word, sub in getattr(command, "commands", {}).items():
        yield from commands(sub, (*name, word))
    if not hasattr(command, "commands"):
        yield name


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_the_help_of_every_command_shows_an_example(cronista, words):
    code, out, _ = cronista(*words, "--help")
    assert code == 0
    example = re.search(r"Example:\s*`?cronista ([\w ]+)", " ".join(out.split()))
    assert example and example[1].startswith(" ".join(words))


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_the_files_of_the_examples_exist(cronista, words):
    _, out, _ = cronista(*words, "--help")
    paths = re.findall(r"(?:corpus|pipeline)/[\w/.-]+", out)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_help_is_the_answer_to_no_command(cronista):
    _, out, err = cronista()
    assert "Facts out of English and Italian news" in out + err


@pytest.mark.parametrize("command", [["--help"], ["score", "--help"], ["rules", "check", "--help"]])
def test_help_imports_nothing_heavy(command):
    code = (
        "import sys\n"
        "from pipeline.cli import main\n"
        f"sys.argv = ['cronista', *{command!r}]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    heavy = {'spacy', 'numpy', 'scipy', 'trafilatura', 'py3langid', 'babel'}\n"
        "    print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert "HEAVY []" in done.stdout, done.stderr
    assert "Usage" in done.stdout


def test_the_package_can_be_run():
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--help"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0 and "extract" in done.stdout


def test_a_reader_who_leaves_early_is_no_error():
    """`cronista extract … | head -1`."""
    done = subprocess.run(
        f"{sys.executable} -m pipeline values 1 2 3 4 | head -0",
        shell=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
