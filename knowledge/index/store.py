"""What the library keeps between runs: texts, postings, vectors and the hashes of their sources in one SQLite file, and
beside it the directions of the latent space, of which a question needs a few rows."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.index.lexical import Postings
from knowledge.index.passage import Passage
from knowledge.index.segment import Segment
from knowledge.index.space import LatentSpace
from knowledge.mapped import mapped

VERSION = 3
"""To be raised when what is stored, or how texts are cut and hashed, changes: older files are built anew."""

_SCHEMA = """
CREATE TABLE segment (number INTEGER PRIMARY KEY, language TEXT NOT NULL, passages TEXT NOT NULL, arrays BLOB NOT NULL);
CREATE TABLE vectors (segment INTEGER PRIMARY KEY, arrays BLOB NOT NULL);
CREATE TABLE unit (source TEXT, language TEXT, digest TEXT NOT NULL, segment INTEGER NOT NULL, PRIMARY KEY (source, language));
CREATE TABLE space (name TEXT PRIMARY KEY, fitted INTEGER NOT NULL, mark TEXT NOT NULL, arrays BLOB NOT NULL);
"""
Arrays = Mapping[str, NDArray[Any]]


class Unit(NamedTuple):
    """One document in one language."""

    source: str
    language: str


class Kept(NamedTuple):
    """Where a unit's passages are, and the hash of what they were made from."""

    digest: str
    segment: int


class Space(NamedTuple):
    """What vectors are made with: the embedding's name, how many rows it was fitted on, a mark that changes with it, and
    the fitted space of the built-in embedding."""

    name: str
    fitted: int
    mark: str
    latent: LatentSpace | None


class State(NamedTuple):
    """All that is kept. Every unit's segment is in `segments`; `vectors` may lack segments."""

    units: dict[Unit, Kept]
    segments: dict[int, Segment]
    vectors: dict[int, NDArray[np.float32]]
    space: Space | None


def empty() -> State:
    """The state of a library without texts."""
    return State({}, {}, {}, None)


class Store:
    """The file. A damaged or outdated one reads as empty and is replaced when it is next written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> State:
        """What was last saved."""
        if not self._path.exists():
            return empty()
        try:
            with _connected(self._path) as database:
                return _read(database, self._mapped) if _version(database) == VERSION else empty()
        except (sqlite3.Error, ValueError, KeyError, OSError, EOFError):
            return empty()

    def save(self, state: State) -> None:
        """Keep this state, writing only what is new."""
        try:
            self._write(state)
        except sqlite3.DatabaseError:
            for file in self._path.parent.glob(self._path.name + "*"):
                file.unlink(missing_ok=True)
            self._write(state)

    def kept(self, space: Space) -> Space:
        """The space with its directions left on the disk, where they were saved, but for what is looked at."""
        if space.latent is None:
            return space
        return space._replace(latent=replace(space.latent, directions=self._mapped(space.mark)))

    def _mapped(self, mark: str) -> NDArray[np.float16]:
        return mapped(self._directions(mark))

    def _directions(self, mark: str) -> Path:
        return self._path.with_name(f"directions-{mark}.npy")

    def _save_directions(self, space: Space) -> None:
        path = self._directions(space.mark)
        if space.latent is None or self._saved(space.mark, space.latent):
            return
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.save(file, space.latent.directions, allow_pickle=False)
        unfinished.replace(path)

    def _saved(self, mark: str, latent: LatentSpace) -> bool:
        try:
            return self._mapped(mark).shape == latent.directions.shape
        except (OSError, ValueError, EOFError):
            return False

    def _drop_directions(self, space: Space | None) -> None:
        for file in self._path.parent.glob("directions-*"):
            if space is None or file != self._directions(space.mark):
                with suppress(OSError):  # some systems keep a file that is in use
                    file.unlink()

    def _write(self, state: State) -> None:
        if state.space is not None:
            self._save_directions(state.space)
        with _connected(self._path) as database:
            if _version(database) != VERSION:
                _begin_anew(database)
            with database:
                _save(database, state)
        self._drop_directions(state.space)


class _connected:  # noqa: N801 - reads as a verb at its only uses
    """A connection that is closed on leaving, unlike sqlite3's own."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, timeout=10)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _begin_anew(database: sqlite3.Connection) -> None:
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        database.execute(f'DROP TABLE "{table}"')
    database.executescript(_SCHEMA)
    database.execute(f"PRAGMA user_version = {VERSION}")


def _read(database: sqlite3.Connection, directions: Callable[[str], NDArray[np.float16]]) -> State:
    units = {Unit(row[0], row[1]): Kept(row[2], row[3]) for row in database.execute("SELECT * FROM unit")}
    segments = {row[0]: _segment(row[1], row[2], row[3]) for row in database.execute("SELECT * FROM segment")}
    vectors = {row[0]: _unpacked(row[1])["vectors"] for row in database.execute("SELECT * FROM vectors")}
    row = database.execute("SELECT * FROM space").fetchone()
    fitted = _unpacked(row[3]) if row else {}
    latent = LatentSpace(**fitted, directions=directions(row[2])) if fitted else None
    space = Space(row[0], row[1], row[2], latent) if row else None
    if any(kept.segment not in segments for kept in units.values()):
        raise ValueError("a segment is missing")
    for number, segment in segments.items():
        for at, passage in enumerate(segment.passages):
            kept = units.get(Unit(passage.source, passage.language))
            segment.alive[at] = kept is not None and kept.segment == number
    return State(units, segments, vectors, space)


def _save(database: sqlite3.Connection, state: State) -> None:
    database.execute("DELETE FROM unit")
    rows = [(*unit, *kept) for unit, kept in state.units.items()]
    database.executemany("INSERT INTO unit VALUES (?, ?, ?, ?)", rows)
    written = {row[0] for row in database.execute("SELECT number FROM segment")}
    _drop(database, written - state.segments.keys())
    for number in state.segments.keys() - written:
        database.execute("INSERT INTO segment VALUES (?, ?, ?, ?)", (number, *_flat(state.segments[number])))
    _save_vectors(database, state)


def _save_vectors(database: sqlite3.Connection, state: State) -> None:
    row = database.execute("SELECT mark FROM space").fetchone()
    if state.space is None or row is None or row[0] != state.space.mark:
        database.execute("DELETE FROM space")
        database.execute("DELETE FROM vectors")
        if state.space is not None:
            packed = _packed(_latent_arrays(state.space.latent))
            database.execute("INSERT INTO space VALUES (?, ?, ?, ?)", (*state.space[:3], packed))
    written = {row[0] for row in database.execute("SELECT segment FROM vectors")}
    for number in state.vectors.keys() - written:
        packed = _packed({"vectors": state.vectors[number]})
        database.execute("INSERT INTO vectors VALUES (?, ?)", (number, packed))


def _drop(database: sqlite3.Connection, numbers: set[int]) -> None:
    for number in numbers:
        database.execute("DELETE FROM segment WHERE number = ?", (number,))
        database.execute("DELETE FROM vectors WHERE segment = ?", (number,))


def _flat(segment: Segment) -> tuple[str, str, bytes]:
    passages = json.dumps([passage.model_dump() for passage in segment.passages], ensure_ascii=False)
    arrays = {f"words.{name}": getattr(segment.words, name) for name in Postings.__slots__}
    arrays |= {f"grams.{name}": getattr(segment.grams, name) for name in Postings.__slots__}
    return segment.language, passages, _packed(arrays)


def _segment(language: str, passages: str, packed: bytes) -> Segment:
    arrays = _unpacked(packed)
    words, grams = (
        Postings(**{name: arrays[f"{field}.{name}"] for name in Postings.__slots__}) for field in ("words", "grams")
    )
    listed = tuple(
        Passage.model_construct(**{**fields, "path": tuple(fields["path"])}) for fields in json.loads(passages)
    )
    return Segment(language, listed, words, grams, np.ones(len(listed), np.bool_))


def _latent_arrays(latent: LatentSpace | None) -> Arrays:
    if latent is None:
        return {}
    return {"terms": latent.terms, "rarity": latent.rarity}


def _packed(arrays: Arrays) -> bytes:
    held = BytesIO()
    np.savez(held, allow_pickle=False, **arrays)
    return held.getvalue()


def _unpacked(blob: bytes) -> dict[str, NDArray[Any]]:
    with np.load(BytesIO(blob), allow_pickle=False) as arrays:
        return dict(arrays)
