"""The Serverless Framework: a service whose resources are CloudFormation's; it needs no plugin."""

import re
from typing import Any

from velogate.errors import UsageError
from velogate.library.forms import cloudformation
from velogate.library.forms.snippet import Snippet

_OWN = re.compile(r"\$\{\s*\w+\s*[:(](?!:)")
"""Begins what the framework replaces; CloudFormation's `${AWS::Region}` it leaves alone."""


def document(snippet: Snippet) -> dict[str, Any]:
    """A serverless.yml; the framework takes `${word:` in its own hands. Raises UsageError."""
    for name, given in snippet.given.items():
        if found := _OWN.search(given):
            message = f"--{name}: the Serverless Framework would take {found[0]} for a variable of its own"
            raise UsageError(message, hint="--as cloudformation, or another form")
    plain = cloudformation.document(snippet)
    return {
        "service": snippet.entry.action,
        "frameworkVersion": "3 || 4",
        "provider": {"name": "aws", "region": snippet.given.get("region", "${opt:region, 'eu-west-1'}")},
        "resources": {"Resources": plain["Resources"], "Outputs": plain["Outputs"]},
    }
