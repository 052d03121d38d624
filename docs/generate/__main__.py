"""Writes the documents, or says which of them are not what would be written."""

import argparse
import sys
from pathlib import Path

from generate.documents import DOCUMENTS, FOLDER


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a document is outdated")
    check = parser.parse_args().check
    outdated = {name: made for name, make in DOCUMENTS.items() if (made := make()) != _present(FOLDER / name)}
    for name, made in outdated.items():
        print(f"{name} is not what it would be" if check else f"wrote docs/{name}")
        if not check:
            (FOLDER / name).write_text(made, encoding="utf-8")
    sys.exit(bool(outdated and check))


def _present(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    main()
