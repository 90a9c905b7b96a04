"""Adds Kafka's jars to a list of what Scoreboard is made of (CycloneDX), and has it audited: sbom.py SBOM PIP-AUDIT.

Exit status 1 where something has a known vulnerability. Where the database of these cannot be asked, that is said, and
is no failure.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
JARS = ROOT / "scoreboard" / "devserver" / "kafka-jars.txt"


def main(sbom: Path, auditor: str) -> int:
    """Complete the list, and audit it; the exit status."""
    content = json.loads(sbom.read_text())
    content["components"] += [make_component(line) for line in JARS.read_text().splitlines() if line[0] != "#"]
    sbom.write_text(json.dumps(content, indent=1))
    print(f"{sbom}: {len(content['components'])} components")
    # One alone first: where the database does not answer, the others need not be asked for.
    for requirements in ("requirements-install.txt", "requirements.txt"):
        found = audit(auditor, requirements)
        if found is None or all("skip_reason" in one for one in found):
            print("Vulnerabilities: not audited, their database cannot be had from here")
            return 0
        wrong = [one for one in found if one.get("vulns")]
        for one in wrong:
            print(f"{one['name']} {one['version']}: {', '.join(vuln['id'] for vuln in one['vulns'])}")
        if wrong:
            return 1
        print(f"{requirements}: none of {len(found)} has a known vulnerability")
    return 0


def make_component(line: str) -> dict[str, Any]:
    """A jar as CycloneDX has it, of a line of kafka-jars.txt."""
    coordinate, _, digest = line.partition(" sha256:")
    group, name, version = coordinate.split(":")
    purl = f"pkg:maven/{group}/{name}@{version}"
    hashes = [{"alg": "SHA-256", "content": digest}]
    return {
        "type": "library",
        "bom-ref": purl,
        "group": group,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": hashes,
    }


def audit(auditor: str, requirements: str) -> list[dict[str, Any]] | None:
    """What pip-audit says of each package of a locked file; None where it could not ask."""
    argv = [auditor, "--requirement", requirements, "--require-hashes", "--disable-pip", "--format", "json"]
    ran = subprocess.run([*argv, "--progress-spinner", "off"], cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return json.loads(ran.stdout)["dependencies"]
    except json.JSONDecodeError:
        print((ran.stderr.strip() or "pip-audit said nothing").splitlines()[-1][:200])
        return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
