"""Which names of an article are one."""

from trees import tree

from pipeline.fullnames import Name, fullest, merged, whole_persons, with_acronyms, with_surnames

MOTORS = tree(
    "en",
    "General/PROPN/compound/2 Motors/PROPN/root/0 (/PUNCT/punct/4 GM/PROPN/appos/2 )/PUNCT/punct/4\n"
    "GM/PROPN/nsubj/2 left=leave/VERB/root/0",
)
ROSSI = tree(
    "en",
    "Anna/PROPN/nsubj/3 Rossi/PROPN/flat/1 spoke=speak/VERB/root/0\n"
    "Rossi/PROPN/nsubj/2 left=leave/VERB/root/0",
)


def test_the_longest_of_overlapping_names_stays():
    short, long = Name(0, 1, "person", "Ford"), Name(0, 2, "organization", "Ford Italia")
    assert merged([short, long]) == [long]


def test_an_acronym_is_learnt():
    found = with_acronyms(MOTORS, [Name(0, 2, "organization", "General Motors")])
    assert [(n.start, n.value) for n in found if n.start > 3] == [(5, "General Motors")]


def test_a_surname_is_the_person_of_before():
    found = with_surnames(ROSSI, [Name(0, 2, "person", "Anna Rossi")])
    assert [(n.start, n.value) for n in found] == [(0, "Anna Rossi"), (3, "Rossi")]
    assert [n.value for n in whole_persons(ROSSI, found)] == ["Anna Rossi", "Anna Rossi"]


def test_a_short_name_has_the_fullest_form():
    names = [Name(0, 2, "organization", "Noordas Trucks"), Name(3, 4, "organization", "Noordas")]
    assert [n.value for n in fullest(ROSSI, names)] == ["Noordas Trucks", "Noordas Trucks"]
