"""A Python peer as a process: `serve.py velogate|airspeed`. Lines of JSON in, lines of JSON out.

{"load": NAME, "template": TEXT, "event": {..}} answers {"text": ..}; {"time": NAME, "what": "render"|"parse",
"seconds": S} answers {"count": .., "cpu": ..}: how often that was done, and in how many CPU seconds of this process.
"""

import importlib
import json
import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

Render = Callable[[Any], str]
Loaded = tuple[Callable[[], Render], Render, Any]


def main() -> None:
    compiled: Callable[[str, str], Render] = importlib.import_module(f"peer_{sys.argv[1]}").compiled
    loaded: dict[str, Loaded] = {}
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), compiled, loaded)), flush=True)


def answer(request: dict[str, Any], compiled: Callable[[str, str], Render], loaded: dict[str, Loaded]) -> Any:
    try:
        if "load" in request:
            return load(request, compiled, loaded)
        return timed(*loaded[request["time"]], request)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def load(request: dict[str, Any], compiled: Callable[[str, str], Render], loaded: dict[str, Loaded]) -> Any:
    name, text, event = request["load"], request["template"], request["event"]
    render = compiled(name, text)
    loaded[name] = (lambda: compiled(name, text)), render, event
    return {"text": render(event)}


def timed(parse: Callable[[], Render], render: Render, event: Any, request: dict[str, Any]) -> dict[str, float]:
    task: Callable[[], Any] = parse if request["what"] == "parse" else lambda: render(event)
    count, end, start = 0, perf_counter() + request["seconds"], process_time()
    while not count or perf_counter() < end:
        task()
        count += 1
    return {"count": count, "cpu": process_time() - start}


if __name__ == "__main__":
    main()
