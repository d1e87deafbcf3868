"""What the audit looks for: a code for each kind of finding, its usual level, and why it matters."""

from __future__ import annotations

from aiwg.findings.model import ERROR, INFO, WARNING, Rule

VERSION = 2
"""Goes up whenever the same bytes may be judged differently."""

_LISTED = (
    Rule(
        "hidden-tags",
        ERROR,
        "text in tag characters",
        "Tag characters (U+E0000 to U+E007F) are invisible, but a model reads them as text.",
    ),
    Rule(
        "bidi-control",
        ERROR,
        "bidirectional control characters",
        "Overrides, embeddings and isolates change the look of a line.",
    ),
    Rule(
        "hidden-bytes",
        ERROR,
        "bytes in variation selectors",
        "Variation selectors without a matching character can hide bytes and are invisible.",
    ),
    Rule(
        "secret",
        ERROR,
        "a key or a token",
        "Everyone who gets the source gets the key. aiwg names the rule that found it and never shows the key.",
    ),
    Rule(
        "base-url",
        ERROR,
        "a setting that sends an agent's requests elsewhere",
        "Every prompt and every key would go to that address.",
    ),
    Rule(
        "bypass",
        ERROR,
        "a setting that lets an agent act without asking",
        "An agent that reads a hostile text would execute it.",
    ),
    Rule(
        "zero-width",
        WARNING,
        "zero-width characters",
        "They are invisible, and can hide a message or split a word in a search.",
    ),
    Rule(
        "invisible",
        WARNING,
        "other invisible characters",
        "They have the property Default_Ignorable_Code_Point, or are fillers: both are invisible.",
    ),
    Rule(
        "stray-selector",
        WARNING,
        "a variation selector without a matching character",
        "It is invisible, and several of them can hide a message.",
    ),
    Rule(
        "direction-mark",
        WARNING,
        "a direction mark with no right-to-left text near",
        "It is invisible and has no purpose there.",
    ),
    Rule(
        "control",
        WARNING,
        "control characters",
        "They have no place in text; some move a terminal's cursor.",
    ),
    Rule(
        "escape-sequence",
        WARNING,
        "terminal escape sequences",
        "A terminal that shows the file would obey them: colour, hide or overwrite text.",
    ),
    Rule(
        "line-break",
        WARNING,
        "an unusual line break",
        "Some programs end a line there and some do not, so that they read different lines.",
    ),
    Rule(
        "private-use",
        WARNING,
        "private-use characters and noncharacters",
        "Only their author knows their meaning.",
    ),
    Rule(
        "far-right",
        WARNING,
        "text far to the right",
        "Two hundred columns of spaces, tabs or other blanks move it off the screen.",
    ),
    Rule(
        "far-below",
        WARNING,
        "text below many empty lines",
        "Eighty empty lines or more move it off the screen.",
    ),
    Rule(
        "blank",
        WARNING,
        "blank characters that are not spaces",
        "Many in a row move text away or hide a message; an empty character such as U+2800 splits a word unseen.",
    ),
    Rule(
        "unseen",
        INFO,
        "text that a rendered page does not show",
        "People do not see comments, hidden elements or titles, but agents do. It is a warning if the text instructs.",
    ),
    Rule(
        "not-utf8",
        WARNING,
        "bytes that are not UTF-8",
        "Their meaning depends on the reader; aiwg checks the rest of the file.",
    ),
    Rule(
        "lookalike",
        WARNING,
        "letters that look like others",
        "A name, a word or a host is not the one that it looks like.",
    ),
    Rule(
        "possible-secret",
        WARNING,
        "a possible password or token",
        "It is in the place of a secret, and looks random.",
    ),
    Rule(
        "injection",
        WARNING,
        "words that turn an agent against its instructions",
        "Such sentences can take control of an agent. A hint: other words can do the same.",
    ),
    Rule(
        "exfiltration",
        WARNING,
        "words that send secrets or files away",
        "Data is stolen by reading credentials and sending them to a stranger's host. A hint, like the one above.",
    ),
    Rule(
        "environment",
        WARNING,
        "a variable that changes how every program runs",
        "Proxies, preloaded libraries, start-up files and similar affect more than one server or hook.",
    ),
    Rule(
        "wide-grant",
        WARNING,
        "a permission for everything",
        "It lets an agent run any command without asking.",
    ),
    Rule(
        "risky-text",
        INFO,
        "a text that runs downloaded code, or names a dangerous setting",
        "An agent may follow it. In a platform's settings it is an error.",
    ),
    Rule(
        "control-alone",
        INFO,
        "a single control character",
        "It splits no word and moves no cursor: usually another character was lost there.",
    ),
    Rule(
        "soft-hyphen",
        INFO,
        "soft hyphens",
        "They are visible only at the end of a line; inside a word they hide it from a search.",
    ),
    Rule(
        "unread",
        INFO,
        "a file that aiwg did not check",
        "It is binary, or too large.",
    ),
)

RULES = {rule.code: rule for rule in _LISTED}
TITLES = {rule.code: rule.title for rule in _LISTED}
