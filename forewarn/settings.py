"""Settings from the environment or forewarn.toml; the environment wins."""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from monitor.errors import ConfigurationError
from monitor.parsing import Unreadable
from monitor.parsing.numbers import LARGEST, read_whole
from monitor.parsing.text import is_text
from monitor.parsing.toml import read_toml
from monitor.parsing.urls import is_web_url, password_of, split_url

PREFIX = "FOREWARN_"
# The optional keys of public APIs have names with this prefix in the catalogue.
KEY_PREFIX = "SOURCE_KEY_"
FILE = "forewarn.toml"
OFF = "off"
_LAST_PORT = 65_535
_MIN_KEY_CHARS = 16
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_SHIPPED = Path(__file__).parent.parent / "catalogue"
_SENDER = re.compile(r"^(?:[^<>@\x00-\x1f]*<)?[^\s<>@]+@[^\s<>@]+>?$")
_MAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls")


ChatId = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]


def _ids(value: Any) -> Any:
    return (
        [part for part in value.replace(" ", "").split(",") if part]
        if isinstance(value, str)
        else value
    )


class Settings(BaseModel):
    """Everything that an operator can set. Secrets are never printed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    database_url: SecretStr = SecretStr("sqlite:///forewarn.db")
    catalogue: Path = _SHIPPED
    overlay: Path | None = None
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook: bool = False
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    public_url: str = ""
    web_bind: str = "127.0.0.1:8642"
    admin_chat_ids: Annotated[tuple[ChatId, ...], BeforeValidator(_ids)] = ()
    read_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(_ids)] = ()
    watchlist_key: SecretStr = SecretStr("")
    trusted_proxies: Annotated[tuple[str, ...], BeforeValidator(_ids)] = _LOOPBACK
    timestamp_url: str = ""
    model_url: str = ""
    model: str = ""
    model_key: SecretStr = SecretStr("")
    model_daily_calls: Annotated[int, Field(ge=0, le=1_000_000)] = 200
    screenshots: Literal["off", "changes"] = "off"
    allow_private_networks: bool = False
    contact: str = ""
    log_format: Literal["console", "json"] = "console"

    @field_validator("telegram_api_url", "public_url", "timestamp_url", "model_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not is_web_url(value):
            raise ValueError("is no web address; it starts with https://")
        return value.rstrip("/")

    @field_validator("read_keys")
    @classmethod
    def _long_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(key.get_secret_value()) < _MIN_KEY_CHARS for key in value):
            raise ValueError(f"are too easy to guess; each has {_MIN_KEY_CHARS} characters or more")
        return value

    @field_validator("watchlist_key")
    @classmethod
    def _long_key(cls, value: SecretStr) -> SecretStr:
        if value and len(value.get_secret_value()) < _MIN_KEY_CHARS:
            raise ValueError(f"is too easy to guess; it has {_MIN_KEY_CHARS} characters or more")
        return value

    @field_validator("model_key")
    @classmethod
    def _plain_key(cls, value: SecretStr) -> SecretStr:
        key = value.get_secret_value()
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise ValueError("is sent in a header; it has letters, digits and signs only")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one, strict=False)
            except ValueError:
                raise ValueError(
                    f"names {one!r}, which is no address or network; write 127.0.0.1, 10.0.0.0/8"
                ) from None
        return value

    @field_validator("web_bind")
    @classmethod
    def _bind_address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        is_port = isinstance(read_whole(port, most=_LAST_PORT), int)
        if value != OFF and not (host and is_port):
            raise ValueError("is no place to listen; write 127.0.0.1:8642, or off")
        return value

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        """Require what a webhook needs: Telegram calls https addresses only."""
        if self.telegram_webhook and not self.public_url.startswith("https://"):
            raise PydanticCustomError(
                "webhook", "FOREWARN_TELEGRAM_WEBHOOK needs FOREWARN_PUBLIC_URL with https://"
            )
        if self.telegram_webhook and self.web_bind == OFF:
            raise PydanticCustomError(
                "webhook", "FOREWARN_TELEGRAM_WEBHOOK needs FOREWARN_WEB_BIND, which is off"
            )
        return self

    @model_validator(mode="after")
    def _whole_model(self) -> Self:
        """Require both settings of a language model, or none."""
        if bool(self.model_url) != bool(self.model):
            lacking = "FOREWARN_MODEL" if self.model_url else "FOREWARN_MODEL_URL"
            raise PydanticCustomError(
                "model",
                "{lacking} is missing; a model needs its address and its name",
                {"lacking": lacking},
            )
        return self

    @property
    def draws(self) -> bool:
        """Whether the captures of changes are drawn."""
        return self.screenshots == "changes"

    @property
    def bind(self) -> tuple[str, int] | None:
        """Host and port on which the web server listens; None when it is off."""
        host, _, port = self.web_bind.rpartition(":")
        return None if self.web_bind == OFF else (host.strip("[]"), int(port))

    @property
    def site_url(self) -> str:
        """Address of the web server: the public one, else where it listens; '' when it is off."""
        return self.public_url or (f"http://{self.web_bind}" if self.bind else "")

    def on_port(self, port: int) -> Self:
        """Copy these settings with another port for the web server."""
        host = self.web_bind.rpartition(":")[0] or "127.0.0.1"
        return self.model_copy(update={"web_bind": f"{host}:{port}"})

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        context = split_url(text)
        if text and (context.scheme not in _MAIL_SCHEMES or not context.hostname):
            raise ValueError(
                "is no mail server; write smtp://host:25, smtps:// or smtp+starttls://"
            )
        return value

    @field_validator("contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not (value.isprintable() and value.isascii()):
            raise ValueError("is sent in a header; write an address in plain ASCII")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and not _SENDER.match(value):
            raise ValueError("is no sender; write Forewarn <news@example.com>")
        return value

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, file: Path = Path(FILE)) -> Self:
        """Read the environment and the file; ConfigurationError names the first wrong setting."""
        environ = os.environ if environ is None else environ
        values = _from_file(file)
        values |= {_key(name): value for name, value in environ.items() if name.startswith(PREFIX)}
        values = {key: value for key, value in values.items() if value != ""}
        if malformed := [
            key
            for key, value in values.items()
            if not is_text(f"{key}{value}") or "\0" in f"{value}"
        ]:
            raise ConfigurationError(f"{PREFIX}{malformed[0].upper()} holds what is no text")
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigurationError(_first_problem(error)) from None

    def secrets(self) -> tuple[str, ...]:
        """List the texts that must never appear in a log."""
        urls = (
            self.database_url.get_secret_value(),
            self.smtp_url.get_secret_value(),
            self.model_url,
        )
        encoded = [password_of(url) for url in urls]
        passwords = [*encoded, *map(unquote, encoded)]
        keys = [value for name, value in os.environ.items() if name.startswith(KEY_PREFIX)]
        keys += [
            key.get_secret_value() for key in (*self.read_keys, self.watchlist_key, self.model_key)
        ]
        return tuple(s for s in (self.telegram_token.get_secret_value(), *passwords, *keys) if s)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        values = read_toml(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from None
    if isinstance(values, Unreadable):
        raise ConfigurationError(f"{file} {values.reason}")
    return {_key(name): value for name, value in values.items()}


def _key(name: str) -> str:
    return name.upper().removeprefix(PREFIX).lower()


def _first_problem(error: ValidationError) -> str:
    detail = error.errors(include_url=False, include_input=False)[0]
    if not detail["loc"]:
        return str(detail["msg"])
    name = f"{PREFIX}{str(detail['loc'][0]).upper()}"
    if detail["type"] == "extra_forbidden":
        known = ", ".join(f"{PREFIX}{field.upper()}" for field in Settings.model_fields)
        return f"{name} is no setting; known are {known}"
    return f"{name} {detail['msg'].removeprefix('Value error, ')}"
