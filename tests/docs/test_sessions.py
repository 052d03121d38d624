"""Examples of documents are run as they stand there."""

from pathlib import Path

import pytest

from generate import sessions

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
UNSHOWN = {path.name: path.read_text("utf-8") for path in (Path(__file__).parent / "readme").iterdir()}
"""Files that the README's sessions use and do not show."""


@pytest.mark.slow
def test_the_sessions_of_the_readme_print_what_it_says() -> None:
    found = sessions.steps(README, UNSHOWN)
    assert found
    assert [step for step in found if not step.holds] == []


def test_the_python_of_the_readme_runs_and_its_tests_pass() -> None:
    names, _ = sessions.python(README)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


def test_the_python_of_the_documents_runs() -> None:
    for page in (Path(__file__).parents[2] / "docs").glob("*.md"):
        sessions.python(page.read_text("utf-8"))


def test_a_session_keeps_its_folder() -> None:
    page = "```console\n$ echo a > f\n$ cat f\nb\n```\ntext\n```console\n$ cat f given\n```\n"
    filled = sessions.filled(page, {"given": "g\n"})
    assert filled == "```console\n$ echo a > f\n$ cat f\na\n```\ntext\n```console\n$ cat f given\na\ng\n```\n"


def test_a_command_may_go_on_for_lines() -> None:
    assert sessions.filled("```console\n$ cat <<END\n> a\n> END\n```\n").splitlines()[4:] == ["a", "```"]


def test_errors_are_part_of_what_is_printed() -> None:
    (step,) = sessions.steps("```console\n$ echo out; echo err >&2\nout\nerr\n```\n")
    assert step.holds


@pytest.mark.parametrize(
    ("said", "printed", "holds"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("", "a\n", False),
        ("a…\nz\n", "abcz\n", True),
        ("a…z\n", "a\nb\nz\n", True),
        ("a…y\n", "abcz\n", False),
        ("a(\n", "a(\n", True),
    ],
)
def test_an_ellipsis_stands_for_anything(said: str, printed: str, holds: bool) -> None:
    assert sessions.Step("$ x\n", said, printed).holds is holds
