"""PostgreSQL's roles: the whole system runs as them, and the audit log is safe from it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests import servers

ROLES = servers.ROOT / "deploy" / "postgres" / "roles.sql"
PASSWORDS = {"OWNER_PASSWORD": "o", "APP_PASSWORD": "a", "STATS_PASSWORD": "s"}


def apply_roles(url):
    """Apply the file as PostgreSQL's image does at its first start, as the superuser."""
    psql = servers.find_postgres() / "psql"
    done = subprocess.run(
        [psql, "--no-psqlrc", "--quiet", "--file", ROLES, url],
        env={**os.environ, **PASSWORDS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def cluster():
    """A cluster with the roles, migrated; the stats' database is made by the file itself."""
    with tempfile.TemporaryDirectory(prefix="scoreboard-roles-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = servers.start_postgres(folder=Path(folder))
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("DROP DATABASE stats")
        apply_roles(server.url)
        manage(as_role(server, "scoreboard_owner", "scoreboard_stats"), "migrate", "-v0")
        manage(as_role(server, "scoreboard_app", "scoreboard_stats"), "migrate", "-v0", "--database", "stats")
        yield server
        server.stop()


def as_role(server, live, stats):
    """The URLs of both databases, as these roles."""
    return {
        "DATABASE_URL": server.url.replace("scoreboard@", f"{live}@"),
        "STATS_DATABASE_URL": server.stats_url.replace("scoreboard@", f"{stats}@"),
    }


def manage(urls, *argv, **environment):
    """Run a command of ours as programs do, by these URLs."""
    clean = {name: value for name, value in os.environ.items() if name not in servers.TEST_ENVIRONMENT}
    done = subprocess.run(
        [sys.executable, "manage.py", *argv],
        cwd=servers.ROOT,
        env={**clean, **urls, **environment},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.timeout(600)
def test_the_system_runs_as_the_application_s_roles(cluster, start_broker, tmp_path):
    """The write path, the relay, the consumer, a rebuild with its swap, and the proof of all of it."""
    app = {**as_role(cluster, "scoreboard_app", "scoreboard_stats"), "KAFKA_BOOTSTRAP": start_broker().url}
    app["DATA_DIR"] = str(tmp_path)
    manage(app, "topics")
    manage(app, "load_demo", "-v0")
    manage(app, "relay", "--resend")
    for _ in range(2):
        rebuilt = manage(app, "rebuild", "stats")
        assert "rebuilt " in rebuilt
    assert "tables" in manage(app, "verify")
    apply_roles(cluster.url)  # a second time, with everything there
    manage(app, "verify")


FORBIDDEN = [
    "DROP TRIGGER audit_append_only ON scoreboard_auditentry",
    "ALTER TABLE scoreboard_auditentry DISABLE TRIGGER ALL",
    "ALTER TABLE scoreboard_auditentry RENAME TO gone",
    "ALTER TABLE scoreboard_auditentry OWNER TO scoreboard_app",
    "DROP FUNCTION refuse_audit_change() CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "TRUNCATE scoreboard_auditentry",
    "DELETE FROM scoreboard_auditentry",
    "UPDATE scoreboard_auditentry SET kind = 'x'",
    "DROP TABLE scoreboard_auditentry CASCADE",
    "DROP TABLE scoreboard_match CASCADE",
    "TRUNCATE scoreboard_match CASCADE",
    "DELETE FROM django_migrations",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine SUPERUSER",
    "ALTER ROLE scoreboard_app SUPERUSER",
    "SET ROLE scoreboard_owner",
    "SET session_replication_role = replica",
    "GRANT UPDATE ON scoreboard_auditentry TO scoreboard_app",
    "COPY scoreboard_auditentry TO PROGRAM 'cat'",
    "DROP SCHEMA public CASCADE",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_the_application_s_role_may_not(cluster, statement):
    url = as_role(cluster, "scoreboard_app", "scoreboard_stats")["DATABASE_URL"]
    with psycopg.connect(url) as connection, connection.transaction(force_rollback=True):
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return
        given = connection.execute(
            "SELECT has_table_privilege('scoreboard_app', 'scoreboard_auditentry', 'UPDATE')"
        ).fetchone()
        assert statement.startswith("GRANT") and given == (False,)  # PostgreSQL only warns: it grants nothing


def test_each_role_sees_its_own_database_alone(cluster):
    app, stats = as_role(cluster, "scoreboard_app", "scoreboard_stats").values()
    for url, role in ((app, "scoreboard_stats"), (stats, "scoreboard_app")):
        of_the_other = url.replace("scoreboard_app@", "x@").replace("scoreboard_stats@", "x@").replace("x@", f"{role}@")
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(of_the_other)


def test_no_role_is_a_superuser(cluster):
    with psycopg.connect(cluster.url) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'scoreboard\\_%'"
            " AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)"
        ).fetchall()
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {name for (name,) in rows} == {"scoreboard_owner", "scoreboard_app", "scoreboard_stats"}
    assert owners == [("scoreboard_owner",)]
