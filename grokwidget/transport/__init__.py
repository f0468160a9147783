"""HTTP: what reaches a provider, what is certain about a request that had no answer, and where addresses lead.

`access` knows addresses and loads nothing; `connections` is the only place that knows httpx, and loads when used.
"""
