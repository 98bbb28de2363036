"""Every benchmark can at least be started."""

import importlib

import pytest

from tests.benchmarks.__main__ import PARTS


@pytest.mark.parametrize("part", PARTS)
def test_a_benchmark_says_how_it_is_used(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        importlib.import_module(f"tests.benchmarks.{part}").main(["--help"])
    assert ended.value.code == 0
    assert "usage:" in capsys.readouterr().out
