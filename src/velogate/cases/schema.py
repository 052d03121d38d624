"""The JSON Schema of files of cases, so that editors complete them."""

import json
from typing import Any

from velogate.cases.checks import CHECKS

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_REASON = {"description": "true, or why", "type": ["boolean", "string"]}
_MATCHED = {"description": "the value, or one of: not, contains, matches, any_of, equals, anything"}
_MAP = {"type": "object"}

_EVENT = {
    "description": "the request: a file of any form that velogate reads, or what it has",
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "method": _TEXT,
                "path": _TEXT,
                "headers": _MAP,
                "query": _MAP,
                "pathParameters": _MAP,
                "body": {"description": "text as it stands; any other value as json.dumps writes it"},
                "isBase64Encoded": {"type": "boolean"},
                "params": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"path": _MAP, "querystring": _MAP, "header": _MAP},
                },
                "context": _MAP,
                "stageVariables": _MAP,
            },
        },
    ],
}

_SHARED: dict[str, Any] = {
    "event": _EVENT,
    "variables": {"description": "more variables of the template", **_MAP},
    "answer": {"description": "what the back end answers: status, headers, body", **_MAP},
    "stage": {"description": "the stage's name, or a stage", "type": ["string", "object"]},
    "authorizer": {"description": "deny, unauthorized, failure, or $context.authorizer", "type": ["string", "object"]},
    "quotas": {"description": "false lets through what is too large", "type": "boolean"},
    "tags": {"description": "marks, for -m", **_TEXTS},
    "skip": _REASON,
    "xfail": _REASON,
}

_OF_BODY: dict[str, Any] = {
    "text": {"description": "the text, to the character", **_MATCHED},
    "json": {"description": "the text as JSON, exactly"},
    "json_subset": {"description": "the text as JSON, which may have more"},
    "jsonpath": {"description": "JSONPaths and what they find", **_MAP},
    "schema": {"description": "a JSON Schema of the text as JSON", **_MAP},
    "form": {"description": "the text as a form: each parameter", **_MAP},
    "form_subset": {"description": "the text as a form, which may have more", **_MAP},
}

_EXPECT: dict[str, Any] = {
    **_OF_BODY,
    "overrides": {
        "description": "requestOverride and responseOverride of $context",
        "type": "object",
        "properties": {"request": _MAP, "response": _MAP},
    },
    "status": {"description": "the client's status", **_MATCHED},
    "headers": {"description": "headers that the client gets", **_MAP},
    "error": {
        "description": "status and body where API Gateway itself answers; false for none",
        "type": ["integer", "object", "boolean", "null"],
    },
    "warnings": {"description": "what the author is told: a list of all, or one that is there"},
    "backend": {
        "description": "what the back end gets; false if it is not called",
        "type": ["object", "boolean", "null"],
        "additionalProperties": False,
        "properties": {
            **_OF_BODY,
            **dict.fromkeys(("method", "url", "host", "path", "service", "action"), _MATCHED),
            "query": _MAP,
            "headers": _MAP,
        },
    },
    "valid_call": {
        "description": "a valid call of that operation of an AWS service, as in sqs.SendMessage; true: of any",
        "anyOf": [
            _TEXT,
            {"const": True},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "operation": {"description": "as in sqs.SendMessage", **_TEXT},
                    "parameters": {"description": "what the call has; it may have more", **_MAP},
                    "headers": {"description": "of a template: what requestParameters would map", **_MAP},
                    "path": {"description": "of a template for a REST service: the path of its URL", **_TEXT},
                },
            },
        ],
    },
    "snapshot": {"description": "true: the same as last time (syrupy)", "type": "boolean"},
}

SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Cases of velogate: test_*.vtl.yaml",
    "type": "object",
    "additionalProperties": False,
    "required": ["cases"],
    "oneOf": [{"required": ["template"]}, {"required": ["api"]}, {"required": ["library"]}],
    "properties": {
        "template": {"description": "a template's file, from this file's folder", **_TEXT},
        "api": {"description": "an API's file, from this file's folder", **_TEXT},
        "method": {"description": "a method of the API, as in POST /orders/{id}", **_TEXT},
        "library": {"description": "an entry of the reference library, as sqs/send-message", **_TEXT},
        "options": {"description": "what is chosen for the entry, by option", **_MAP},
        "dialect": {"enum": ["apigateway", "velocity"]},
        "defaults": {"type": "object", "additionalProperties": False, "properties": _SHARED},
        "cases": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "expect"],
                "properties": {
                    "name": _TEXT,
                    "description": _TEXT,
                    **_SHARED,
                    "parametrize": {
                        "description": "lists by name, or a list of sets; $(name) is replaced",
                        "type": ["object", "array"],
                    },
                    "expect": {
                        "type": "object",
                        "additionalProperties": False,
                        "minProperties": 1,
                        "properties": {name: _EXPECT[name] for name in CHECKS},
                    },
                },
            },
        },
    },
}
"""The format."""


def text() -> str:
    """The schema as a file has it."""
    return json.dumps(SCHEMA, indent=2) + "\n"
