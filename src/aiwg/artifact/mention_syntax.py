"""How a body mentions a file: `@.aiwg/...` is one of the project, `@$AIWG_ROOT/...` one of the sources."""

from __future__ import annotations

import re

PROJECT_FORM = ".aiwg/"
INSTALLED_FORM = "$AIWG_ROOT/"
MENTION = re.compile(r"(?<![\w`@/])@(?P<target>(?:\.aiwg|\$AIWG_ROOT)/[\w./-]*[\w/])")
