#!/bin/sh
# The whole suite. Browser tests are a process of their own: Playwright's loop and pytest-asyncio's do not mix.
# COVERAGE=1 measures which lines and branches the tests run, and fails below the floor in pyproject.toml.
cd "$(dirname "$0")/.." || exit 1
status=0
if [ $# -eq 0 ]; then
    sh scripts/javascript.sh test || status=1
fi
unset DJANGO_SETTINGS_MODULE # the suite has settings of its own, whatever this shell is set to
.venv/bin/python -m pytest -n 2 --dist loadgroup "$@" ${COVERAGE:+--cov} || status=$?
if [ -d tests/browser ] && [ $# -eq 0 ]; then
    .venv/bin/python -m pytest tests/browser || [ $? -eq 5 ] || status=1
fi
exit $status
