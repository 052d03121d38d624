"""Which operations are tried: every one of the services that people call from API Gateway, and some of all others."""

from zlib import crc32

from velogate.services.wire import models

CALLED = (
    *("apigatewaymanagementapi", "appconfig", "appconfigdata", "athena", "batch", "cloudwatch", "codebuild"),
    *("cognito-idp", "comprehend", "connect", "dynamodb", "ecs", "events", "firehose", "iot-data", "kinesis", "kms"),
    *("lambda", "logs", "rekognition", "s3", "sagemaker-runtime", "scheduler", "secretsmanager", "ses", "sesv2"),
    *("sns", "sqs", "ssm", "stepfunctions", "sts", "textract", "translate"),
)
"""The services of which templates are known, by botocore's names."""


def operations(service: str) -> list[str]:
    """All operations of a service that is called; of another one two, always the same. None that is out of use."""
    names = [name for name in models.operations(service) if not models.operation(service, name).deprecated]
    return names if service in CALLED else sorted(names, key=lambda name: crc32(name.encode()))[:2]


def protocols(service: str) -> list[str]:
    """The protocols by which a template can call a service."""
    return [each for each in models.protocols(service) if each in ("query", "ec2", "json", "rest-json", "rest-xml")]
