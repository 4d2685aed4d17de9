"""What several test files share."""

import pytest
from postgres import database, empty, server

from pipeline.extract import Extractor


@pytest.fixture(scope="session")
def extractor():
    """Return the extractor with the project's own pipelines, loaded once a session."""
    return Extractor()


@pytest.fixture(scope="session")
def postgres():
    """Return a PostgreSQL server, started once a session, and the address of its database."""
    with server() as running, database(running) as url:
        yield running, url


@pytest.fixture
def postgres_url(postgres):
    """Return the address of an empty database on a PostgreSQL server."""
    empty(postgres[1])
    return postgres[1]
