"""Asks DuckDB about log.parquet, which `manage.py export log --to log.parquet` wrote; run in the clone."""

import duckdb

db = duckdb.connect()
db.execute("CREATE VIEW everything AS SELECT * FROM read_parquet('log.parquet')")
db.execute("""
CREATE VIEW log AS
SELECT * FROM everything
QUALIFY row_number() OVER (PARTITION BY match, epoch, seq ORDER BY "offset") = 1
    AND epoch = max(epoch) OVER (PARTITION BY match)
""")
db.execute("""
CREATE VIEW fixtures AS
SELECT match, record->>'$.data.season.id' AS season_id,
    record->>'$.data.competition.name' AS competition, record->>'$.data.season.name' AS season,
    record->>'$.data.home.name' AS home, record->>'$.data.away.name' AS away
FROM log WHERE type = 'scheduled' AND record->>'$.data.replay_of' IS NULL
""")
print(db.sql("SELECT competition, season, season_id, count(*) AS matches FROM fixtures GROUP BY ALL ORDER BY ALL"))
print(
    db.sql("""
WITH voided AS (SELECT match, CAST(record->>'$.data.seq' AS INT) AS seq FROM log WHERE type = 'void')
SELECT CAST(floor(clock_ms / 60000 / 15) AS INT) * 15 AS from_minute, count(*) AS goals
FROM log JOIN fixtures USING (match) ANTI JOIN voided USING (match, seq)
WHERE competition = 'World Cup' AND type = 'goal'
GROUP BY ALL ORDER BY ALL
""")
)
db.execute("CREATE MACRO get_json_object(x, p) AS json_extract_string(x, p)")
season = db.execute("SELECT season_id FROM fixtures WHERE competition = 'English Premier League'").fetchall()[0][0]
standings = open("docs/sql/standings.sql").read().replace(":season", f"'{season}'")
print(db.sql(standings).limit(5))
