"""Draws the pictures of the documents from the sample project: what pytest prints, and a page of coverage's report.

Run by `make pictures`, by hand: coverage's page is looked at with Chromium, which few machines have.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
COLUMNS = 100


def main() -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("the picture of coverage's page needs Chromium (Debian: apt-get install chromium)")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(ROOT / "fixtures/projects/orders", Path(folder) / "orders"))
        draw(pytest(project, "--cov"), "pytest --cov", PICTURES / "tests.svg")
        pytest(project, "-k", "becomes", "--cov", "--cov-report=html")
        photograph(browser, next((project / "htmlcov").glob("*send*_vtl.html")), PICTURES / "coverage.png")
        template = project / "templates/send-message.vtl"
        template.write_text(template.read_text("utf-8").replace("=$util.urlEncode($tag)##", "=$tag##"), "utf-8")
        draw(pytest(project), "pytest", PICTURES / "failure.svg")


def pytest(project: Path, *options: str) -> str:
    """What pytest prints in the project, with its colours."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--color=yes", "--no-header", "-p", "no:cacheprovider", *options],
        cwd=project,
        env={**os.environ, "COLUMNS": str(COLUMNS), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    return done.stdout


def draw(printed: str, command: str, picture: Path) -> None:
    """The output of a command as a terminal shows it."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ {command}"))
    console.print(Text.from_ansi(printed))
    picture.write_text(console.export_svg(title="orders"), "utf-8")


def photograph(browser: str, page: Path, picture: Path) -> None:
    """The top of a page as a browser shows it."""
    options = ("--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=900,520")
    subprocess.run([browser, *options, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
