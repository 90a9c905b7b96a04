#!/bin/sh
# Everything that is checked without running the code; runs them all, fails if one does.
cd "$(dirname "$0")/.." || exit 1
status=0
check() {
    echo "--- $*"
    ".venv/bin/$@" || status=1
}
check ruff check --quiet .
check ruff format --check --quiet .
check mypy
check lint-imports
check python manage.py schemas --check
# shellcheck disable=SC2046 - no template has a space in its name
templates=$(find templates -name '*.html')
[ -z "$templates" ] || check djade --check --target-version 5.2 $templates
echo "--- biome check"
sh scripts/javascript.sh lint || status=1
exit $status
