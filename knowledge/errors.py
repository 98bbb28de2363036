"""The errors of this package: each is one sentence that says what is wrong, where, and the mend."""


class KnowledgeError(Exception):
    """Root of everything this package raises on purpose; `str(error)` is fit for a person."""


class PackError(KnowledgeError):
    """An event pack, schedule or document cannot be used at all; nothing of it was taken."""


class DocumentError(KnowledgeError):
    """One document cannot be read; the rest of the pack is not affected."""


class IndexUnavailable(KnowledgeError):
    """The search index cannot be opened or built."""


class ModelError(KnowledgeError):
    """A configured language or embedding model is missing, misnamed or did not answer usably."""
