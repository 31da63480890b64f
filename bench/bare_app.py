"""The bare reference: one Flask view with one ORM INSERT and commit, and one with a SELECT of fifty rows. Nothing else.

It stands on the same engine options as Thyrida (journal, flushing, pool), so that only the work in between differs.
"""

import os
import sqlite3
import sys
from datetime import UTC, datetime, timedelta

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, Index, String, Text, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import DateTime

from core.adapters.database import BUSY_MS

ADDRESS = "BARE_DATABASE_URL"
THREADS = 8


class Base(DeclarativeBase):
    pass


class Item(Base):
    """A report as a beginner's application would keep it."""

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(120))
    category: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20), default="new")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))

    __table_args__ = (Index("ix_item_status_created_at", "status", "created_at"),)


def engine_of(url: str) -> Engine:
    """An engine with the options of `core.adapters.database`; transactions are left as SQLAlchemy begins them."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_size=10, max_overflow=10)
    engine = create_engine(url, poolclass=QueuePool, pool_size=10, max_overflow=10, connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def create_tables(url: str, rows: int) -> None:
    """Make the table, with rows in it to be listed."""
    engine, now = engine_of(url), datetime.now(UTC)
    Base.metadata.create_all(engine)
    filled = [
        {
            "title": f"Street lamp broken {number}",
            "body": "The lamp in front of the house is out. " * 6,
            "contact": f"+30690000{number % 10000:04d}",
            "category": "light",
            "created_at": now - timedelta(seconds=number),
        }
        for number in range(rows)
    ]
    with engine.begin() as connection:
        connection.execute(insert(Item), filled)
    engine.dispose()


def application() -> Flask:
    app = Flask("bare")
    engine = engine_of(os.environ[ADDRESS])
    sessions = sessionmaker(engine, expire_on_commit=False)
    app.add_url_rule("/items", "create", lambda: _create(sessions), methods=["POST"])
    app.add_url_rule("/items", "listed", lambda: _listed(sessions))
    return app


def _create(sessions: sessionmaker[Session]) -> ResponseReturnValue:
    said = request.get_json()
    with sessions() as session:
        item = Item(title=said["title"], body=said["body"], contact=said["contact"], category=said["category"])
        session.add(item)
        session.commit()
        return jsonify(id=item.id, status=item.status), 201


def _listed(sessions: sessionmaker[Session]) -> ResponseReturnValue:
    fifty = select(Item).where(Item.status == "new").order_by(Item.created_at.desc()).limit(50)
    with sessions() as session:
        items = [
            {
                "id": one.id,
                "title": one.title,
                "body": one.body,
                "contact": one.contact,
                "category": one.category,
                "status": one.status,
                "created_at": one.created_at.isoformat(),
            }
            for one in session.scalars(fifty)
        ]
        return jsonify(items=items)


if __name__ == "__main__":
    from waitress import serve

    serve(application(), host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS)
