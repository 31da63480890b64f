"""Workers that are killed in mid-run lose no message and send none twice; what nobody knows of is marked uncertain."""

import random
from pathlib import Path

from psycopg import connect

from core.bootstrap import build
from core.settings import Settings
from tests.audit.counting import carriers, fill, killed
from tests.core.messages.conftest import Post
from tests.databases import free_port

MESSAGES, KILLS = 300, 12


def test_a_dozen_kills_lose_nothing_and_double_nothing(outbox: Post, database_url: str, tmp_path: Path) -> None:
    """Workers by SIGKILL; on PostgreSQL every third time all connections are cut instead (a killed server is in the audit)."""
    core = build(Settings(data=tmp_path / "var", database_url=database_url))  # type: ignore[call-arg]
    ids = fill(core, outbox.town, MESSAGES)
    with carriers(database_url, tmp_path / "var", free_port(), workers=2) as made:

        def kill(chance: random.Random) -> None:
            if core.database.is_sqlite or chance.random() < 2 / 3:
                made.kill(chance)
                return
            with connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

        outcome = killed(core.database, made, ids, KILLS, kill, patience=120)
    core.database.close()
    assert outcome.wrong == []
    assert (outcome.kills, sum(outcome.states.values())) == (KILLS, MESSAGES)
    assert outcome.states["accepted"] >= MESSAGES - 2 * KILLS
