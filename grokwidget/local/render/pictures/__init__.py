"""Still pictures set in motion: opened, understood a little, staged, and looked at through a moving lens."""
