"""Every benchmark that needs nothing but the development packages, one after the other: `make bench`.

Each runs in a process of its own. `bench.push_latency` wants more (requirements-bench.txt) and is left out without it.
"""

import importlib.util
import subprocess
import sys

BENCHES = ("bench.folds", "bench.imports", "bench.write_path", "bench.publish", "bench.repairs", "bench.relay")


def main() -> int:
    """Run them; the first exit status that is not 0."""
    benches = [*BENCHES, "bench.push_latency"] if importlib.util.find_spec("daphne") else BENCHES
    statuses = []
    for name in benches:
        print(f"\n--- {name}", flush=True)
        statuses.append(subprocess.run([sys.executable, "-m", name], check=False).returncode)
    if len(benches) == len(BENCHES):
        print("\n--- bench.push_latency: left out, wants `pip install -r requirements-bench.txt`")
    return next((status for status in statuses if status), 0)


if __name__ == "__main__":
    sys.exit(main())
