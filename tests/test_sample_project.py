"""The sample project, as a user has it: its own folder, velogate installed from a wheel, every tool beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", "src", "grammar")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with velogate installed in it, not from this checkout's own files."""
    checkout, target = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("installed")
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, checkout / name)
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install")
    done = subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--target", target, checkout], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "fixtures/projects/orders", tmp_path / "orders")


def in_project(project: Path, installed: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "COVERAGE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env={**environment, "PYTHONPATH": str(installed), "NO_COLOR": "1", "COLUMNS": "100"},
        capture_output=True,
        text=True,
    )


def test_velogate_is_the_installed_one(project: Path, installed: Path) -> None:
    probe = project / "test_where.py"
    probe.write_text(f"import velogate\n\ndef test():\n    assert velogate.__file__.startswith({str(installed)!r})\n")
    done = in_project(project, installed, "pytest", "-q", probe.name)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_all_of_it_passes_and_every_template_is_covered(
    project: Path, installed: Path, options: tuple[str, ...]
) -> None:
    done = in_project(project, installed, "pytest", "--cov", "--cov-report=term", "--cov-report=html", *options)
    assert done.returncode == 0, done.stdout
    assert "9 passed" in done.stdout
    covered = [line.split() for line in done.stdout.splitlines() if line.startswith(("api.yaml", "templates/"))]
    assert [(row[0], row[-1]) for row in covered] == [
        ("api.yaml", "100%"),
        ("templates/put-item.vtl", "100%"),
        ("templates/send-message.vtl", "100%"),
    ]
    pages = [page.read_text("utf-8") for page in (project / "htmlcov").glob("*_vtl.html")]
    assert sum("send-message.vtl" in page or "put-item.vtl" in page for page in pages) == 2


def test_coverage_run_measures_the_same(project: Path, installed: Path) -> None:
    done = in_project(project, installed, "coverage", "run", "-m", "pytest", "-q")
    assert done.returncode == 0, done.stdout
    report = in_project(project, installed, "coverage", "report")
    assert [line.split()[-1] for line in report.stdout.splitlines() if ".vtl" in line] == ["100%", "100%"]


def test_velogate_test_runs_the_cases(project: Path, installed: Path) -> None:
    done = in_project(project, installed, "velogate", "test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed in" in done.stdout, "there is nothing to warn of"


def test_a_file_that_cannot_be_read_does_not_hide_the_others(project: Path, installed: Path) -> None:
    (project / "tests/test_broken.vtl.yaml").write_text("a: [\n", "utf-8")
    done = in_project(project, installed, "velogate", "test")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "7 passed, 1 error in" in done.stdout
    assert "test_broken.vtl.yaml:2:1: error: " in done.stdout
