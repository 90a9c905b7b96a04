#!/bin/sh
# Writes what Scoreboard is made of to var/sbom.json (CycloneDX), Kafka's jars included, and asks which of it has known
# vulnerabilities. Its tools have an environment of their own, var/audit.
cd "$(dirname "$0")/.." || exit 1
[ -w "${HOME:-/nonexistent}" ] || export UV_NO_CACHE=1
export UV_SYSTEM_CERTS=1
tools=var/audit
if [ ! -e $tools/ready ] || [ requirements-audit.txt -nt $tools/ready ]; then
    .venv/bin/uv venv --quiet --clear --python .venv/bin/python $tools &&
        .venv/bin/uv pip install --quiet --require-hashes --python $tools/bin/python -r requirements-audit.txt &&
        touch $tools/ready || exit 1
fi
$tools/bin/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o var/sbom.json &&
    exec .venv/bin/python scripts/sbom.py var/sbom.json $tools/bin/pip-audit
