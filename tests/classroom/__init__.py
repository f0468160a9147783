"""Classes: what a project's file fixes for everybody who works in its folder."""
