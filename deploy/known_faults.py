"""Asks whether anything in the lock files has a known fault, and fails where something has.

The database asked is Open Source Vulnerabilities (https://osv.dev), by pip-audit, and it is sent names and versions of
packages and nothing else. Where it cannot be reached, that is said and nothing fails: nothing was looked at, and who
builds without a network still builds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ASK = ["-m", "pip_audit", "--disable-pip", "--no-deps", "--require-hashes", "--vulnerability-service", "osv",
       "--format", "json", "--desc", "off", "--progress-spinner", "off"]  # fmt: skip


def main() -> int:
    """Say what was found; 1 where there is a known fault, else 0."""
    locks = sorted(ROOT.glob("requirements*.lock"))
    words = [sys.executable, *ASK, *(word for lock in locks for word in ("--requirement", str(lock)))]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own fixed words
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        why = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        _say(f"Nothing was checked: the database of known faults could not be asked ({why[:300]})")
        return 0
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if skipped:
        _say(f"Not checked, because the database did not answer for them: {', '.join(skipped)}")
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'none yet'}"
        for one in packages
        for fault in one.get("vulns", [])
    ]
    for fault in faults:
        _say(fault)
    _say(f"{len(packages) - len(skipped)} packages were checked: {len(faults)} known faults.")
    return 1 if faults else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
