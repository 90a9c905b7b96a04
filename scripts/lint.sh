#!/bin/sh
# Everything that is checked without running the code. Runs all checks, or with arguments those that begin with these
# words (scripts/lint.sh ruff check); fails if one does. .pre-commit-config.yaml has a hook for each.
cd "$(dirname "$0")/.." || exit 1
wanted=$*
status=0 ran=
check() {
    case "$* " in
    "${wanted:-$1} "*) ran=yes && echo "--- $*" ;;
    *) return ;;
    esac
    PATH="$PWD/.venv/bin:$PATH" "$@" || status=1
}
check ruff check --quiet .
check ruff format --check --quiet .
check mypy
check lint-imports
check python scripts/structure.py
check python scripts/dead_code.py
check python manage.py schemas --check
check python manage.py asyncapi --check
check python -m scripts.reference --check
# shellcheck disable=SC2046 - no template has a space in its name
templates=$(find templates -name '*.html')
[ -z "$templates" ] || check djade --check --target-version 5.2 $templates
check sh scripts/javascript.sh lint
[ "$ran" ] || { echo "No check begins with: $wanted" && exit 1; }
exit $status
