"""Memory that the start needed and serving does not."""

import ctypes
import gc

from knowledge.mapped import let_go

_M_ARENA_MAX = -8
"""The option's number in glibc's malloc.h."""


def one_heap() -> None:
    """Let all threads allocate from one heap, where the C library can: with a heap for each, what one frees stays its own."""
    try:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    except (AttributeError, OSError):
        return  # not glibc


def give_back() -> None:
    """Return freed memory to the system, where the C library can; building an index leaves much of it."""
    gc.collect()
    gc.freeze()  # what lives now lives on: later collections need not look at it
    let_go()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return  # not glibc
