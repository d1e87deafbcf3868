"""How a body mentions a file: `@.aiwg/...` is one of the project, `@$AIWG_ROOT/...` one of the sources."""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern

PROJECT_FORM = ".aiwg/"
INSTALLED_FORM = "$AIWG_ROOT/"
MENTION = lazy_pattern(r"(?<![\w`@/])@(?P<target>(?:\.aiwg|\$AIWG_ROOT)/[\w./-]*[\w/])")
