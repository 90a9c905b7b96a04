#!/bin/sh
# The JavaScript and CSS of the pages, and what npm brings for tests: scripts/javascript.sh lint|fmt|test|install
# Says where there is no Node to check them; with REQUIRE=all in the environment (CI) that is a failure.
set -u
cd "$(dirname "$0")/.." || exit 1
log=var/log/npm.log

unchecked() {
    if [ "${REQUIRE:-}" = all ]; then
        echo "REQUIRE=all, but JavaScript is not checked: $1" >&2
        exit 1
    fi
    echo "JavaScript is not checked: $1"
    exit 0
}

# Biome and AsyncAPI's schema, as package-lock.json has them; npm leaves a file of its own where it has installed.
install_packages() {
    installed=node_modules/.package-lock.json
    [ ! -e $installed ] || [ package-lock.json -nt $installed ] || return 0
    command -v npm >/dev/null || unchecked "there is no npm (Debian: apt install npm)"
    (umask 077 && mkdir -p "$(dirname "$log")") # var/ is its owner's
    exec 9>>"$log.lock" # two at once, of two tests, would take each other's folders away
    ! command -v flock >/dev/null || flock 9
    [ ! -e $installed ] || [ package-lock.json -nt $installed ] || return 0
    npm ci --no-audit --no-fund >"$log" 2>&1 || unchecked "npm could not install what package-lock.json names (see $log)"
}

node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null ||
    unchecked "there is no Node 18 or newer (Debian: apt install nodejs npm)"
case ${1:-} in
    lint) install_packages && exec node_modules/.bin/biome check --error-on-warnings ;;
    fmt) install_packages && exec node_modules/.bin/biome check --write ;;
    test)
        # shellcheck disable=SC2046 - no test has a space in its name
        exec node --test --test-reporter=spec $(find tests/js -name '*.test.mjs')
        ;;
    install) install_packages ;;
    *) echo "scripts/javascript.sh lint|fmt|test|install" >&2 && exit 2 ;;
esac
