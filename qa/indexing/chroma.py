"""chromadb, imported in about three quarters of its time, which is most of what `qa ask` takes.

Two things that importing it does are of no use here: it checks the signatures of its own overriding methods, and it
loads the gRPC exporter of its tracing, which is off (bench/startup.py measures what `qa ask` takes in all).
"""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Iterator

_EXPORTER = "opentelemetry.exporter.otlp.proto.grpc.trace_exporter"


@contextlib.contextmanager
def _quick_import() -> Iterator[None]:
    """Leave out the two while the block runs; afterwards everything is as it was."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, AttributeError):
            import overrides.overrides  # noqa: F401 - the module; the name in its package is a function

            module = sys.modules["overrides.overrides"]
            check = module.__dict__["ensure_signature_is_compatible"]
            module.__dict__["ensure_signature_is_compatible"] = lambda *_, **__: None
            stack.callback(module.__dict__.__setitem__, "ensure_signature_is_compatible", check)
        if _EXPORTER not in sys.modules:
            stand_in = types.ModuleType(_EXPORTER)
            stand_in.__dict__["OTLPSpanExporter"] = None
            sys.modules[_EXPORTER] = stand_in
            stack.callback(sys.modules.pop, _EXPORTER, None)
        yield


with _quick_import():
    import chromadb
    import chromadb.errors
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings as ChromaSettings

__all__ = ["ChromaSettings", "SharedSystemClient", "chromadb"]
