"""The local service: a real HTTP server on loopback that renders real, procedural videos. Reached over HTTP only."""
