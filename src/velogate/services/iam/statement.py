"""What a call needs: actions on resources."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

ANY = "*"


@dataclass(frozen=True, slots=True)
class Statement:
    """That these actions on these resources must be allowed."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    """ARNs, `*` where a value comes from the client or is not known."""
    condition: Mapping[str, Any] = field(default_factory=dict)
    """In IAM's form; under which it is enough that they are allowed."""
    why: str = ""
    """The call, or the integration, that needs it."""

    def because(self, why: str) -> Self:
        """The statement, with this reason."""
        return replace(self, why=why)
