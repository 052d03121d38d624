"""Back ends that an exchange can be given: fixed answers, HTTP as it is sent, moto in this process."""

from velogate.services.backends.moto_server import Moto, moto
from velogate.services.backends.sending import fixed, http

__all__ = ["Moto", "fixed", "http", "moto"]
