"""The settings: environment variables, read once. Every one of them is in the README's table."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# In the list of proxies: those that come through a Unix socket, which has no address.
UNIX = "unix"


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

    @field_validator("trusted_proxies")
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

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose word about a request's origin is taken."""
        return tuple(ip_network(one) for one in _listed(self.trusted_proxies) if one != UNIX)

    @property
    def trusts_unix(self) -> bool:
        """Whether whoever comes through a Unix socket is a proxy of ours."""
        return UNIX in _listed(self.trusted_proxies)

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
