"""`make bench`: every measurement in turn; those that need `--data` and do not find it say so and are skipped."""

import argparse
import importlib
import sys
from pathlib import Path

PARTS = (
    "retrieval",
    "speed",
    "meaning",
    "calibration",
    "trust",
    "exam",
    "schedules",
    "delivery",
    "changes",
    "telegram",
)


def main() -> int:
    """Run the parts named, else all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=", ".join(PARTS))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    given = parser.parse_args()
    worst = 0
    for name in given.parts:
        print(f"== {name}", flush=True)
        part = importlib.import_module(f"tests.benchmarks.{name}")
        takes_data = name in ("retrieval", "speed", "calibration", "schedules", "changes")
        worst = max(worst, part.main(["--data", str(given.data)] if takes_data else []))
    return worst


if __name__ == "__main__":
    sys.exit(main())
