-- The table of a football league's season, from the log alone: the fold that scoreboard/stats does, in SQL that DuckDB
-- and Spark both take. `log` is what `manage.py export log` writes, or the topic itself; `:season` is the season's id.
-- DuckDB calls get_json_object json_extract_string: CREATE MACRO get_json_object(x, p) AS json_extract_string(x, p).
-- Three points a win; level on points by goal difference, goals, name. Leagues without extra time.
WITH records AS (  -- the newest epoch of each match; what came twice counts once
    SELECT DISTINCT match, epoch, seq, type, side, record FROM log
    WHERE sport = 'football'
),
newest AS (SELECT match, max(epoch) AS epoch FROM records GROUP BY match),
kept AS (SELECT r.* FROM records r JOIN newest n ON r.match = n.match AND r.epoch = n.epoch),
voids AS (
    SELECT match, seq, CAST(get_json_object(record, '$.data.seq') AS INT) AS target FROM kept
    WHERE type = 'void'
),
standing AS (  -- a void that is itself void takes nothing away
    SELECT v.* FROM voids v LEFT JOIN voids w ON w.match = v.match AND w.target = v.seq WHERE w.seq IS NULL
),
reviews AS (  -- of several reviews of a record, the last counts
    SELECT match, CAST(get_json_object(record, '$.data.seq') AS INT) AS target,
        get_json_object(record, '$.data.decision') AS decision,
        row_number() OVER (PARTITION BY match, get_json_object(record, '$.data.seq') ORDER BY seq DESC) AS place
    FROM kept WHERE type = 'review' AND (match, seq) NOT IN (SELECT match, target FROM standing)
),
gone AS (
    SELECT match, target FROM standing
    UNION
    SELECT match, target FROM reviews WHERE place = 1 AND decision = 'cancelled'
),
amends AS (
    SELECT match, CAST(get_json_object(record, '$.data.seq') AS INT) AS target,
        get_json_object(record, '$.data.event.type') AS type, get_json_object(record, '$.data.event.side') AS side,
        row_number() OVER (PARTITION BY match, get_json_object(record, '$.data.seq') ORDER BY seq DESC) AS place
    FROM kept WHERE type = 'amend' AND (match, seq) NOT IN (SELECT match, target FROM gone)
),
effective AS (  -- the log as its corrections leave it
    SELECT k.match, k.seq, coalesce(a.type, k.type) AS type, coalesce(a.side, k.side) AS side, k.record
    FROM kept k LEFT JOIN amends a ON a.match = k.match AND a.target = k.seq AND a.place = 1
    WHERE (k.match, k.seq) NOT IN (SELECT match, target FROM gone)
),
fixtures AS (
    SELECT match,
        get_json_object(record, '$.data.home.id') AS home, get_json_object(record, '$.data.home.name') AS home_name,
        get_json_object(record, '$.data.away.id') AS away, get_json_object(record, '$.data.away.name') AS away_name
    FROM kept WHERE type = 'scheduled' AND get_json_object(record, '$.data.season.id') = :season
        AND get_json_object(record, '$.data.replay_of') IS NULL
),
scores AS (  -- of matches that are over: by their result, or after both halves
    SELECT match,
        sum(CASE WHEN type = 'goal' AND side = 'home' THEN 1
                 WHEN type = 'result' THEN CAST(get_json_object(record, '$.data.full_time.home') AS INT) ELSE 0 END) AS home_goals,
        sum(CASE WHEN type = 'goal' AND side = 'away' THEN 1
                 WHEN type = 'result' THEN CAST(get_json_object(record, '$.data.full_time.away') AS INT) ELSE 0 END) AS away_goals
    FROM effective GROUP BY match
    HAVING sum(CASE WHEN type = 'result' THEN 2 WHEN type = 'period_end' THEN 1 ELSE 0 END) >= 2
),
sides AS (
    SELECT f.home AS competitor, f.home_name AS name, s.home_goals AS scored, s.away_goals AS conceded
    FROM fixtures f JOIN scores s ON s.match = f.match
    UNION ALL
    SELECT f.away, f.away_name, s.away_goals, s.home_goals FROM fixtures f JOIN scores s ON s.match = f.match
)
SELECT competitor, min(name) AS name, count(*) AS played,
    sum(CASE WHEN scored > conceded THEN 1 ELSE 0 END) AS won,
    sum(CASE WHEN scored = conceded THEN 1 ELSE 0 END) AS drawn,
    sum(CASE WHEN scored < conceded THEN 1 ELSE 0 END) AS lost,
    sum(scored) AS goals_for, sum(conceded) AS goals_against,
    sum(CASE WHEN scored > conceded THEN 3 WHEN scored = conceded THEN 1 ELSE 0 END) AS points
FROM sides GROUP BY competitor
ORDER BY points DESC, sum(scored) - sum(conceded) DESC, goals_for DESC, name
