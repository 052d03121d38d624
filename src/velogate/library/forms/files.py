"""The files that a snippet is written as, in each form."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from velogate.library.entry import STANDARD
from velogate.library.forms import cdk, cloudformation, marks, openapi, sam, serverless, terraform, yaml_text
from velogate.library.forms.snippet import Snippet


def _of_yaml(make: Callable[[Snippet], Any]) -> Callable[[Snippet], str]:
    return lambda given: yaml_text.written(make(given))


def _openapi(given: Snippet) -> str:
    return _literal(yaml_text.written(openapi.document(given)), given)


def _literal(text: str, given: Snippet) -> str:
    """The text with the account, region and role that were given, or that samples have: OpenAPI cannot ask for them."""
    return marks.replaced(text, lambda name: given.given.get(name, STANDARD[name]))


FORMS: Mapping[str, tuple[str, Callable[[Snippet], str]]] = {
    "openapi": ("openapi.yaml", _openapi),
    "cloudformation": ("template.yaml", _of_yaml(cloudformation.document)),
    "sam": ("template.yaml", _of_yaml(sam.document)),
    "serverless": ("serverless.yml", _of_yaml(serverless.document)),
    "terraform": ("main.tf", terraform.document),
    "cdk": ("stack.ts", cdk.document),
}
"""The file's name of each form, and what writes it."""


def written(given: Snippet, form: str) -> dict[str, str]:
    """Texts by file name; beside OpenAPI, which has no roles, the policy of the one that it names."""
    name, make = FORMS[form]
    found = {name: make(given)}
    if form == "openapi" and given.policy["Statement"]:
        found["policy.json"] = _literal(json.dumps(given.policy, indent=2, ensure_ascii=False), given) + "\n"
    return found
