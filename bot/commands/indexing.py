"""The first index of an event, built by a process of its own: the memory that takes ends with it."""

import multiprocessing
import signal
from pathlib import Path
from threading import Event

from bot.app import index_folder, open_library, read_pack
from bot.config import Config
from knowledge.errors import IndexUnavailable
from knowledge.packs.model import Pack


class FirstIndex:
    """Builds the index apart, unless there is one; to be called just before the index is opened."""

    def __init__(self) -> None:
        self._stopped = Event()

    def __call__(self, config: Config, data: Path, pack: Pack) -> None:
        """Wait until the index is built. When that fails whoever opens the library builds it, and is told what is wrong;
        IndexUnavailable when it was stopped."""
        if not self._stopped.is_set() and not index_folder(config, data, pack).exists():
            worker = multiprocessing.get_context("spawn").Process(
                target=_index, args=(config.model_dump_json(), data), daemon=True
            )
            worker.start()
            worker.join()
        if self._stopped.is_set():
            raise IndexUnavailable("The index was not built to its end; start again.")

    def stop(self) -> None:
        """Build nothing any more, so that nobody who stops has to wait for it."""
        self._stopped.set()
        for worker in multiprocessing.active_children():
            worker.terminate()


def _index(settings: str, data: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for us decides
    try:
        config = Config.model_validate_json(settings)
        library = open_library(config, data, read_pack(config.event_path, config.event.first_day))
        library.warm()
        library.close()
    except Exception:  # told by the process that opens it next
        raise SystemExit(1) from None
