"""Databases for tests, cheap enough for one each: a template is migrated once a run and copied."""
from pathlib import Path

import redis
from psycopg import sql

from engine.tables import connect
from engine.tables.migrating import upgrade
from tests.servers import postgres

TEMPLATE = "aanzet_template"


def migrate(url: str) -> None:
    engine = connect(url)
    upgrade(engine)
    engine.dispose()


def sqlite_template(folder: Path) -> str:
    path = folder / "template.db"
    migrate(f"sqlite:///{path}")
    return str(path)


def postgres_template(server: postgres.Running) -> dict:
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(TEMPLATE), sql.Identifier(postgres.ROLE)))
    migrate(server.url(TEMPLATE))
    return {"name": TEMPLATE}


def clone(server: postgres.Running, name: str) -> None:
    with server.connect(role=postgres.ROLE) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(TEMPLATE)))


def drop(server: postgres.Running, name: str) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def empty_redis(url: str) -> None:
    with redis.Redis.from_url(url) as connection:
        connection.flushdb()
