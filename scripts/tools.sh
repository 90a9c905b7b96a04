#!/bin/sh
# Makes the environment var/NAME of what requirements-NAME.txt locks, for tools that have one of their own, and prints its
# folder: tools=$(sh scripts/tools.sh docs)
set -eu
cd "$(dirname "$0")/.."
[ -w "${HOME:-/nonexistent}" ] || export UV_NO_CACHE=1
export UV_SYSTEM_CERTS=1
tools=var/$1 locked=requirements-$1.txt
if [ ! -e "$tools/ready" ] || [ "$locked" -nt "$tools/ready" ]; then
    .venv/bin/uv venv --quiet --clear --python .venv/bin/python "$tools"
    .venv/bin/uv pip install --quiet --require-hashes --python "$tools/bin/python" -r "$locked"
    touch "$tools/ready"
fi
echo "$tools"
