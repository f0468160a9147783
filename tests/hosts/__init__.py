"""The hosts that show what a cell makes, started for real where that can be had."""
