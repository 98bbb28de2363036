"""The configuration: `config.toml`, overridden key by key by `DELEGATE__SECTION__KEY`; secrets only from the environment."""

import os
import re
import secrets as random
import tomllib
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from bot.errors import ConfigurationError

ENVIRONMENT_PREFIX = "DELEGATE__"
BUNDLED_EVENT = Path(__file__).parent.parent / "knowledge" / "events" / "harbin-2026"


class Section(BaseModel):
    """A table of config.toml; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class EventSection(Section):
    path: Path | None = None
    """The event pack: a folder, a schedule file or a folder of documents. Unset: the bundled example event."""
    watch: bool = False
    """Preview what a change of the pack's files, also while the bot was down, would do; never released by itself."""
    first_day: str = ""
    """The first day (YYYY-MM-DD) of a schedule that names no dates."""


class AccessSection(Section):
    mode: Literal["invited", "open"] = "invited"
    """Who may ask: "invited" people only, or "open" to anyone who writes."""


class WebSection(Section):
    host: str = "127.0.0.1"
    """The address to listen on; "0.0.0.0" for every network card."""
    port: int = Field(default=8080, ge=0, le=65535)
    """The port of the chat and the staff console; 0 picks a free one."""
    public_url: str = ""
    """The address people reach it at, for links in invitations, e.g. "https://ask.example.org"."""


class TelegramSection(Section):
    api_url: str = "https://api.telegram.org"
    """The Bot API server of both bots."""
    mode: Literal["polling", "webhook"] = "polling"
    """How updates arrive. "webhook" needs public_url and WEBHOOK_SECRET in the environment."""
    public_url: str = ""
    """The https address Telegram posts updates to in webhook mode."""
    questions_per_minute: int = Field(default=20, ge=1)
    """How many messages of one person are answered in a minute; the rest get one notice."""


class DatabaseSection(Section):
    url: str = ""
    """Empty: SQLite in the data folder. "postgresql://user@host/name" for many processes."""


class ChromaSection(Section):
    url: str = ""
    """Empty: Chroma inside this process. "http://host:8000" for a Chroma server on a private network."""


class RetrievalSection(Section):
    embedding: str = "builtin"
    """"builtin" needs nothing; or "openai:text-embedding-3-small", "ollama:bge-m3", "huggingface:..." with its extra."""
    confidence: float | None = Field(default=None, ge=0, le=1)
    """Answers below this probability of being right are handed over to staff. Unset: the calibrated lines."""


class ModelSection(Section):
    model: str = ""
    """Empty: exact, extractive answers. "openai:gpt-4o-mini", "ollama:qwen3" … phrase and translate them."""
    base_url: str = ""
    """The address of a compatible model server, when it is not the provider's own."""
    timeout: float = Field(default=8.0, gt=0)
    """Seconds to wait for the model before the extractive answer is sent."""
    per_person_per_day: int = Field(default=60, ge=0)
    """How many answers a day the model phrases for one person."""
    per_day: int = Field(default=5000, ge=0)
    """How many answers a day the model phrases in all."""


class DeliverySection(Section):
    per_second: int = Field(default=30, ge=1, le=1000)
    """Messages a second and bot token; 30 is Telegram's limit, up to 1000 with paid broadcasts."""
    pause_after_failures: int = Field(default=10, ge=1)
    """A broadcast pauses itself after so many failures in a row, and staff are told."""
    correction_days: int = Field(default=7, ge=0)
    """How far back people who were told an old fact are corrected."""
    approval: bool = False
    """Whether a broadcast needs a second member of staff to approve it."""


class RehearsalSection(Section):
    speed: float = Field(default=10.0, gt=0)
    """How fast the rehearsal clock runs when the event is over and no --speed is given."""


class LogSection(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """What is logged."""
    format: Literal["text", "json"] = "text"
    """Lines for people, or JSON for machines."""


class Secrets(BaseModel):
    """What never stands in a file or a log."""

    model_config = ConfigDict(frozen=True)
    delegate_bot_token: SecretStr = SecretStr("")
    staff_bot_token: SecretStr = SecretStr("")
    web_secret: SecretStr = SecretStr("")
    webhook_secret: SecretStr = SecretStr("")

    @classmethod
    def from_environment(cls) -> Self:
        names = ("DELEGATE_BOT_TOKEN", "STAFF_BOT_TOKEN", "WEB_SECRET", "WEBHOOK_SECRET")
        return cls(**{name.lower(): SecretStr(os.environ.get(name, "")) for name in names})

    def values(self) -> tuple[str, ...]:
        """Every secret that is set, for the log filter."""
        found = (getattr(self, name).get_secret_value() for name in type(self).model_fields)
        return tuple(secret for secret in found if secret)


class Config(BaseSettings):
    """All settings. Built with `load`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__"
    )
    event: EventSection = EventSection()
    access: AccessSection = AccessSection()
    web: WebSection = WebSection()
    telegram: TelegramSection = TelegramSection()
    database: DatabaseSection = DatabaseSection()
    chroma: ChromaSection = ChromaSection()
    retrieval: RetrievalSection = RetrievalSection()
    llm: ModelSection = ModelSection()
    delivery: DeliverySection = DeliverySection()
    rehearsal: RehearsalSection = RehearsalSection()
    log: LogSection = LogSection()

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_overrides(cls, values: Any) -> Any:
        for name in os.environ:
            section, _, key = name.upper().removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
            if name.upper().startswith(ENVIRONMENT_PREFIX) and section not in cls.model_fields:
                raise ValueError(f"the environment variable {name} sets [{section}] {key}, which does not exist")
        return values

    @property
    def event_path(self) -> Path:
        """The event pack to serve."""
        return self.event.path or BUNDLED_EVENT


def load(path: Path) -> Config:
    """Read the configuration; a missing default file means defaults. ConfigurationError names file, key and mend."""
    _check_syntax(path)

    class FromFile(Config):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)

    try:
        return FromFile()
    except ValidationError as error:
        raise ConfigurationError(_explain(path, error)) from None


def _check_syntax(path: Path) -> None:
    try:
        if path.exists() or path.name != "config.toml":
            tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}); name another file with --config"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML ({error}); mend that line") from None


def _explain(path: Path, error: ValidationError) -> str:
    first = error.errors()[0]
    where = [str(part) for part in first["loc"]]
    key = f"[{where[0]}] {'.'.join(where[1:])}".strip() if where else ""
    if first["type"] == "extra_forbidden":
        section = Config.model_fields.get(where[0])
        known = section.annotation.model_fields if section and section.annotation else Config.model_fields
        return f"{path}: unknown setting {key}; known here: {', '.join(known)}"
    reason = re.sub(r"^Value error, ", "", first["msg"])
    return f"{path}: {key + ': ' if key else ''}{reason}; mend it there or in {_variable(where)}"


def _variable(where: list[str]) -> str:
    return ENVIRONMENT_PREFIX + "__".join(where).upper() if where else "the environment"


def web_secret(secrets: Secrets, data: Path) -> str:
    """The key that signs invitations: from the environment, else made once and kept in the data folder (mode 600)."""
    if given := secrets.web_secret.get_secret_value():
        return given
    file = data / "web_secret"
    try:
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as stream:
                stream.write(random.token_urlsafe(32))
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be used ({error.strerror}); set WEB_SECRET or mend it") from None


def data_folder(path: Path) -> Path:
    """The data folder, made when missing. ConfigurationError when it cannot be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigurationError(
            f"data folder {path}: cannot be written ({error.strerror}); name another with --data or mend its permissions"
        ) from None
    return path
