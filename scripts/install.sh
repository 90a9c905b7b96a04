#!/bin/sh
# Makes the virtual environment .venv and installs requirements into it: scripts/install.sh REQUIREMENTS-FILE
# Says what is wrong in one line; the installers' own words are in var/log/install.log.
set -u
cd "$(dirname "$0")/.."
requirements=$1
log=var/log/install.log
(umask 077 && mkdir -p "$(dirname "$log")" && : >"$log") # var/ is its owner's

fail() {
    echo "$1" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Scoreboard needs Python 3.11 or newer (looked for: ${PYTHON:-python3.11, python3, python}). PYTHON=/path/to/python3 make … names one."
}

make_environment() {
    python=$(find_python) || exit 1
    echo "Making the environment .venv with $("$python" --version 2>&1)."
    rm -rf .venv
    if ! "$python" -m venv .venv >>"$log" 2>&1; then
        rm -rf .venv
        grep -qi "ensurepip\|No module named venv" "$log" &&
            fail "$python cannot make a virtual environment: its venv module is missing (Debian: apt install python3-venv)."
        fail "$python could not make .venv: $(tail -n 1 "$log") (see $log)"
    fi
}

# uv installs four times as fast as pip. It reads none of pip's settings, so pip is there for where it fails.
# Either takes only files whose hashes are in the locked requirements.
install() {
    export UV_SYSTEM_CERTS=1 # what this machine trusts, as pip does
    [ -w "${HOME:-/nonexistent}" ] || export UV_NO_CACHE=1
    pip="pip install --quiet --disable-pip-version-check"
    .venv/bin/python -m $pip --retries 1 --require-hashes -r requirements-install.txt || ! no_network || return 1
    .venv/bin/uv pip install --quiet --compile-bytecode --require-hashes --python .venv/bin/python -r "$requirements" ||
        .venv/bin/python -m $pip --require-hashes -r "$requirements"
}

no_network() {
    grep -qi "NewConnectionError\|name resolution\|failed to establish\|ProxyError\|unreachable\|ConnectTimeout" "$log"
}

.venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || make_environment
echo "Installing $requirements."
if ! install >>"$log" 2>&1; then
    no_network &&
        fail "No network: the packages in $requirements cannot be fetched from PyPI (see $log)."
    fail "Installing $requirements failed: $(grep -i error "$log" | tail -n 1) (see $log)"
fi
