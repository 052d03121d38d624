"""SAM: an AWS::Serverless::Api with the OpenAPI document inside, and its role."""

from typing import Any

from velogate.library.forms import cloudformation, openapi
from velogate.library.forms.snippet import Snippet


def document(snippet: Snippet) -> dict[str, Any]:
    """The template of a snippet; a WebSocket API, which SAM has no resource for, by CloudFormation's."""
    plain = cloudformation.document(snippet)
    head = {"AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31"}
    if snippet.entry.is_websocket:
        return {**head, **{name: each for name, each in plain.items() if name not in head}}
    api = {
        "Type": "AWS::Serverless::Api",
        "Properties": {
            "Name": snippet.api.name,
            "StageName": "prod",
            "DefinitionBody": cloudformation.substituted(openapi.document(snippet)),
        },
    }
    kept = {name: each for name, each in plain["Resources"].items() if not each["Type"].startswith("AWS::ApiGateway::")}
    return {
        **head,
        "Description": snippet.entry.title,
        "Resources": {"Api": api, **kept},
        "Outputs": {"Url": {"Value": cloudformation.url(snippet, "Api.Stage")}},
    }
