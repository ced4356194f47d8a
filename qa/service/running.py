"""`qa serve`: the application under uvicorn, from binding the address to the end of the last request."""

from __future__ import annotations

import uvicorn

from qa.service.app import make_app
from qa.service.service import Service


def serve(service: Service) -> None:
    """Serve until the process is told to end."""
    settings = service.settings
    config = uvicorn.Config(
        make_app(service),
        host=settings.serve_host,
        port=settings.serve_port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    uvicorn.Server(config).run()
