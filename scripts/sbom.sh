#!/bin/sh
# Writes what Scoreboard is made of to var/sbom.json (CycloneDX), Kafka's jars included, and asks which of it has known
# vulnerabilities. Its tools have an environment of their own, var/audit.
cd "$(dirname "$0")/.." || exit 1
tools=$(sh scripts/tools.sh audit) || exit 1
$tools/bin/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o var/sbom.json &&
    exec .venv/bin/python scripts/sbom.py var/sbom.json $tools/bin/pip-audit
