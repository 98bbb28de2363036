"""Parsing of risky files in a subprocess with little memory, little time and nothing to reach."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import DocumentError

CPU_SECONDS = 4.0
"""Of computing, for one file; a page a person wrote takes well under one."""
WALL_SECONDS = 60.0
"""For one file on a machine that is busy with other things."""
WORKER = "knowledge.documents.worker"
ANSWER_BYTES = 60_000_000
TOO_LONG = "took too long to read; save it in a simpler form, such as Markdown or plain text."
TOO_LARGE = "took more memory to read than a document should; split it or save it as text."


def parse(module: str, paths: Sequence[Path]) -> list[Any | DocumentError]:
    """What `module.parse(path)` makes of each file, in the same order; a DocumentError where it failed, without the
    file's name. One subprocess serves all files until one of them brings it down; the rest get another."""
    results: list[Any | DocumentError] = []
    while len(results) < len(paths):
        results += _run(module, paths[len(results) :])
    return results


def _run(module: str, paths: Sequence[Path]) -> list[Any | DocumentError]:
    """The answers up to and including the first file that ended the subprocess."""
    child = subprocess.Popen(  # noqa: S603  (our own interpreter and module, no shell)
        [sys.executable, "-m", WORKER, module, str(CPU_SECONDS), *(str(path.resolve()) for path in paths)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    results: list[Any | DocumentError] = []
    overdue = threading.Event()
    try:
        while len(results) < len(paths):
            line = _line(child, overdue)
            if not line:
                results.append(DocumentError(TOO_LONG if overdue.is_set() or _spent(child) else TOO_LARGE))
                break
            answer = json.loads(line)
            results.append(DocumentError(answer["error"]) if "error" in answer else answer["result"])
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
    return results


def _line(child: "subprocess.Popen[bytes]", overdue: threading.Event) -> bytes:
    """The next answer; empty when the subprocess died or had to be ended."""

    def end() -> None:
        overdue.set()
        child.kill()

    timer = threading.Timer(WALL_SECONDS, end)
    timer.start()
    try:
        line = child.stdout.readline(ANSWER_BYTES) if child.stdout else b""
    finally:
        timer.cancel()
    return line if line.endswith(b"\n") else b""


def _spent(child: "subprocess.Popen[bytes]") -> bool:
    """Whether the subprocess ended because it had computed for as long as it may."""
    try:
        code = child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return False
    return -code in {getattr(signal, name, 0) for name in ("SIGPROF", "SIGXCPU")}


def _environment() -> dict[str, str]:
    """Enough to start; no secret of ours is handed to what reads strangers' files."""
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": root,
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
