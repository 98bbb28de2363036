"""The first index is built by another process; whoever opens the library finds it done, or builds it."""

from pathlib import Path

import pytest

from bot.app import index_folder, open_library, read_pack
from bot.commands.indexing import FirstIndex
from bot.config import Config, EventSection
from knowledge.errors import IndexUnavailable

PAGE = "# Luggage\n\nSuitcases can be left at the festival desk from eight o'clock.\n"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    folder = tmp_path / "event"
    folder.mkdir()
    (folder / "luggage.md").write_text(PAGE, encoding="utf-8")
    return Config(event=EventSection(path=str(folder)))


def test_the_library_finds_the_index_that_was_built_apart(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = read_pack(config.event_path)
    FirstIndex()(config, tmp_path, pack)
    monkeypatch.setattr("knowledge.index.contents.Segment.of", None)
    monkeypatch.setattr("knowledge.index.vectors.LatentSpace.fit", None)
    library = open_library(config, tmp_path, pack)
    assert library.search("Where can I leave my suitcase?", "en")[0].passage.source == "luggage.md"


def test_one_that_cannot_be_built_apart_is_built_when_it_is_opened(tmp_path: Path, config: Config) -> None:
    pack = read_pack(config.event_path)
    (tmp_path / "event" / "luggage.md").unlink()  # nothing is left for the other process to read
    FirstIndex()(config, tmp_path, pack)
    assert not list(index_folder(config, tmp_path, pack).glob("*.sqlite"))
    assert open_library(config, tmp_path, pack).search("suitcase", "en")


def test_once_stopped_nothing_is_built_any_more(tmp_path: Path, config: Config) -> None:
    first_index = FirstIndex()
    first_index.stop()
    with pytest.raises(IndexUnavailable):
        first_index(config, tmp_path, read_pack(config.event_path))
    assert not (tmp_path / "index").exists()
