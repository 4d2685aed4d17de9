"""What several test files share."""

import pytest

from pipeline.extract import Extractor


@pytest.fixture(scope="session")
def extractor():
    """Return the extractor with the project's own pipelines, loaded once a session."""
    return Extractor()
