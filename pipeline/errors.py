"""The exceptions of the project.

CronistaError          anything a user can mend; the message names the file and the way out
├── ReadError          an input cannot be read as an article
├── RuleError          a rule, language or name file is malformed
├── ModelError         a trained pipeline is missing, broken or of the wrong language
├── GoldError          a gold or prediction file does not hold facts
└── StoreError         a database cannot be opened, read or written
"""


class CronistaError(Exception):
    """Base of all errors raised on purpose; its text is shown to the user as it is."""


class ReadError(CronistaError):
    """An input cannot be read as an article."""


class RuleError(CronistaError):
    """A rule, language or name file is malformed."""


class ModelError(CronistaError):
    """A trained pipeline is missing, broken or of the wrong language."""


class GoldError(CronistaError):
    """A file does not hold facts."""


class StoreError(CronistaError):
    """A database cannot be opened, read or written."""
