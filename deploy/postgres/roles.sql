-- The roles of the databases, and the database of the stats. Run by a superuser, with psql 15 or newer, in the live side's
-- database, before the first migration or at any time after one; a second run changes nothing.
--
--   OWNER_PASSWORD=… APP_PASSWORD=… STATS_PASSWORD=… psql --file deploy/postgres/roles.sql "$SUPERUSER_URL"
--
-- scoreboard_owner  owns the live side's tables and migrates them; no program runs as it
-- scoreboard_app    web, relay, worker, beat and commands: rows only; of the audit log, reading and adding
-- scoreboard_stats  the stats' database, which it owns, since `rebuild stats` makes tables and swaps them; it sees no other

\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv stats_password STATS_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['scoreboard_owner', 'scoreboard_app', 'scoreboard_stats']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE scoreboard_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE scoreboard_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app_password';
ALTER ROLE scoreboard_stats LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'stats_password';

SELECT 'CREATE DATABASE stats' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'stats') \gexec
SELECT format('ALTER DATABASE %I OWNER TO scoreboard_owner', current_database()) \gexec
ALTER DATABASE stats OWNER TO scoreboard_stats;
SELECT format('REVOKE ALL ON DATABASE %I, stats FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO scoreboard_app', current_database()) \gexec

-- The live side's tables: those that are there, and those that migrations will make.
ALTER SCHEMA public OWNER TO scoreboard_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO scoreboard_app;
SELECT format('ALTER TABLE public.%I OWNER TO scoreboard_owner', relname)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') \gexec
SELECT format('ALTER FUNCTION %s OWNER TO scoreboard_owner', oid::regprocedure)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' \gexec
ALTER DEFAULT PRIVILEGES FOR ROLE scoreboard_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO scoreboard_app;
ALTER DEFAULT PRIVILEGES FOR ROLE scoreboard_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO scoreboard_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO scoreboard_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO scoreboard_app;

-- The audit log and the list of migrations are not the programs' to change; of new tables, a migration says the same.
SELECT 'REVOKE UPDATE, DELETE, TRUNCATE ON scoreboard_auditentry FROM scoreboard_app'
WHERE to_regclass('public.scoreboard_auditentry') IS NOT NULL \gexec
SELECT 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM scoreboard_app'
WHERE to_regclass('public.django_migrations') IS NOT NULL \gexec

\connect stats
ALTER SCHEMA public OWNER TO scoreboard_stats;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SELECT format('ALTER TABLE public.%I OWNER TO scoreboard_stats', relname)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') \gexec
