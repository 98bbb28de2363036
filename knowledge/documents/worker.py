"""The guarded subprocess: `python -m knowledge.documents.worker MODULE SECONDS FILE…` writes one JSON line for
each file, or dies at the file that takes more seconds of computing than that."""

import importlib
import json
import math
import signal
import socket
import sys
import zipfile
from pathlib import Path
from typing import NoReturn, TextIO

MEMORY = 700_000_000
LONGEST = 30.0
"""Seconds of computing that a long file may come to be allowed beyond its first ones."""
UNPACKED = 100_000_000
RATIO = 150
"""Text packs about tenfold; more than this, over a megabyte, is a bomb."""


class Refused(Exception):
    """The file is hostile or unusable; the message is for a person."""


def limit(seconds: float) -> None:
    """Takes away memory, processor time beyond these seconds, the writing of files and the network."""
    try:
        import resource
    except ImportError:  # not on Windows
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket.connect = _no_network  # type: ignore[method-assign]
    socket.getaddrinfo = _no_network


def _no_network(*_: object, **__: object) -> NoReturn:
    raise OSError("a document may not reach the network")


def allow(seconds: float) -> None:
    """From now on so many seconds of computing, then SIGPROF ends the process. Waiting for a busy machine does not count."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_PROF, seconds)


def allow_more(seconds: float) -> None:
    """So much longer, for a file that is long rather than slow. No effect where nothing was allowed before."""
    left = signal.getitimer(signal.ITIMER_PROF)[0] if hasattr(signal, "getitimer") else 0.0
    if left:
        allow(left + seconds)


def check_container(path: Path) -> None:
    """Raises Refused when a zip container would unpack to more than a document should."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as container:
        parts = container.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > UNPACKED or (unpacked > 1_000_000 and unpacked > RATIO * max(packed, 1)) or len(parts) > 10_000:
        raise Refused(
            "unpacks to far more than a document holds; it may be a zip bomb. Save it again from its program."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("is protected by a password; save it without one.")


def main(module: str, seconds: float, files: list[str], out: TextIO) -> None:
    """Parses the files one after another, each in so many seconds of computing."""
    limit((seconds + LONGEST) * len(files))
    parser = importlib.import_module(module)
    for name in files:
        allow(seconds)
        try:
            check_container(Path(name))
            answer = {"result": parser.parse(Path(name))}
        except Refused as error:
            answer = {"error": str(error)}
        except MemoryError:
            answer = {"error": "takes more memory than a document should; split it or save it as text."}
        except Exception as error:  # parsers raise anything on broken files
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            answer = {"error": f"is damaged or not what its ending says ({reason}); save it again from its program."}
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    # By its own name, so that what a parser refuses is the Refused that is caught here.
    importlib.import_module("knowledge.documents.worker").main(
        sys.argv[1], float(sys.argv[2]), sys.argv[3:], sys.stdout
    )
