"""Vectors in Chroma: an index that can be thrown away, filled from the vectors that the store keeps."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from chromadb import HttpClient, PersistentClient
from chromadb.api import ClientAPI
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from knowledge.errors import IndexUnavailable
from knowledge.index.lexical import Floats
from knowledge.index.nearest import Place, Shelved

BATCH = 2_000


class _Known(Embeddings):
    """Hands Chroma the vectors we have: it is given passages by their place and never sees their text."""

    def __init__(self) -> None:
        self.vectors: dict[str, Floats] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.vectors[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return list(self.vectors[text])


class ChromaIndex:
    """The collection of one library and one space of vectors; older spaces of the library are dropped. Whoever opens a
    folder must be its only user."""

    def __init__(self, client: ClientAPI, library: str, space: str) -> None:
        self._known = _Known()
        name = f"{library}-{space}"
        for other in client.list_collections():
            if other.name.startswith(f"{library}-") and other.name != name:
                client.delete_collection(other.name)
        self._store = Chroma(
            collection_name=name,
            embedding_function=self._known,
            client=client,
            collection_metadata={"hnsw:space": "cosine", "hnsw:search_ef": 200},
        )

    @classmethod
    def at(cls, url: str, library: str, space: str) -> "ChromaIndex":
        """A collection of the Chroma server at the address; raises IndexUnavailable when it does not answer."""
        parts = urlsplit(url if "://" in url else f"http://{url}")
        secure = parts.scheme == "https"
        try:
            port = parts.port or (443 if secure else 8000)
            client = HttpClient(parts.hostname or "", port, ssl=secure, settings=Settings(anonymized_telemetry=False))
            return cls(client, library, space)
        except Exception as error:
            message = f"No Chroma server answers at {url}; start it or leave [chroma] url empty."
            raise IndexUnavailable(message) from error

    @classmethod
    def within(cls, folder: Path, library: str, space: str) -> "ChromaIndex":
        """A collection kept in the folder; a damaged folder is emptied and begun anew."""
        try:
            return cls(PersistentClient(folder, settings=Settings(anonymized_telemetry=False)), library, space)
        except Exception:
            shutil.rmtree(folder, ignore_errors=True)
        try:
            return cls(PersistentClient(folder, settings=Settings(anonymized_telemetry=False)), library, space)
        except Exception as error:
            message = f"The vector index in {folder} cannot be rebuilt; free the folder and start again."
            raise IndexUnavailable(message) from error

    def keep(self, shelves: Iterable[Shelved]) -> None:
        """Hold these vectors and no others from now on; only the difference is written."""
        wanted = {f"{shelf.segment}:{row}": shelf.vectors[row] for shelf in shelves for row in shelf.alive}
        wanted = {key: vector for key, vector in wanted.items() if np.any(vector)}
        held = set(self._store.get(include=[])["ids"])
        if gone := sorted(held - wanted.keys()):
            for at in range(0, len(gone), BATCH):
                self._store.delete(gone[at : at + BATCH])
        new = sorted(wanted.keys() - held)
        self._known.vectors = wanted
        for at in range(0, len(new), BATCH):
            self._store.add_texts(new[at : at + BATCH], ids=new[at : at + BATCH])
        self._known.vectors = {}

    def near(self, vector: Floats, count: int) -> Mapping[Place, float]:
        """The cosine of about the `count` nearest passages."""
        if not np.any(vector):
            return {}
        try:
            found = self._store.similarity_search_by_vector_with_relevance_scores([float(x) for x in vector], k=count)
        except Exception as error:
            raise IndexUnavailable(
                f"Chroma did not answer ({type(error).__name__}); check its server or folder."
            ) from error
        return {_place(document.page_content): 1.0 - distance for document, distance in found}


def _place(key: str) -> Place:
    segment, row = key.split(":")
    return Place(int(segment), int(row))
