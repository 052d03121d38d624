"""From calls to permissions: what a role must allow, as the least policy, and whether a role does.

    iam.policy(iam.needs(exchange.call, region="eu-west-1", account="123456789012"))

Confidence: actions and resources are those of AWS's service authorization reference (DOCUMENTED), where a table has
them; of all other operations the action of the same name, on every resource (INFERRED).
"""

from velogate.services.iam.checking import check
from velogate.services.iam.integrations import Needs, policy_of
from velogate.services.iam.needing import needs
from velogate.services.iam.policies import documents, policy
from velogate.services.iam.statement import Statement

__all__ = ["Needs", "Statement", "check", "documents", "needs", "policy", "policy_of"]
