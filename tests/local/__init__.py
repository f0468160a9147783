"""Tests of the local service, over its real sockets."""
