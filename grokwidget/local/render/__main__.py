"""`python -m grokwidget.local.render`: the renderer's child process. See `worker`."""

import sys

from grokwidget.local.render.worker import main

if __name__ == "__main__":
    sys.exit(main())
