"""The events that the workloads render, the same in every run."""

import json
import random
from collections.abc import Callable
from typing import Any

CITIES = ["Lyon", "Graz", "Porto", "Oulu", "Cork", "Ghent", "Malmö", "Kraków"]
WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "juniper", "kelp", "larch"]

HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "Host": "abc123.execute-api.eu-west-1.amazonaws.com",
    "User-Agent": "curl/8.4.0 (x86_64)",
    "X-Amzn-Trace-Id": "Root=1-5f84c7a1-0123456789abcdef",
    "X-Forwarded-For": "203.0.113.7, 198.51.100.2",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
}
IDENTITY = {
    "accountId": "123456789012",
    "apiKey": "k-000",
    "caller": "AIDAEXAMPLE",
    "cognitoAuthenticationProvider": "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Xx",
    "cognitoAuthenticationType": "authenticated",
    "cognitoIdentityId": "eu-west-1:1f2e",
    "cognitoIdentityPoolId": "eu-west-1:9a8b",
    "sourceIp": "203.0.113.7",
    "user": "AIDAUSER",
    "userAgent": 'curl/8.4.0 (x86_64) "beta"',
    "userArn": "arn:aws:iam::123456789012:user/dev",
}
CONTEXT = {
    "apiId": "abc123",
    "httpMethod": "POST",
    "stage": "prod",
    "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "extendedRequestId": "XJ2y0Hb1joEFXyQ",
    "resourceId": "r5t6y7",
    "resourcePath": "/orders/{id}",
    "path": "/prod/orders/o-1001",
    "protocol": "HTTP/1.1",
    "domainName": "abc123.execute-api.eu-west-1.amazonaws.com",
    "domainPrefix": "abc123",
    "requestTime": "01/Mar/2024:12:00:00 +0000",
    "requestTimeEpoch": 1709294400000,
    "accountId": "123456789012",
    "authorizer": {"principalId": "user|77", "scope": "read write\tadmin"},
    "identity": IDENTITY,
}


def event(workload: str) -> dict[str, Any]:
    """The event of a workload; its body is text, as a request's is."""
    body = BODIES[workload](random.Random(workload))
    return {
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "params": {
            "path": {"stream": "orders-stream", "id": "o-1001"},
            "querystring": {"verbose": "true", "page": "2", "sort": "date:desc", "q": 'a "quoted" term'},
            "header": HEADERS,
        },
        "context": CONTEXT,
        "stageVariables": {"ordersTable": "orders-prod", "backend": "https://int.example.org/v1", "level": "info"},
    }


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


def _order(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"o-{number}",
        "name": f'{_words(chance, 2)} "{number}"',
        "qty": chance.randint(1, 9),
        "price": chance.randint(100, 9999) / 100 + 0.001,
        "gift": chance.random() < 0.4,
        "address": {
            "street": f"{chance.randint(1, 99)} {_words(chance, 1)} st",
            "city": chance.choice(CITIES),
            "zip": str(chance.randint(10000, 99999)),
        },
    }


def _orders(chance: random.Random, count: int) -> list[dict[str, Any]]:
    return [_order(chance, number) for number in range(count)]


def _message(chance: random.Random) -> dict[str, Any]:
    return {"order": _order(chance, 1), "comment": "a & b = c / 100% + more", "lines": _orders(chance, 3)}


def _records(chance: random.Random) -> dict[str, Any]:
    return {"records": [{"key": f"p{number % 7}", "data": _reading(chance, number)} for number in range(100)]}


def _reading(chance: random.Random, number: int) -> dict[str, Any]:
    tags = [_words(chance, 1), chance.choice(CITIES)]
    return {"id": number, "name": _words(chance, 1), "v": chance.randint(0, 9999), "ok": number % 2 == 0, "tags": tags}


def _sale(_: random.Random) -> dict[str, Any]:
    return {
        "orderId": "o-1001",
        "customer": {"id": "c-7", "email": "jo@example.org"},
        "status": "held",
        "total": 129,
        "lineCount": 3,
        "currency": "EUR",
        "gift": True,
        "note": 'leave at "door"\nring twice',
        "coupon": "SPRING",
        "address": {"city": "Malmö", "zip": "21119"},
        "tags": ["new", "eu", "web"],
    }


def _query_answer(chance: random.Random) -> dict[str, Any]:
    items = [_item(chance, number) for number in range(200)]
    return {"Count": 200, "ScannedCount": 200, "Items": items, "LastEvaluatedKey": {"id": {"S": "it-199"}}}


def _item(chance: random.Random, number: int) -> dict[str, Any]:
    note = {"note": {"S": "see\tfile " + _words(chance, 1)}} if number % 3 == 0 else {}
    return {
        "id": {"S": f"it-{number}"},
        "title": {"S": f'{_words(chance, 1)} "{_words(chance, 1)}"'},
        "qty": {"N": str(chance.randint(0, 3))},
        "price": {"N": f"{chance.randint(100, 9999) / 100:.2f}"},
        "active": {"BOOL": chance.random() < 0.5},
        "address": {"M": {"city": {"S": chance.choice(CITIES)}}},
        "tags": {"L": [{"S": word} for word in chance.sample(WORDS, 3)]},
        **note,
    }


def _archive(chance: random.Random) -> dict[str, Any]:
    return {"source": "nightly", "records": [_score(chance, number) for number in range(5000)]}


def _score(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"r-{number:05d}",
        "name": _words(chance, 2),
        "score": chance.randint(0, 99),
        "state": "active" if chance.random() < 0.7 else "idle",
        "address": {"city": chance.choice(CITIES), "zip": str(chance.randint(10000, 99999))},
        "note": f'{_words(chance, 9)} "x"',
        "flags": [chance.randint(0, 9) for _ in range(6)],
    }


BODIES: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "W1_sqs_send": _message,
    "W2_kinesis_put_records": _records,
    "W3_ddb_put_item": _sale,
    "W4_passthrough": lambda chance: {"order": _order(chance, 4), "lines": _orders(chance, 5)},
    "W5_ddb_query_response": _query_answer,
    "W6_language": lambda _: {"x": 1},
    "W7_large_filter": _archive,
    "W8_macros": lambda chance: {"orders": _orders(chance, 20)},
}
