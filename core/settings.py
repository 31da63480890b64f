"""The settings: environment variables, read once. Every one of them is in the README's table."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    twilio_account_sid: str = Field("", alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: str = Field("", alias="TWILIO_AUTH_TOKEN")
    twilio_api_url: str = Field("", alias="TWILIO_API_URL")
    twilio_shared_keys: str = Field("", alias="TWILIO_SHARED_KEYS", description="id=secret,id=secret")
    smtp_url: str = Field("", alias="THYRIDA_SMTP_URL", description="smtp://user:password@host:port, or smtps://")
    email_from: str = Field("", alias="THYRIDA_EMAIL_FROM")
    codes_a_day: int = Field(200, alias="THYRIDA_WRONG_CODES_A_DAY", ge=1)
    texts_a_day: int = Field(2000, alias="THYRIDA_TEXTS_A_DAY", ge=1)
    texts_a_number: int = Field(20, alias="THYRIDA_TEXTS_A_NUMBER", ge=1)
    seals: Path | None = Field(None, alias="THYRIDA_SEALS", description="the file that names each town's seal by PKCS#11")
    time_stamp_url: str = Field("", alias="THYRIDA_TIME_STAMP_URL", description="an RFC 3161 service")
    checks_a_day: int = Field(500, alias="THYRIDA_WRONG_CHECKS_A_DAY", ge=1)
    replies_a_minute: int = Field(20, alias="THYRIDA_REPLIES_A_MINUTE", ge=1)

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
