"""The embeddings that vectors come from: the built-in one, or one of LangChain's by its "provider:model" name."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.errors import ModelError
from knowledge.index.lexical import Floats
from knowledge.index.space import LatentSpace


@dataclass(frozen=True)
class LatentSemanticEmbeddings(Embeddings):
    """The built-in embedding as LangChain sees it: no download, no network, the same vectors every time."""

    space: LatentSpace

    @classmethod
    def fit(cls, rows: list[str]) -> "LatentSemanticEmbeddings":
        """Fitted on rows that each say one thing in all the languages it is known in."""
        return cls(LatentSpace.fit(rows))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors, one a text."""
        return [[float(number) for number in vector] for vector in self.space.vectors(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        return [float(number) for number in self.space.vector(text)]


class ConfiguredEmbeddings:
    """An embedding named in the configuration; every failure is a ModelError of one sentence."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._model = _configured(name)

    def vectors(self, texts: Iterable[str]) -> Floats:
        """Unit vectors, one row a text."""
        try:
            return _unit(np.array(self._model.embed_documents(list(texts)), dtype=np.float32))
        except Exception as error:
            raise ModelError(f"The embedding {self._name} did not answer: {_first_line(error)}.") from error

    def vector(self, text: str) -> Floats:
        """The unit vector of a question."""
        try:
            return _unit(np.array(self._model.embed_query(text), dtype=np.float32))
        except Exception as error:
            raise ModelError(f"The embedding {self._name} did not answer: {_first_line(error)}.") from error


def _configured(name: str) -> Embeddings:
    from langchain.embeddings import init_embeddings

    if ":" not in name:
        raise ModelError(f'The embedding "{name}" is not known; write "builtin" or "provider:model".')
    try:
        found = init_embeddings(name)
    except ImportError as error:
        provider = name.split(":")[0]
        raise ModelError(
            f"The embedding {name} needs an extra package; install delegate-assistant[{provider}]."
        ) from error
    except Exception as error:
        raise ModelError(f"The embedding {name} cannot be used: {_first_line(error)}.") from error
    if not isinstance(found, Embeddings):
        raise ModelError(f'The embedding "{name}" is not an embedding model; check the name.')
    return found


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32(1e-9))
    return unit
