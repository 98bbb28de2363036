"""Large arrays left in their files: only what is looked at takes memory, and the system may take that back at any time."""

import mmap
from pathlib import Path
from typing import Any
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

_held: WeakSet[mmap.mmap] = WeakSet()


def mapped(path: Path) -> NDArray[Any]:
    """The array of a .npy file, to be read only; raises OSError, ValueError and EOFError when it is none."""
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    _held.add(array._mmap)
    return np.asarray(array)


def let_go() -> None:
    """Give back the memory of what was looked at in these files; looking again brings it back."""
    if hasattr(mmap, "MADV_DONTNEED"):
        for one in list(_held):
            one.madvise(mmap.MADV_DONTNEED)
