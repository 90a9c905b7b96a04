#!/bin/sh
# Builds docs/ as one site in var/site; a page that is not in its navigation, or a link that leads nowhere, fails it.
# Its tools have an environment of their own, var/docs. scripts/docs.sh serve: while it is written, on port 8001.
cd "$(dirname "$0")/.." || exit 1
[ -w "${HOME:-/nonexistent}" ] || export UV_NO_CACHE=1
export UV_SYSTEM_CERTS=1
tools=var/docs
if [ ! -e $tools/ready ] || [ requirements-docs.txt -nt $tools/ready ]; then
    .venv/bin/uv venv --quiet --clear --python .venv/bin/python $tools &&
        .venv/bin/uv pip install --quiet --require-hashes --python $tools/bin/python -r requirements-docs.txt &&
        touch $tools/ready || exit 1
fi
if [ "${1:-}" = serve ]; then
    exec $tools/bin/mkdocs serve --dev-addr 127.0.0.1:8001
fi
exec $tools/bin/mkdocs build --strict --clean
