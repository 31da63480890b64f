"""Accounts, what they may do where, and their sessions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Municipal, Numbered, new_id


class Account(Base):
    """A person who signs in. It belongs to no town by itself: a shared IT team holds several memberships."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id, autoincrement=False)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str]
    password: Mapped[str | None]
    language: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]


class Membership(Municipal, Base):
    """What an account is in one municipality: its role, its departments, whether it signs certificates."""

    __tablename__ = "membership"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str]
    departments: Mapped[list[Any]]
    signs: Mapped[bool]


class AbsenceRow(Numbered, Base):
    """Days, both included, on which somebody is away, and who stands in for them."""

    __tablename__ = "absence"

    account_id: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date]
    substitute: Mapped[int | None]
    note: Mapped[str]

    __table_args__ = (Index(None, "municipality_id", "until_on"),)


class StaffSession(Base):
    """A sign-in that can be revoked; its token is kept as a digest. `town_id` is the town chosen after sign-in."""

    __tablename__ = "staff_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    __table_args__ = (Index(None, "account_id"),)


class PasswordLink(Base):
    """A one-time link to choose a password, kept as a digest."""

    __tablename__ = "password_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInTry(Base):
    """Wrong passwords, by account name and source, both as digests: guessing is slowed by source first."""

    __tablename__ = "sign_in_try"

    subject: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    wrong: Mapped[int]
    last_at: Mapped[datetime]
