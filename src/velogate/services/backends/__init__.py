"""Back ends that an exchange can be given: fixed answers, HTTP as it is sent, moto in this process, any endpoint."""

from velogate.services.backends.calls import ServiceCall
from velogate.services.backends.endpoint import AWS, endpoint
from velogate.services.backends.moto_server import Moto, moto
from velogate.services.backends.sending import fixed, http

__all__ = ["AWS", "Moto", "ServiceCall", "endpoint", "fixed", "http", "moto"]
