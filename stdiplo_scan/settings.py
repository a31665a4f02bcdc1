"""The settings of one workspace: one TOML file, overridden by the environment; unknown keys are refused."""

from __future__ import annotations

import getpass
import os
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from crawlers.nearest import meant
from crawlers.wanted import wanted

# plugins of pydantic are sought in every installed package at every start, and might change what is read
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

FILE_NAME = "settings.toml"
WORKSPACE_VARIABLE = "STDIPLO_WORKSPACE"
SHARED_VARIABLE = "STDIPLO_SHARED"
LABELS_VARIABLE = "STDIPLO_LABELS"


class SettingsError(Exception):
    """A setting that cannot be used: place, value met, value wanted, cure."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("wanted a time zone name such as Asia/Tokyo") from error
    return name


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CrawlGroup(_Group):
    """How pages are visited."""

    product: str = "stdiplo-scan"  # the name that robots.txt rules are matched with
    contact: str = ""  # address or page that a publisher can write to; sent with every request
    allow_hosts: tuple[str, ...] = ()  # private or loopback hosts that may be visited
    delay_s: float | None = Field(
        default=None, ge=0
    )  # overrides every target's pace; for a world of one's own
    timeout_s: float = Field(default=30.0, gt=0)
    max_page_bytes: int = Field(default=20_000_000, gt=0)
    workers: int = Field(default=2, ge=1)  # processes that turn pages into text
    host_requests_per_day: int | None = Field(default=5000, ge=1)  # of one host, over all targets and runs
    ocr: str = Field(
        default="", pattern=r"^$|^[a-z_]{3,}(\+[a-z_]{3,})*$"
    )  # tesseract's languages; empty: off
    least_interval_hours: float = Field(default=1.0, ge=0)  # between two visits of a busy target
    most_interval_hours: float = Field(default=168.0, gt=0)  # of a quiet, failing or blocked one
    changed_after: int = Field(default=2, ge=1)  # empty listings in a row before the layout is called changed


class TargetsGroup(_Group):
    """The targets and who edits them."""

    catalogue: Literal["auto", "shipped", "own"] = "auto"  # whether the shipped targets count
    author: str = ""  # who edits, where a command does not say; empty: the user of this machine


class EmbeddingGroup(_Group):
    """The model that turns passages into vectors."""

    model: str = "default"  # or the name or path of a sentence-transformers model
    precision: Literal["bf16", "f32"] = "bf16"
    threads: int | None = Field(default=None, ge=1)


class TaggingGroup(_Group):
    """How documents are tagged."""

    # by language, a spaCy pipeline that reads the grammar of doubtful sentences; none: patterns alone
    parsers: dict[Annotated[str, Field(pattern=r"^(ja|en)$")], str] = {}


class SearchGroup(_Group):
    """How hits are put in order."""

    reranker: str = ""  # name or path of a sentence-transformers cross-encoder that reads the best again


class ProfileGroup(_Group):
    """What one person follows; an empty list sets no condition, the others must all hold."""

    name: str = ""
    countries: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()  # names of saved searches; what they find comes besides


class DigestGroup(_Group):
    """The weekly digest."""

    languages: tuple[Literal["ja", "en"], ...] = ("ja", "en")
    max_entries: int = Field(default=20, ge=1)
    baseline_weeks: int = Field(default=12, ge=4, le=52)
    editions: tuple[str, ...] = ("whole", "R", "G", "L", "B")  # built every week, whoever is sent them
    profiles: dict[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")], ProfileGroup] = {}


class MailGroup(_Group):
    """How digests and alerts leave the office."""

    transport: Literal["off", "smtp", "folder"] = "off"
    folder: Path | None = None  # of the .eml files; empty: WORKSPACE/mail
    sender: str = Field(default="", pattern=r"^$|^[^@\s<>]+@[A-Za-z0-9.-]+$")
    sender_name: str = ""
    reply_to: str = Field(default="", pattern=r"^$|^[^@\s<>]+@[A-Za-z0-9.-]+$")  # people who answer
    list_domain: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$")  # empty: the sender's
    public_url: str = Field(default="", pattern=r"^$|^https?://[^\s\"'<>]+$")  # of the pages, for links
    max_bytes: int = Field(default=2_000_000, ge=20_000)
    charts: bool = True  # pictures in HTML mail, each with its table
    host: str = ""
    port: int = Field(default=0, ge=0, le=65535)  # 0: 587 with starttls, 465 with implicit, 25 with none
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    ca_file: Path | None = None  # certificates of the office's own authority
    user: str = ""
    password: SecretStr = SecretStr("")  # from the environment only
    password_file: Path | None = None
    timeout_s: float = Field(default=30.0, gt=0, le=120)
    uncertain: Literal["resend", "hold"] = "resend"  # a mail whose arrival nobody knows
    attempts: int = Field(default=12, ge=1)
    retry_s: float = Field(default=60.0, ge=0)
    bounces: int = Field(default=3, ge=1)  # in a row, before a subscriber is switched off
    weekday: int = Field(default=1, ge=1, le=7)  # 1 Monday
    hour: int = Field(default=8, ge=0, le=23)
    on_holiday: Literal["next", "send"] = "next"
    holidays: tuple[date, ...] = ()
    holidays_file: Path | None = None  # as the Cabinet Office publishes it
    prepare_hours: int = Field(default=3, ge=0)  # before the first mail is due: collect and build
    catch_up_weeks: int = Field(default=8, ge=1)
    approval: tuple[str, ...] = ()  # editions that are not sent before somebody approved them


class WebGroup(_Group):
    """The search pages."""

    host: str = "127.0.0.1"
    port: int = Field(default=8470, ge=0, le=65535)


class Settings(BaseSettings):
    """Everything an office can set; sections as in settings.toml."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="STDIPLO_", env_nested_delimiter="__"
    )

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Tokyo"
    notice_ja: str = ""  # shown on every page and digest, e.g. that the content is fictional
    notice_en: str = ""
    cache_dir: Path | None = None  # the converted model and other things that can be made again
    store_url: str = ""  # empty: SQLite in the workspace
    glossary: Path | None = None  # the office's own glossary file
    crawl: CrawlGroup = CrawlGroup()
    targets: TargetsGroup = TargetsGroup()
    embedding: EmbeddingGroup = EmbeddingGroup()
    tagging: TaggingGroup = TaggingGroup()
    search: SearchGroup = SearchGroup()
    digest: DigestGroup = DigestGroup()
    mail: MailGroup = MailGroup()
    web: WebGroup = WebGroup()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file: a machine may differ from the office's file."""
        file = init_settings.init_kwargs if isinstance(init_settings, InitSettingsSource) else {}
        return env_settings, InitSettingsSource(settings_cls, init_kwargs=file)


def workspace_folder(given: Path | None, default: str = "workspace") -> Path:
    """The workspace: what was given, else the environment's, else the default in the working directory."""
    if given is not None:
        return given
    return Path(os.environ.get(WORKSPACE_VARIABLE) or default)


def shared_folder() -> Path:
    """The folder with the labelled sets: the environment's, else `shared` beside the repository."""
    return Path(os.environ.get(SHARED_VARIABLE) or Path(__file__).resolve().parents[2] / "shared")


def machine_user() -> str:
    """The name of the user who runs this process."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name, as in some containers
        return "unknown"


def editor_command() -> str:
    """The editor that the user of this machine prefers; empty where none is named."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def labels_folder() -> Path | None:
    """The folder with an office's own labelled files (docs/operations.md); None where none is named."""
    given = os.environ.get(LABELS_VARIABLE)
    return Path(given) if given else None


def has_screen() -> bool:
    """Whether a browser window can be opened for the person at this machine."""
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def load_settings(workspace: Path) -> Settings:
    """The settings of a workspace; defaults where it has no settings.toml.

    Raises SettingsError with the key, the value met, the value wanted and the cure.
    """
    path = workspace / FILE_NAME
    values: dict[str, Any] = {}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: {error}; wanted TOML; correct the file") from error
    _refuse_written_password(path, values)
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_fault(path, error)) from error


def _fault(path: Path, error: ValidationError) -> str:
    """Place, value met, value wanted, cure of the first setting that cannot be used."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    variable = "STDIPLO_" + key.upper().replace(".", "__")
    ours = (f"{path}: {key}", "correct the file")
    place, cure = (variable, "correct the variable") if variable in os.environ else ours
    said = wanted(first["msg"], first["input"])
    if first["type"] == "extra_forbidden":
        said = "wanted one of the keys of docs/settings.md" + meant(key, _keys(Settings))
    shown = "***" if "password" in key else repr(first["input"])
    return f"{place} is {shown}; {said}; {cure}"


def _keys(group: type[BaseModel], before: str = "") -> list[str]:
    """Every key of a group and of the groups in it, as docs/settings.md writes them."""
    found = []
    for name, field in group.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, _Group):
            found += _keys(inner, f"{before}{name}.")
        else:
            found.append(before + name)
    return found


def _refuse_written_password(path: Path, values: dict[str, Any]) -> None:
    mail = values.get("mail")
    if isinstance(mail, dict) and "password" in mail:
        raise SettingsError(
            f"{path}: mail.password stands in the file; wanted it in STDIPLO_MAIL__PASSWORD, or in a file "
            "of its own that mail.password_file names; take it out"
        )


def cache_folder(settings: Settings) -> Path:
    """Where things that can be made again are kept, over all workspaces."""
    if settings.cache_dir is not None:
        return settings.cache_dir
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "stdiplo-scan"


def dictionary_folder(settings: Settings) -> Path:
    """Where the dictionaries that set-up built lie."""
    return cache_folder(settings) / "dictionaries"
