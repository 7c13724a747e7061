"""`make conformance TCK=DIR MODELS=DIR`: a JSON line for each suite; what failed is named in conformance-failures.txt."""
import argparse
from pathlib import Path

from tests.conformance import models, tck

FAILURES = Path("conformance-failures.txt")


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    reader.add_argument("--tck", default="", help="the folder of the DMN compatibility kit")
    reader.add_argument("--models", default="", help="a folder of process models")
    asked = reader.parse_args()
    if not asked.tck and not asked.models:
        reader.error("name a folder with TCK= or MODELS=")
    absent = [folder for folder in (asked.tck, asked.models) if folder and not Path(folder).is_dir()]
    if absent:
        reader.error(f"there is no folder {', '.join(absent)}")
    suites = [*(tck.run(Path(asked.tck)).values() if asked.tck else ()), *(models.run(Path(asked.models)).values() if asked.models else ())]
    for suite in suites:
        print(suite.line(), flush=True)
    FAILURES.write_text("".join(f"{line}\n" for suite in suites for line in suite.failures), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
