"""`Studio()`: the panel. A small application in a cell, read and set by Python all the time."""

from .widget import Studio

__all__ = ["Studio"]
