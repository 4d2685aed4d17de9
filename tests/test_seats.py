"""Who leaves a post, completed by the office that the article gives them elsewhere."""

from factories import fact

from pipeline.seats import seated

LEAVING = ("resigned", "removed")
OFFICE = fact("office", person="Anna Rossi", title="chairwoman", organization="Ford")


def test_who_leaves_has_the_title_of_their_office():
    said = fact("appointment", person="Anna Rossi", change="resigned")
    whole = seated(said, [OFFICE], LEAVING)
    assert [m.value for m in whole.roles["title"]] == ["chairwoman"]
    assert [m.value for m in whole.roles["organization"]] == ["Ford"]


def test_what_is_said_stays():
    said = fact("appointment", person="Anna Rossi", change="resigned", title="president")
    assert seated(said, [OFFICE], LEAVING) == said


def test_who_comes_does_not_have_the_post_yet():
    said = fact("appointment", person="Anna Rossi", change="appointed")
    assert seated(said, [OFFICE], LEAVING) == said


def test_a_title_that_is_named_gets_its_organization():
    said = fact("appointment", person="Anna Rossi", change="appointed", title="Chairwoman")
    whole = seated(said, [OFFICE], LEAVING)
    assert [m.value for m in whole.roles["organization"]] == ["Ford"]
    assert [m.value for m in whole.roles["title"]] == ["Chairwoman"]


def test_offices_of_others_say_nothing():
    said = fact("appointment", person="Carlo Neri", change="resigned")
    assert seated(said, [OFFICE], LEAVING) == said
