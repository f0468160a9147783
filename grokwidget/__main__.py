"""`python -m grokwidget` is the command `grokwidget`."""

import sys

from .cli import main

sys.exit(main())
