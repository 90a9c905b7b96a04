#!/bin/sh
# Makes the virtual environment .venv and installs requirements into it: scripts/install.sh REQUIREMENTS-FILE
# Says what is wrong, and what to do, in one line; the installers' own words are in var/log/install.log.
set -u
cd "$(dirname "$0")/.."
requirements=$1
log=var/log/install.log
pythons="python3.11 python3.12 python3.13 python3.14 python3 python" # those that have been tried come first
needed_mb=500                                                        # for .venv (280), Kafka (45), and data

fail() {
    echo "$1" >&2
    exit 1
}

make_log() {
    (umask 077 && mkdir -p "$(dirname "$log")" && : >"$log") 2>/dev/null || # var/ is its owner's
        fail "Scoreboard cannot write $log: \`make\` needs a clone of your own, in a folder that you may write to ($PWD)."
}

# What is free where the clone is, in MB; nothing where df says it in some other way.
measure_disk() {
    free_kb=$(df -Pk . 2>/dev/null | (read -r _ && read -r _ _ _ free _ && echo "$free"))
    [ "$free_kb" -ge 0 ] 2>/dev/null && echo $((free_kb / 1024))
}

find_python() {
    for candidate in ${PYTHON:-$pythons}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    fail "Scoreboard needs Python 3.11 or newer (looked for: ${PYTHON:-$pythons}). PYTHON=/path/to/python3 make … names one."
}

make_environment() {
    python=$(find_python) || exit 1
    free_mb=$(measure_disk)
    [ "${free_mb:-$needed_mb}" -ge "$needed_mb" ] ||
        fail "Scoreboard needs $needed_mb MB of disk, and $PWD has $free_mb MB left: make room there, or clone it elsewhere."
    echo "Making the environment .venv with $("$python" --version 2>&1)."
    rm -rf .venv
    if ! "$python" -m venv .venv >>"$log" 2>&1; then
        rm -rf .venv
        if grep -qi "ensurepip\|No module named '*venv" "$log"; then
            package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
            fail "$python cannot make a virtual environment: its venv module is missing (Debian, Ubuntu: apt install $package)."
        fi
        no_space
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

no_space() {
    # A full disk has no room for the log either.
    free_mb=$(measure_disk)
    { [ "${free_mb:-99}" -ge 5 ] && ! grep -qi "No space left on device\|disk quota exceeded" "$log"; } ||
        fail "The disk is full: make room where $PWD is (or in the folder for temporary files: TMPDIR=… make …), and try again."
}

# What there is no wheel for is built from its source, for which most machines lack something.
no_wheel() {
    machine=$(.venv/bin/python -c 'import platform, sys
tried = sys.version_info < (3, 15) and sys.platform in ("linux", "darwin") and platform.libc_ver()[0] != "musl"
tried and sys.exit(1)
print("Python %d.%d on %s" % (*sys.version_info[:2], platform.platform()))') || return 0
    fail "Not all packages in $requirements are made for $machine: docs/platforms.md says for what they are; PYTHON=python3.14 make … takes another Python (see $log)."
}

make_log
.venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || make_environment
echo "Installing $requirements."
if ! install >>"$log" 2>&1; then
    no_space
    no_network &&
        fail "No network: the packages in $requirements cannot be fetched from PyPI (see $log)."
    no_wheel
    fail "Installing $requirements failed: $(grep -i error "$log" | tail -n 1) (see $log)"
fi
