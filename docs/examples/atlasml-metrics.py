"""A page for Prometheus in AtlasML: beside atlasml/app.py, and there, after `app` is made, `serve_metrics(app)`.

pip: prometheus-client, prometheus-fastapi-instrumentator. The guide's make_asgi_app alone counts no requests.
"""

from contextlib import contextmanager

from prometheus_client import Histogram
from prometheus_fastapi_instrumentator import Instrumentator

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

WEAVIATE = Histogram(
    "weaviate_query_duration_seconds",
    "Time that Weaviate takes for a query.",
    ["operation"],
    buckets=SECONDS,
)


def serve_metrics(app):
    """Counts and times each request by its path, and shows it at /metrics."""
    Instrumentator(excluded_handlers=["/metrics"]).instrument(
        app, latency_lowr_buckets=SECONDS
    ).expose(app, include_in_schema=False)


@contextmanager
def weaviate_query(operation):
    """Times what is done inside: `with weaviate_query("near_vector"): collection.query.near_vector(…)`"""
    with WEAVIATE.labels(operation).time():
        yield
