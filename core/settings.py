"""The settings: environment variables, read once. Every one of them is in the README's table."""

import re
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# In the list of proxies: those that come through a Unix socket, which has no address.
UNIX = "unix"
TEXT_GATEWAYS = frozenset({"twilio", "kannel"})
# Of secrets that somebody chooses: as many signs as cannot be guessed.
SHORTEST_SECRET = 16


class Settings(BaseSettings):
    """Frozen and typed. A wrong value stops the start with a sentence that names the variable."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    port: int = Field(8000, alias="PORT", ge=1, le=65535)
    host: str = Field("127.0.0.1", alias="HOST")
    data: Path = Field(Path("var"), alias="THYRIDA_DATA")
    database_url: str = Field("", alias="THYRIDA_DATABASE_URL")
    public_url: str = Field("", alias="THYRIDA_PUBLIC_URL")
    public_demo: bool = Field(False, alias="THYRIDA_PUBLIC_DEMO")
    catalogue: Path | None = Field(None, alias="THYRIDA_CATALOGUE")
    tiles_url: str = Field("", alias="THYRIDA_TILES_URL")
    worker: bool = Field(True, alias="THYRIDA_WORKER")
    queue: Literal["embedded", "procrastinate"] = Field("embedded", alias="THYRIDA_QUEUE")
    trusted_proxies: str = Field("", alias="THYRIDA_TRUSTED_PROXIES", description="10.0.0.1,10.1.0.0/16,unix")
    log: Literal["", "json", "plain"] = Field("", alias="THYRIDA_LOG")
    metrics_port: int = Field(0, alias="THYRIDA_METRICS_PORT", ge=0, le=65535)
    metrics_host: str = Field("127.0.0.1", alias="THYRIDA_METRICS_HOST")
    admin_email: str = Field("", alias="THYRIDA_ADMIN_EMAIL")
    admin_phone: str = Field("", alias="THYRIDA_ADMIN_PHONE")
    admin_language: str = Field("el", alias="THYRIDA_ADMIN_LANGUAGE")
    backup_expected: bool = Field(False, alias="THYRIDA_BACKUP_EXPECTED")
    twilio_account_sid: str = Field("", alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: str = Field("", alias="TWILIO_AUTH_TOKEN")
    twilio_api_url: str = Field("", alias="TWILIO_API_URL")
    twilio_shared_keys: str = Field("", alias="TWILIO_SHARED_KEYS", description="id=secret,id=secret")
    texts_by: str = Field("twilio,kannel", alias="THYRIDA_TEXTS_BY", description="gateways of texts, the first one first")
    kannel_url: str = Field("", alias="THYRIDA_KANNEL_URL", description="http://127.0.0.1:13013/cgi-bin/sendsms")
    kannel_user: str = Field("", alias="THYRIDA_KANNEL_USER")
    kannel_password: str = Field("", alias="THYRIDA_KANNEL_PASSWORD")
    kannel_token: str = Field("", alias="THYRIDA_KANNEL_TOKEN", description="what it shows us, and what proves its receipts")
    kannel_from: str = Field("", alias="THYRIDA_KANNEL_FROM", description="127.0.0.1,10.1.0.0/16")
    smtp_url: str = Field("", alias="THYRIDA_SMTP_URL", description="smtp://user:password@host:port, or smtps://")
    email_from: str = Field("", alias="THYRIDA_EMAIL_FROM")
    login_url: str = Field("", alias="THYRIDA_LOGIN_URL", description="the national login, up to and with /oauth2server")
    login_client_id: str = Field("", alias="THYRIDA_LOGIN_CLIENT_ID")
    login_client_secret: str = Field("", alias="THYRIDA_LOGIN_CLIENT_SECRET")
    codes_a_day: int = Field(200, alias="THYRIDA_WRONG_CODES_A_DAY", ge=1)
    texts_a_day: int = Field(2000, alias="THYRIDA_TEXTS_A_DAY", ge=1)
    texts_a_number: int = Field(20, alias="THYRIDA_TEXTS_A_NUMBER", ge=1)
    parts_a_second: float = Field(10.0, alias="THYRIDA_TEXT_PARTS_A_SECOND", ge=0)
    calls_a_second: float = Field(1.0, alias="THYRIDA_CALLS_A_SECOND", ge=0)
    emails_a_second: float = Field(0.0, alias="THYRIDA_EMAILS_A_SECOND", ge=0)
    announcing_a_day: float = Field(2000.0, alias="THYRIDA_ANNOUNCING_A_DAY", ge=0, description="euros")
    seals: Path | None = Field(None, alias="THYRIDA_SEALS", description="the file that names each town's seal by PKCS#11")
    time_stamp_url: str = Field("", alias="THYRIDA_TIME_STAMP_URL", description="an RFC 3161 service")
    checks_a_day: int = Field(500, alias="THYRIDA_WRONG_CHECKS_A_DAY", ge=1)
    replies_a_minute: int = Field(20, alias="THYRIDA_REPLIES_A_MINUTE", ge=1)

    @field_validator("texts_by")
    @classmethod
    def _gateways(cls, value: str) -> str:
        """A gateway that nobody knows would be a town that sends no texts."""
        if wrong := set(_listed(value)) - TEXT_GATEWAYS:
            raise ValueError(f"there is no gateway {', '.join(sorted(wrong))}: name {' and '.join(sorted(TEXT_GATEWAYS))}")
        return value

    @field_validator("kannel_token")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        """It lets somebody speak in any citizen's name."""
        if value and len(value) < SHORTEST_SECRET:
            raise ValueError(f"at least {SHORTEST_SECRET} letters and digits")
        return value

    @field_validator("trusted_proxies", "kannel_from")
    @classmethod
    def _networks(cls, value: str) -> str:
        """A mistyped proxy must stop the start, not open a door or close one."""
        for one in _listed(value):
            if one != UNIX:
                ip_network(one)
        return value

    @field_validator("admin_phone")
    @classmethod
    def _number(cls, value: str) -> str:
        if value and not re.fullmatch(r"\+[1-9]\d{7,14}", value):
            raise ValueError("write it with + and the country's code, as +306912345678")
        return value

    @model_validator(mode="after")
    def _shared(self) -> "Settings":
        """The queue that many share stands in PostgreSQL, and is a package of its own."""
        if self.queue == "procrastinate":
            if not self.database_url.startswith("postgresql+psycopg"):
                raise ValueError("THYRIDA_QUEUE=procrastinate needs PostgreSQL (THYRIDA_DATABASE_URL=postgresql+psycopg://…)")
            if find_spec("procrastinate") is None:
                raise ValueError('THYRIDA_QUEUE=procrastinate needs its package: pip install "procrastinate>=3.10"')
        return self

    @property
    def works(self) -> bool:
        """Whether the server has a worker in its own process: with the shared queue only where that is asked for."""
        return self.worker and (self.queue == "embedded" or "worker" in self.model_fields_set)

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose word about a request's origin is taken."""
        return tuple(ip_network(one) for one in _listed(self.trusted_proxies) if one != UNIX)

    @property
    def trusts_unix(self) -> bool:
        """Whether whoever comes through a Unix socket is a proxy of ours."""
        return UNIX in _listed(self.trusted_proxies)

    @property
    def text_gateways(self) -> tuple[str, ...]:
        """The gateways of texts by name, the first one first."""
        return tuple(_listed(self.texts_by))

    @property
    def kannel_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Where the gateway's own requests may come from; none named, from anywhere."""
        return tuple(ip_network(one) for one in _listed(self.kannel_from) if one != UNIX)

    @property
    def sends_email(self) -> bool:
        return bool(self.smtp_url and self.email_from)

    @property
    def base_url(self) -> str:
        """Where providers reach us; the base of every signed webhook."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.data / 'thyrida.db').resolve()}"

    @property
    def shared_keys(self) -> dict[str, str]:
        """The secrets of the provider's second signature scheme, by key id."""
        pairs = (pair.partition("=") for pair in self.twilio_shared_keys.split(",") if "=" in pair)
        return {name.strip(): secret.strip() for name, _, secret in pairs}


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]
