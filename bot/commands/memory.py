"""Memory that the start needed and serving does not."""

import ctypes
import gc


def give_back() -> None:
    """Return freed memory to the system, where the C library can; building an index leaves much of it."""
    gc.collect()
    gc.freeze()  # what lives now lives on: later collections need not look at it
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return  # not glibc
