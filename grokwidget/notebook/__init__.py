"""Floor 5: what a notebook shows. Nothing here is imported until a notebook asks for it."""
