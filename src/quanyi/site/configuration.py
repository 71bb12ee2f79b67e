"""What a bank configures: environment variables first, then one TOML file, then defaults that suit one server."""

import importlib
import os
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from quanyi.site import sqlite

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
    " PRAGMA secure_delete=ON; PRAGMA busy_timeout=20000; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
)


@dataclass(frozen=True)
class Setting:
    """One setting: its dotted name, its default and what it means."""

    name: str
    default: str
    meaning: str


#: Every setting there is; reading another one is an error, so that the reference page cannot miss one.
SETTINGS = (
    Setting("database", "", "`postgresql://user:password@host:port/name`; without it SQLite in the data folder"),
    Setting("hosts", "localhost,127.0.0.1,[::1]", "names under which the server is reached, separated by commas"),
    Setting("https", "no", "yes where visitors come by https: secure cookies, HSTS, redirect from http"),
    Setting("origins", "", "origins from which forms are accepted besides the own one, separated by commas"),
    Setting("proxy", "no", "yes behind a proxy that sets X-Forwarded-Proto itself and removes what visitors send"),
    Setting("time_zone", "Asia/Shanghai", "zone in which days begin and end"),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


class ConfigurationError(ValueError):
    """A setting that cannot be used; the message names the setting and the remedy."""


@dataclass(frozen=True)
class Configuration:
    """The settings of one installation.

    Attributes:
        data: folder that holds everything the bank owns.
        keys: folder of the keys, apart from ``data`` so that a stolen copy of ``data`` alone opens nothing.
        values: the parsed TOML file.
    """

    data: Path
    keys: Path
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return a setting by its dotted name: ``mail.host`` is ``QUANYI_MAIL_HOST`` or ``[mail] host``."""
        default = DEFAULTS[name]
        from_environment = os.environ.get("QUANYI_" + name.upper().replace(".", "_"))
        if from_environment is not None:
            return from_environment
        value: Any = self.values
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return a yes/no setting; anything but a clear word is an error."""
        word = self.get(name).strip().lower()
        if word in {"1", "yes", "true", "on"}:
            return True
        if word in {"0", "no", "false", "off", ""}:
            return False
        raise ConfigurationError(f"setting {name}: write yes or no, not '{word}'")

    def database(self) -> dict[str, Any]:
        """Return Django's database entry: SQLite in the data folder, or the PostgreSQL named by ``database``."""
        address = self.get("database")
        if not address:
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(self.data / "quanyi.sqlite3"),
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS, "timeout": 20},
                "CONN_MAX_AGE": None,
            }
        parts = urlsplit(address)
        if parts.scheme not in {"postgresql", "postgres"}:
            raise ConfigurationError("setting database: write postgresql://user:password@host:port/name")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }

    def secret_key(self) -> str:
        """Return the installation's signing key; it is made once and kept in the keys folder."""
        path = self.keys / "secret_key"
        if not path.exists():
            self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            # O_EXCL: of two processes that start together only one makes the key.
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return path.read_text("ascii").strip()
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
        return path.read_text("ascii").strip()


def refuse_unsound(database: dict[str, Any]) -> None:
    """Stop before an unsound SQLite library touches the data.

    Raises:
        ConfigurationError: the library can lose committed transactions (``quanyi.E001``).
    """
    if database["ENGINE"].endswith("sqlite3"):
        # By name, because ``boot.prepare`` decides which library stands behind it.
        reason = sqlite.refusal(importlib.import_module("sqlite3").sqlite_version_info)
        if reason:
            raise ConfigurationError(reason)


def load() -> Configuration:
    """Read the configuration of this process.

    Raises:
        ConfigurationError: the TOML file is named but missing or malformed.
    """
    data = Path(os.environ.get("QUANYI_DATA", "var")).resolve()
    keys = Path(os.environ.get("QUANYI_KEYS", f"{data}.keys")).resolve()
    named = os.environ.get("QUANYI_CONFIG")
    path = Path(named) if named else data / "quanyi.toml"
    if named and not path.exists():
        raise ConfigurationError(f"QUANYI_CONFIG names {path}, which does not exist")
    values: dict[str, Any] = {}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ConfigurationError(f"{path}: {error}") from error
    return Configuration(data=data, keys=keys, values=values)
