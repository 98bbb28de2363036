"""What others offer out of the box, to measure against: each ranks document keys for a question."""

import os
import re
from collections.abc import Callable, Sequence
from uuid import uuid4
from warnings import catch_warnings

from knowledge.index import Passage

Rival = Callable[[str], list[str]]
"""Keys of documents, best first, for a question."""

_WORDS = re.compile(r"\w+")


def langchain_bm25(passages: Sequence[Passage]) -> Rival | None:
    """LangChain's BM25Retriever as it comes; None where it is not installed."""
    try:
        with catch_warnings(action="ignore"):
            from langchain_community.retrievers import BM25Retriever
    except ImportError:
        return None
    texts = [passage.text for passage in passages]
    retriever = BM25Retriever.from_texts(texts, [{"key": passage.key} for passage in passages], k=30)

    def ask(question: str) -> list[str]:
        return list(dict.fromkeys(str(found.metadata["key"]) for found in retriever.invoke(question)))

    return ask


def word_bm25(passages: Sequence[Passage]) -> Rival | None:
    """BM25 over lower-case words without their marks, which LangChain's retriever does not take off; None where bm25s is
    not installed."""
    try:
        import bm25s
    except ImportError:
        return None
    index = bm25s.BM25(method="lucene")
    index.index([_WORDS.findall(passage.text.lower()) or [""] for passage in passages], show_progress=False)

    def ask(question: str) -> list[str]:
        scores = index.get_scores(_WORDS.findall(question.lower()) or [""])
        return _keys(
            passages, sorted((at for at in range(len(passages)) if scores[at] > 0), key=lambda at: -scores[at])
        )

    return ask


def chroma(passages: Sequence[Passage]) -> Rival:
    """LangChain's retriever over Chroma, with the latent semantic embedding of these texts alone."""
    from chromadb import EphemeralClient
    from chromadb.config import Settings
    from langchain_chroma import Chroma

    from knowledge.index.embedding import LatentSemanticEmbeddings

    embedding = LatentSemanticEmbeddings.fit([passage.text for passage in passages])
    client = EphemeralClient(Settings(anonymized_telemetry=False))
    store = Chroma(uuid4().hex, embedding, client=client, collection_metadata={"hnsw:space": "cosine"})
    store.add_texts([passage.text for passage in passages], [{"key": passage.key} for passage in passages])
    retriever = store.as_retriever(search_kwargs={"k": min(30, len(passages))})

    def ask(question: str) -> list[str]:
        return list(dict.fromkeys(str(found.metadata["key"]) for found in retriever.invoke(question)))

    return ask


def haystack_bm25(passages: Sequence[Passage]) -> Rival | None:
    """Haystack's pipeline of its in-memory BM25 retriever; None where haystack is not installed."""
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
    try:
        from haystack import Document, Pipeline
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
    except ImportError:
        return None
    store = InMemoryDocumentStore()
    store.write_documents([Document(content=passage.text, meta={"key": passage.key}) for passage in passages])
    pipeline = Pipeline()
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=30))

    def ask(question: str) -> list[str]:
        found = pipeline.run({"bm25": {"query": question}})["bm25"]["documents"]
        return list(dict.fromkeys(document.meta["key"] for document in found))

    return ask


def _keys(passages: Sequence[Passage], order: Sequence[int]) -> list[str]:
    return list(dict.fromkeys(passages[at].key for at in order))
