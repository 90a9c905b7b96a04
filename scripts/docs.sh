#!/bin/sh
# Builds docs/ as one site in var/site; a page that is not in its navigation, or a link that leads nowhere, fails it.
# Its tools have an environment of their own, var/docs. scripts/docs.sh serve: while it is written, on port 8001.
cd "$(dirname "$0")/.." || exit 1
tools=$(sh scripts/tools.sh docs) || exit 1
if [ "${1:-}" = serve ]; then
    exec $tools/bin/mkdocs serve --dev-addr 127.0.0.1:8001
fi
exec $tools/bin/mkdocs build --strict --clean
