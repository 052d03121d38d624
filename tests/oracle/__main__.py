"""What Velocity 1.7 says: `cd tests && python -m oracle [--dialect D] [--tokens] [--vars JSON] TEMPLATE|-`."""

import argparse
import json
import sys

from oracle import Oracle


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m oracle", description="Ask the real Velocity 1.7.")
    parser.add_argument("template", help="the template's text, or - for standard input")
    parser.add_argument("--dialect", default="velocity", choices=["velocity", "apigateway"])
    parser.add_argument("--vars", default="{}", help="the variables as a JSON object")
    parser.add_argument("--tokens", action="store_true", help="show the parser's tokens and tree, not the output")
    chosen = parser.parse_args()
    template = sys.stdin.read() if chosen.template == "-" else chosen.template
    if chosen.tokens:
        show(Oracle().tokens(template, chosen.dialect))
    else:
        print(Oracle().render(template, json.loads(chosen.vars), chosen.dialect))


def show(answer: dict) -> None:
    for kind, image in answer["tokens"]:
        print(f"{kind:<32}{image!r}")
    print(*answer["tree"], answer["message"], sep="\n")


if __name__ == "__main__":
    main()
