from collections import Counter, defaultdict

import pytest

from pipeline.catalogue import Catalogue, Entry, fold, read_catalogue
from pipeline.errors import RuleError

LANGS = ("en", "it")
TYPES = ("organization", "place", "product", "event")

#: places that share a name in all languages: the first is the one the news of industry mean
HOMONYMS = {"georgia": {"georgia-us-state", "GE"}}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Stellantis", "stellantis"),
        ("STELLANTIS", "stellantis"),
        ("the Stellantis Group", "stellantis"),
        ("Gruppo Stellantis", "stellantis"),
        ("Toyota's", "toyota"),
        ("Toyota’s", "toyota"),
        ("Ford Motor Co.", "ford"),
        ("Ferrari N.V.", "ferrari"),
        ("General Motors Corp.", "general-motors"),
        ("GM", "general-motors"),
        ("Citroen", "citroen"),
        ("Škoda Auto a.s.", None),
        ("Skoda", "skoda"),
        ("l'Anfia", "anfia"),
        ("l’Anfia", "anfia"),
        ("dell'Unrae", "unrae"),
        ("Fiom-Cgil", "fiom"),
        ("Fiom Cgil", "fiom"),
        ("Il Sole 24 Ore", "il-sole-24-ore"),
        ("European Commission", "european-commission"),
        ("Commissione europea", "european-commission"),
        ("Commissione Ue", "european-commission"),
        ("Bankitalia", "bank-of-italy"),
        ("la Bce", "european-central-bank"),
        ("the White House", "white-house"),
        ("Casa Bianca", "white-house"),
        ("Politecnico di Torino", "polytechnic-university-of-turin"),
        ("Piedmont", "piedmont"),
        ("il Piemonte", "piedmont"),
        ("Torino", "turin"),
        ("Monaco di Baviera", "munich"),
        ("Pechino", "beijing"),
        ("Washington, D.C.", "washington"),
        ("U.S.", "US"),
        ("Usa", "US"),
        ("Stati Uniti", "US"),
        ("UK", "GB"),
        ("Gran Bretagna", "GB"),
        ("Paesi Bassi", "NL"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Corea del Sud", "KR"),
        ("Bosnia and Herzegovina", "BA"),
        ("l'Ue", "EU"),
        ("Pomigliano", "pomigliano-d-arco"),
        ("Fiat Panda", "fiat-panda"),
        ("la Panda", "fiat-panda"),
        ("Model Y", "tesla-model-y"),
        ("Mercedes Classe A", "mercedes-benz-a-class"),
        ("Salone di Ginevra", "geneva-motor-show"),
        ("Geneva Motor Show", "geneva-motor-show"),
        ("Forum di Davos", "world-economic-forum"),
        ("Nobody & Sons", None),
        ("", None),
    ],
)
def test_find(catalogue, name, id):
    entry = catalogue.find(name)
    assert (entry and entry.id) == id


@pytest.mark.parametrize(
    "word", ["us", "Us", "usa", "seat", "china", "turkey", "shell", "mini", "ram", "nice", "lega"]
)
def test_ordinary_words_are_no_names(catalogue, word):
    assert catalogue.find(word) is None


@pytest.mark.parametrize("name", ["Ram", "Mini", "Smart", "Focus", "Golf", "Visa", "500", "Punto"])
def test_risky_names_need_a_context(catalogue, name):
    assert catalogue.find(name).needs_context


@pytest.mark.parametrize("name", ["Ram Trucks", "Ford Focus", "Fiat 500", "Opel", "Seat", "Apple"])
def test_full_and_plain_names_need_none(catalogue, name):
    assert not catalogue.find(name).needs_context


@pytest.mark.parametrize(
    ("name", "lang", "type", "id"),
    [
        ("Milan", "en", None, "milan"),
        ("Milan", "it", None, None),
        ("Michigan", "it", None, "michigan"),
        ("Canada", "it", None, "CA"),
        ("Canada", "en", None, "CA"),
        ("America", "it", None, "US"),
        ("Pontiac", "en", "place", "pontiac"),
        ("Pontiac", "en", "organization", "pontiac-motor"),
        ("Pontiac", "en", None, "pontiac"),
        ("Ford", "en", "place", None),
    ],
)
def test_find_by_language_and_type(catalogue, name, lang, type, id):
    entry = catalogue.find(name, lang=lang, type=type)
    assert (entry and entry.id) == id


@pytest.mark.parametrize(
    ("word", "lang", "id"),
    [
        ("Italian", "en", "IT"),
        ("italian", "en", "IT"),
        ("Polish", "en", "PL"),
        ("polish", "en", None),
        ("Chinese", "en", "CN"),
        ("European", "en", "europe"),
        ("italiane", "it", "IT"),
        ("statunitensi", "it", "US"),
        ("tedeschi", "it", "DE"),
        ("tedesche", "it", "DE"),
        ("torinese", "it", "turin"),
        ("piemontesi", "it", "piedmont"),
        ("europeo", "it", "europe"),
        ("grande", "it", None),
    ],
)
def test_demonym(catalogue, word, lang, id):
    entry = catalogue.demonym(word, lang)
    assert (entry and entry.id) == id


@pytest.mark.parametrize(
    ("text", "lang", "id", "gender", "plural"),
    [
        ("minister", "en", "minister", None, False),
        ("ministra", "it", "minister", "f", False),
        ("ministri", "it", "minister", "m", True),
        ("CEO", "en", "ceo", None, False),
        ("chief executive officer", "en", "ceo", None, False),
        ("amministratrice delegata", "it", "ceo", "f", False),
        ("amministratori delegati", "it", "ceo", "m", True),
        ("direttore dell’Industria", "it", None, None, None),
        ("ministro dell’Industria", "it", "industry-minister", "m", False),
        ("chairwoman", "en", "chair", "f", False),
        ("chairmen", "en", "chair", "m", True),
        ("spokeswoman", "en", "spokesperson", "f", False),
        ("portavoce", "it", "spokesperson", None, False),
        ("analista", "it", "analyst", None, False),
        ("analiste", "it", "analyst", "f", True),
        ("assessora", "it", "regional-minister", "f", False),
        ("assessore", "it", "regional-minister", "m", False),
        ("vicesindaca", "it", "deputy-mayor", "f", False),
        ("segretario generale", "it", "secretary-general", "m", False),
        ("secretaries general", "en", "secretary-general", None, True),
        ("console generale", "it", "consul-general", None, False),
        ("rettrice", "it", "rector", "f", False),
        ("direttrice generale", "it", "general-director", "f", False),
        ("vehicle", "en", None, None, None),
    ],
)
def test_title(catalogue, text, lang, id, gender, plural):
    title = catalogue.title(text, lang)
    assert (title and (title.id, title.gender, title.plural)) == (id and (id, gender, plural))


def test_titles_that_are_mostly_other_words_stand_apart(catalogue):
    assert catalogue.title("ad", "it").id == "ceo"
    assert catalogue.title("ad", "it").needs_context
    assert "ad" not in catalogue.titles("it")
    assert "amministratore delegato" in catalogue.titles("it")


@pytest.mark.parametrize(
    ("word", "lang", "modifier"),
    [
        ("former", "en", ("former", "before")),
        ("ex", "it", ("former", "before")),
        ("uscente", "it", ("outgoing", "after")),
        ("ad interim", "it", ("acting", "after")),
        ("deputy", "en", ("vice", "before")),
    ],
)
def test_modifiers(catalogue, word, lang, modifier):
    assert catalogue.modifiers(lang)[word] == modifier


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("carmaker", "en", ("carmaker", "organization", "maker", None, False)),
        ("automakers", "en", ("carmaker", "organization", "maker", None, True)),
        ("case automobilistiche", "it", ("carmaker", "organization", "maker", "f", True)),
        ("costruttore", "it", ("carmaker", "organization", "maker", "m", False)),
        ("azienda", "it", ("company", "organization", "company", "f", False)),
        ("sindacati", "it", ("union", "organization", "union", "m", True)),
        ("governo", "it", ("government", "place", "government", "m", False)),
        ("giunta", "it", ("junta", "place", "government", "f", False)),
        ("woman", "en", ("woman", "person", "", None, False)),
        ("vetture", "it", ("car", "product", "car", "f", True)),
        ("tavolo", "it", None),
    ],
)
def test_noun(catalogue, text, lang, expected):
    assert catalogue.noun(text, lang) == expected


@pytest.mark.parametrize(
    ("name", "lang", "gender"),
    [
        ("Lucia", None, "f"),
        ("Adolfo", None, "m"),
        ("Niccolo", "it", "m"),
        ("Andrea", "it", "m"),
        ("Andrea", "en", "f"),
        ("Andrea", None, None),
        ("Robin", "en", "f"),
        ("Qwerty", None, None),
    ],
)
def test_gender_of_given(catalogue, name, lang, gender):
    assert catalogue.gender_of_given(name, lang) == gender


def test_what_surrounds_persons(catalogue):
    assert {"de", "van", "della", "mc"} <= catalogue.particles()
    assert catalogue.honorifics("en")["mrs"] == "f"
    assert catalogue.honorifics("it")["ing"] is None
    assert catalogue.is_given("Giulia")
    assert not catalogue.is_given("giulia")


def test_aliases_have_every_spelling(catalogue):
    english = defaultdict(set)
    for text, entry in catalogue.aliases("en"):
        english[entry.id].add(text)
    assert {"Škoda", "Skoda"} <= english["skoda"]
    assert {"Moody's", "Moody’s"} <= english["moody-s"] | english["moodys"]
    assert "Torino" in english["turin"]
    assert "Roma" not in english["rome"]


def test_aliases_mark_the_risky_ones(catalogue):
    marked = {text: entry.needs_context for text, entry in catalogue.aliases("it")}
    assert marked["Ram"]
    assert not marked["Ram Trucks"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("type", TYPES)
def test_an_alias_belongs_to_one_entry(catalogue, lang, type):
    bearers = defaultdict(set)
    for text, entry in catalogue.aliases(lang):
        if entry.type == type:
            bearers[fold(text)].add(entry.id)
    shared = {text: ids for text, ids in bearers.items() if len(ids) > 1}
    assert shared == (HOMONYMS if type == "place" else {})


def test_counts(catalogue):
    types = Counter(entry.type for entry in catalogue)
    countries = sum(entry.group == "country" for entry in catalogue)
    assert types["organization"] >= 350
    assert types["place"] - countries >= 250
    assert types["product"] >= 150
    assert types["event"] >= 50
    assert min(len(catalogue.titles(lang)) for lang in LANGS) >= 250


def test_titles_and_nouns_have_both_languages(catalogue):
    for forms in (catalogue._titles, catalogue._nouns):
        ids = {lang: {made.id for made in forms[lang].values()} for lang in LANGS}
        # a line may lose a whole language to an earlier one ("direttore"), but seldom does
        assert len(ids["en"] ^ ids["it"]) <= 8


@pytest.mark.parametrize(
    ("id", "key", "other"),
    [
        ("fiat", "owner", "stellantis"),
        ("lamborghini", "owner", "audi"),
        ("fiat-500", "maker", "fiat"),
        ("rome", "capital_of", "IT"),
        ("brussels", "capital_of", "EU"),
        ("general-motors", "place", "detroit"),
        ("detroit", "country", "US"),
        ("geneva-motor-show", "place", "geneva"),
    ],
)
def test_links(catalogue, id, key, other):
    assert getattr(catalogue.by_id(id), key) == other
    assert catalogue.by_id(other).id == other


@pytest.fixture
def extra(tmp_path):
    def write(file, text):
        path = tmp_path / file
        path.write_text(text, encoding="utf-8")
        return read_catalogue([path])

    return write


def test_extra_files_add_and_replace(extra):
    catalogue = extra(
        "organizations-mine.toml",
        "[maker]\n"
        'officine-rossi = { name = "Officine Rossi", it = ["Rossi Auto"], country = "IT" }\n'
        'stellantis = { name = "Stellantis", aliases = ["STLA"] }',
    )
    assert catalogue.find("Rossi Auto", lang="it") == Entry(
        "officine-rossi", "Officine Rossi", "organization", "maker", country="IT"
    )
    assert catalogue.find("Rossi Auto", lang="en") is None
    assert catalogue.find("STLA").id == "stellantis"
    assert catalogue.find("Gruppo Stellantis") is None


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("firms.toml", "", r"firms.toml: .* organizations, places"),
        ("places.toml", "[city", r"places.toml: "),
        ("places-x.toml", "[city]\nx = 3", r"places-x.toml: city.x: an entry is an inline table"),
        ("places-x.toml", "city = 3", r"places-x.toml: city: a group"),
        ("places-x.toml", "[city]\nx = { it = ['X'] }", r"city.x: an entry needs a name"),
        (
            "places-x.toml",
            "[city]\nx = { name = 'X', its = [] }",
            r"unknown key 'its'; known are .*it",
        ),
        ("places-x.toml", "[city]\nx = { name = 'X', it = 'Y' }", r"city.x.it: must be a list"),
        ("places-x.toml", "[city]\nx = { name = 'X', country = 'QQ' }", r"place x: country 'QQ'"),
        ("places-x.toml", "[country]\nQQ = { it = ['X'] }", r"country.QQ: CLDR knows"),
        ("places-x.toml", "[demonym]\nqq = { it = ['x'] }", r"demonym.qq: no known id"),
        (
            "places-x.toml",
            "[city]\nfiat = { name = 'Fiat' }",
            r"city.fiat: the id is taken by 'Fiat'",
        ),
        ("products-x.toml", "[car]\nx = { name = 'X', owner = 'fiat' }", r"unknown key 'owner'"),
        (
            "events-x.toml",
            "[fair]\nx = { name = 'X' }\n[show]\nx = { name = 'X' }",
            r"events-x.toml: show.x: the id is taken",
        ),
    ],
)
def test_malformed_names_are_refused(extra, file, text, message):
    with pytest.raises(RuleError, match=message):
        extra(file, text)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("titles-x.toml", "[t]\nx = { en = { n = ['x'] } }", r"t.x.en: unknown key 'n'"),
        ("titles-x.toml", "[t]\nx = { en = ['x'] }", r"t.x.en: must be a table"),
        (
            "titles-x.toml",
            "[modifier]\nx = { en = { over = ['x'] } }",
            r"modifier.x.en: unknown key",
        ),
        ("nouns-x.toml", "[person]\nx = { en = { x = 'x' } }", r"person.x.en.x: must be a list"),
        ("given-x.toml", "[en]\nx = 'Kim'", r"given: en: unknown key 'x'"),
        ("given-x.toml", "[en]\nm = ['Kim']", r"given: en.m: must be a string"),
    ],
)
def test_malformed_words_are_refused_on_first_use(extra, file, text, message):
    catalogue = extra(file, text)
    with pytest.raises(RuleError, match=message):
        (
            catalogue.titles("en"),
            catalogue.modifiers("en"),
            catalogue.nouns("en"),
            catalogue.gender_of_given("Kim"),
        )
