"""The layers that a request goes through before anything looks at what it asks for, and its response after that.

All of them are plain ASGI: a stream goes through them piece by piece, and a client that hangs up is noticed below.
"""

from __future__ import annotations

from starlette.types import ASGIApp

from qa.service.access import addresses
from qa.service.guards.admission import Admission
from qa.service.guards.bodies import Bodies
from qa.service.guards.headers import Headers
from qa.service.guards.heads import Heads
from qa.service.guards.hosts import Hosts
from qa.service.guards.origins import Origins
from qa.service.guards.rates import Rates
from qa.service.guards.times import Times
from qa.service.service import Service


def guarded(app: ASGIApp, service: Service) -> ASGIApp:
    """Return an application behind all of the guards.

    :raises ConfigInvalid: a name or an origin in the settings is none.
    """
    settings = service.settings
    app = Bodies(app, settings.serve_megabytes * 1_000_000)
    app = Times(app, settings.serve_seconds)
    app = Rates(app, settings.serve_rate, service.quotas)
    app = Admission(app, service.keys, settings.serve_host)
    app = Origins(app, addresses.origins(settings))
    app = Hosts(app, settings.serve_host, addresses.names(settings))
    return Headers(Heads(app))
