"""Which operations are tried: those of the services that people call from API Gateway, and some of others.

Always the same; with VELOGATE_EXAMPLES=10000 or more every operation of the one, and two of every other service.
"""

import os
from zlib import crc32

from velogate.services.wire import models

CALLED = (
    *("apigatewaymanagementapi", "appconfig", "appconfigdata", "athena", "batch", "cloudwatch", "codebuild"),
    *("cognito-idp", "comprehend", "connect", "dynamodb", "ecs", "events", "firehose", "iot-data", "kinesis", "kms"),
    *("lambda", "logs", "rekognition", "s3", "sagemaker-runtime", "scheduler", "secretsmanager", "ses", "sesv2"),
    *("sns", "sqs", "ssm", "stepfunctions", "sts", "textract", "translate"),
)
"""The services of which templates are known, by botocore's names."""


WHOLE = int(os.environ.get("VELOGATE_EXAMPLES", "0")) >= 10_000
MOST = None if WHOLE else 20
"""Operations of a service that is called."""


def others() -> list[str]:
    """Services that nobody calls from API Gateway: all of them, or every third and EC2 with its own protocol."""
    found = [service for service in models.services() if service not in CALLED]
    return found if WHOLE else sorted({"ec2", *found[::3]})


def operations(service: str) -> list[str]:
    """The operations of a service that are tried; none that is out of use."""
    names = [name for name in models.operations(service) if not models.operation(service, name).deprecated]
    return sorted(names, key=lambda name: crc32(name.encode()))[: MOST if service in CALLED else 2]


def protocols(service: str) -> list[str]:
    """The protocols by which a template can call a service."""
    return [each for each in models.protocols(service) if each in ("query", "ec2", "json", "rest-json", "rest-xml")]
