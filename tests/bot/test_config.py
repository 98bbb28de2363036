import re
from pathlib import Path

import pytest

from bot.config import Config, data_folder, load
from bot.errors import ConfigurationError

ROOT = Path(__file__).parent.parent.parent
KEYS = [(name, key) for name, field in Config.model_fields.items() for key in field.annotation.model_fields]


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_setting_is_explained_in_the_file_and_the_readme(section: str, key: str) -> None:
    table = (ROOT / "config.toml").read_text().split(f"[{section}]")[1].split("\n[")[0]
    assert re.search(rf"^# .+\n(# )?{key} = ", table, re.MULTILINE)
    assert f"`[{section}] {key}`" in (ROOT / "README.md").read_text()


def test_the_shipped_file_holds_the_defaults() -> None:
    assert load(ROOT / "config.toml").model_dump() == Config().model_dump()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[web]\nprot = 1", r"unknown setting \[web\] prot; known here: host, port, public_url"),
        ("[wep]\nport = 1", r"unknown setting \[wep\]"),
        ("[web]\nport = 'x'", r"\[web\] port: .*mend it there or in DELEGATE__WEB__PORT"),
        ("[web\nport = 1", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_explained_in_one_line(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match=said) as raised:
        load(file)
    assert "\n" not in str(raised.value)
    assert str(file) in str(raised.value)


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("[web]\nport = 1000")
    monkeypatch.setenv("DELEGATE__WEB__PORT", "2000")
    assert load(tmp_path / "config.toml").web.port == 2000
    monkeypatch.setenv("DELEGATE__WEB__PROT", "1")
    with pytest.raises(ConfigurationError, match="prot"):
        load(tmp_path / "config.toml")


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(ConfigurationError, match="--data"):
        data_folder(tmp_path / "data")
