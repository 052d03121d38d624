"""Debuggers stop in templates: where a breakpoint stands, with the template's variables, and step line by line."""

import bdb
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from velogate import Template
from velogate.readers import files

SEND = """\
#set($order = $input.path('$'))
{
  "id": 1,
#foreach($tag in $order.tags)
    "tag": "$tag",
#if($tag == "b")
    "last": true
#end
#end
}
"""
EVENT = {"body": {"tags": ["a", "b"]}}


class Debugger(bdb.Bdb):
    """Notes each line where a breakpoint stops a rendering, with the template's variables."""

    def __init__(self) -> None:
        super().__init__()
        self.stops: list[tuple[str, int, dict[str, Any]]] = []

    def user_line(self, frame: FrameType) -> None:
        if self.break_here(frame) and frame.f_code.co_name != "<module>":
            variables = {k: v for k, v in frame.f_locals.items() if k.startswith("$")}
            self.stops.append((frame.f_code.co_filename, frame.f_lineno, variables))
        self.set_continue()


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "send.vtl"
    path.write_text(SEND, encoding="utf-8")
    return path


@pytest.mark.parametrize(("line", "times"), [(1, 1), (2, 1), (3, 1), (4, 3), (5, 2), (6, 2), (7, 1), (10, 1)])
def test_a_breakpoint_stops_on_every_line_that_does_something(template: Path, line: int, times: int) -> None:
    debugger = Debugger()
    assert debugger.set_break(str(template), line) is None
    debugger.runcall(Template.load(template).render, EVENT)
    assert [(path, at) for path, at, _ in debugger.stops] == [(str(template), line)] * times


def test_the_variables_of_the_template_are_the_local_variables(template: Path) -> None:
    debugger = Debugger()
    debugger.set_break(str(template), 7)
    debugger.runcall(Template.load(template).render, EVENT)
    ((_, _, variables),) = debugger.stops
    assert variables["$tag"] == "b"
    assert variables["$order"] == {"tags": ["a", "b"]}


def test_a_template_named_relative_to_the_folder_is_found(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(template.parent)
    debugger = Debugger()
    debugger.set_break(str(template), 3)
    debugger.runcall(Template.load("send.vtl").render, EVENT)
    assert len(debugger.stops) == 1


def test_a_template_inside_yaml_stops_on_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text("type: mock\nrequestTemplates:\n  a/b: |\n    one\n    $input.body\n", encoding="utf-8")
    text = files.read(path).api.resources["/"].methods["ANY"].integration.request_templates["a/b"]  # type: ignore[union-attr]
    from velogate.gateway import templates

    debugger = Debugger()
    debugger.set_break(str(path), 5)
    debugger.runcall(templates.compiled(text, "t").render, EVENT)
    assert [line for _, line, _ in debugger.stops] == [5]


def test_without_a_debugger_nothing_is_compiled_for_one(template: Path) -> None:
    made = Template.load(template)
    previous = sys.gettrace()
    sys.settrace(None)
    try:
        made.render(EVENT)
    finally:
        sys.settrace(previous)
    assert made.language._watched == {}


SCRIPT = """\
from velogate import Template

template = Template.load("send.vtl")
print(template.render({"body": {"tags": ["a", "b"]}}))
"""


@pytest.mark.slow
def test_pdb_stops_at_text_and_steps_to_directives(template: Path) -> None:
    (template.parent / "run.py").write_text(SCRIPT, encoding="utf-8")
    commands = [f"b {template}:4", f"b {template}:3", "c", "n", "n", "n", "p locals()['$tag']", "q"]
    done = subprocess.run(
        [sys.executable, "-m", "pdb", "run.py"],
        input="\n".join(commands),
        cwd=template.parent,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    shown = done.stdout
    assert "*** Blank or comment" in shown  # of line 4, which begins with #
    assert f"> {template}(3)render()" in shown
    assert '-> "id": 1,' in shown
    assert f"> {template}(4)render()" in shown
    assert "-> #foreach($tag in $order.tags)" in shown
    assert "'a'" in shown


class Adapter:
    """A client of the Debug Adapter Protocol, as an editor is one."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._file = self._socket.makefile("rwb")
        self._count = 0
        self._waiting: list[dict[str, Any]] = []

    def send(self, command: str, **arguments: Any) -> int:
        self._count += 1
        message = {"seq": self._count, "type": "request", "command": command, "arguments": arguments}
        data = json.dumps(message).encode()
        self._file.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._file.flush()
        return self._count

    def wait(self, **wanted: Any) -> dict[str, Any]:
        """The first message that says so; others wait until they are asked for."""
        for known in self._waiting:
            if wanted.items() <= known.items():
                self._waiting.remove(known)
                return known
        while True:
            length = 0
            while line := self._file.readline().strip():
                length = int(line.partition(b":")[2])
            message: dict[str, Any] = json.loads(self._file.read(length))
            if wanted.items() <= message.items():
                return message
            self._waiting.append(message)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        answer = self.wait(type="response", request_seq=self.send(command, **arguments))
        assert answer["success"], answer
        body: dict[str, Any] = answer.get("body") or {}
        return body

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _connected(port: int, process: "subprocess.Popen[bytes]") -> Adapter:
    import time

    for _ in range(300):
        try:
            return Adapter(port)
        except ConnectionRefusedError:
            assert process.poll() is None
            time.sleep(0.1)
    raise AssertionError("the debugger does not listen")


@pytest.mark.slow
def test_debugpy_stops_at_a_breakpoint_as_an_editor_sets_it(template: Path) -> None:
    (template.parent / "run.py").write_text(SCRIPT, encoding="utf-8")
    port = _free_port()
    command = [sys.executable, "-Xfrozen_modules=off", "-m", "debugpy", "--listen", f"127.0.0.1:{port}"]
    output = template.parent / "output.txt"
    with output.open("w") as written:
        process = subprocess.Popen(
            [*command, "--wait-for-client", "run.py"], cwd=template.parent, stdout=written, stderr=written
        )
    try:
        client = _connected(port, process)
        client.ask("initialize", clientID="test", adapterID="python", linesStartAt1=True, pathFormat="path")
        client.send("attach", justMyCode=False)
        client.wait(type="event", event="initialized")
        set_ = client.ask("setBreakpoints", source={"path": str(template)}, breakpoints=[{"line": 5}, {"line": 7}])
        assert [each["verified"] for each in set_["breakpoints"]] == [True, True]
        client.ask("configurationDone")
        lines = []
        for _ in range(2):
            thread = client.wait(type="event", event="stopped")["body"]["threadId"]
            frame = client.ask("stackTrace", threadId=thread)["stackFrames"][0]
            assert frame["source"]["path"] == str(template)
            lines.append(frame["line"])
            if frame["line"] == 7:
                (local, *_) = client.ask("scopes", frameId=frame["id"])["scopes"]
                found = client.ask("variables", variablesReference=local["variablesReference"])["variables"]
                assert {each["name"]: each["value"] for each in found}["$tag"] == "'b'"
            client.ask("setBreakpoints", source={"path": str(template)}, breakpoints=[{"line": 7}])
            client.ask("continue", threadId=thread)
        assert lines == [5, 7]
        process.wait(30)
        client.close()
        assert '"last": true' in output.read_text(encoding="utf-8")
    finally:
        process.kill()
        process.wait()
