"""How the API fares, for Prometheus and OpenTelemetry: numbers and names of stages, never texts."""
