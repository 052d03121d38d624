"""The Serverless Framework: a service whose resources are CloudFormation's; it needs no plugin."""

from typing import Any

from velogate.library.forms import cloudformation
from velogate.library.forms.snippet import Snippet


def document(snippet: Snippet) -> dict[str, Any]:
    """A serverless.yml; the framework takes `${` in its own hands, and templates have none."""
    plain = cloudformation.document(snippet)
    return {
        "service": snippet.entry.action,
        "frameworkVersion": "3 || 4",
        "provider": {"name": "aws", "region": snippet.given.get("region", "${opt:region, 'eu-west-1'}")},
        "resources": {"Resources": plain["Resources"], "Outputs": plain["Outputs"]},
    }
