"""The first index of an event, built by a process of its own: the memory that takes ends with it."""

import multiprocessing
import signal
from pathlib import Path

from bot.app import index_folder, open_library, read_pack
from bot.config import Config
from knowledge.packs.model import Pack


def index_apart(config: Config, data: Path, pack: Pack) -> None:
    """Wait until the index is built, if there is none yet. When that fails whoever opens the library builds it, and is told
    what is wrong."""
    if index_folder(config, data, pack).exists():
        return
    worker = multiprocessing.get_context("spawn").Process(
        target=_index, args=(config.model_dump_json(), data), daemon=True
    )
    worker.start()
    worker.join()


def _index(settings: str, data: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for us decides
    try:
        config = Config.model_validate_json(settings)
        library = open_library(config, data, read_pack(config.event_path, config.event.first_day))
        library.warm()
        library.close()
    except Exception:  # told by the process that opens it next
        raise SystemExit(1) from None
