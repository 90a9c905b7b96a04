#!/bin/sh
# Locks what requirements/*.in ask for: each file's exact version, and the hashes of all its files, for every platform;
# and Kafka's jars.
# Versions that are locked stay as they are, unless it is told otherwise: scripts/lock.sh --upgrade-package django
set -eu
cd "$(dirname "$0")/.."

lock() { # NAME OF THE .in, LOCKED FILE, OPTIONS…
    name=$1 locked=$2
    shift 2
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command "make lock" "requirements/$name.in" --output-file "$locked" "$@"
}

lock install requirements-install.txt "$@"
lock base requirements.txt "$@"
for name in dev export bench; do # with the versions that run
    lock "$name" "requirements-$name.txt" --constraints requirements.txt "$@"
done
for name in audit docs peers; do # in environments of their own
    lock "$name" "requirements-$name.txt" "$@"
done

jars=scoreboard/devserver/kafka-jars.txt
PYTHONPATH=. .venv/bin/python scripts/lock_jars.py >"$jars.draft"
mv "$jars.draft" "$jars"
