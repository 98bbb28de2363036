"""Arrays left in their files."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.mapped import let_go, mapped


def test_an_array_reads_the_same_after_its_memory_was_given_back(tmp_path: Path) -> None:
    numbers = np.arange(100_000, dtype=np.int32).reshape(-1, 10)
    np.save(tmp_path / "numbers.npy", numbers)
    found = mapped(tmp_path / "numbers.npy")
    assert np.array_equal(found, numbers)
    let_go()
    assert np.array_equal(found[[3, 9_999]], numbers[[3, 9_999]])
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 1


@pytest.mark.parametrize("content", [b"", b"no array", None])
def test_what_is_no_array_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "numbers.npy"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises((OSError, ValueError, EOFError)):
        mapped(path)
