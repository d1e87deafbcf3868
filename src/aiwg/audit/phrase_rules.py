"""Sentences and commands that a reader should look at twice: a code, a level, what they are, what to look for.

Each has needles, of which one must occur for its pattern to match: they are looked for first, in lower case. These
are hints. What they find may be harmless, and what they do not find may not be.
"""

from __future__ import annotations

from aiwg.core.dataclass import dataclass
from aiwg.findings.model import INFO, WARNING

_CONFIGURED = "in a platform's settings aiwg would refuse it"


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One thing to look for in lower-cased text: in a sentence, which markup may split, a command, or a setting.

    Settings are errors in those of a platform, and nothing in prose: who names one sets nothing.
    """

    code: str
    level: str
    said: str
    needles: tuple[bytes, ...]
    pattern: bytes
    what: str = "command"


HINTS = (
    PhraseRule(
        "injection",
        WARNING,
        "tells an agent to ignore its instructions",
        (b"ignore", b"disregard", b"forget", b"overrid"),
        rb"(?<!ly )(?<!tend to )\b(?:ignore|disregard|forget|overrid(?:e|ing))\s+(?:(?:all|any|every|the"
        rb"|your|my|these|those|of|and)\s+){0,4}"
        rb"(?:previous|prior|above|earlier|preceding|existing|foregoing|system|safety|developer|original)\b"
        rb"[\s\w,/-]{0,24}?\b(?:instruction|rule|prompt|guideline|message|direction|directive|restriction|polic|constraint)",
        what="sentence",
    ),
    PhraseRule(
        "injection",
        WARNING,
        "tells an agent to hide something from its user",
        (b" tell", b"\ntell", b" mention", b"\nmention", b" reveal", b"\nreveal"),
        rb"\b(?:do\s+not|don't|don\xe2\x80\x99t|never|without|must\s+not|should\s+not|shall\s+not)\s+(?:tell|mention|reveal)\w*\s+"
        rb"(?:(?:this|it|that|these|them|anything|any\s+of\s+\w+)\s+)?(?:about\s+\w+\s+)?(?:to\s+)?(?:the\s+|your\s+)?"
        rb"(?:user|human|developer|operator|reviewer|person)\b(?!\s+(?:what\s+(?:is|to)|how\s+to|whether|to)\b)",
        what="sentence",
    ),
    PhraseRule(
        "injection",
        WARNING,
        "asks for the system prompt",
        (b"system prompt", b"system\nprompt"),
        rb"\b(?:reveal|print|output|repeat|leak|exfiltrate|send|dump|disclose)\s+(?:(?:me|us|out|back|verbatim|all|of|the|your|its"
        rb"|full|entire|whole|complete|exact|original|initial|hidden|current|own)\s+){0,6}system\s+prompt",
        what="sentence",
    ),
    PhraseRule(
        "injection",
        WARNING,
        "puts an agent into a mode without rules",
        (b"do anything now", b"jailbreak"),
        rb"\byou\s+are\s+(?:now\s+)?(?:in\s+)?[\w\s]{0,24}jailbreak\b"
        rb"|do anything now|\b(?:enter|enable|activate|switch\s+to)\s+jailbreak\s+mode",
        what="sentence",
    ),
    PhraseRule(
        "exfiltration",
        WARNING,
        "names a service that collects data",
        (b"webhook.site", b"requestbin", b"pipedream.net", b"ngrok"),
        rb"(?<![\w.-])[\w.-]*?\b(?:webhook\.site|requestbin\.\w+|pipedream\.net|ngrok(?:-free)?\.(?:io|app|dev))\b",
    ),
    PhraseRule(
        "exfiltration",
        WARNING,
        "sends a file with credentials somewhere",
        (b"curl", b"wget", b"base64"),
        rb"\b(?:curl|wget)\b[^\n]{0,200}"
        rb"(?:\.ssh/|\.aws/credentials|\.netrc|\.git-credentials|/etc/shadow|\bid_(?:rsa|ed25519)\b|@\.env\b)"
        rb"|(?:cat|base64|tar)\s[^\n|]{0,80}(?:\.ssh/id_|\.aws/credentials|\.netrc|\.git-credentials|/etc/shadow)"
        rb"[^\n]{0,80}\|\s*(?:curl|wget|base64)\b",
    ),
    PhraseRule(
        "risky-text",
        INFO,
        "runs downloaded code",
        (b"curl", b"wget"),
        rb"\b(?:curl|wget)\s[^\n|;]{0,300}+\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b",
    ),
    PhraseRule(
        "injection",
        WARNING,
        "runs decoded text",
        (b"base64", b"b64decode"),
        rb"base64\s+(?:-d|--decode)\b[^\n]{0,80}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\b(?:exec|eval)\s*\([^\n]{0,60}(?:b64decode|atob)\s*\(",
    ),
    PhraseRule(
        "risky-text",
        INFO,
        f"names a flag that lets an agent act without asking: {_CONFIGURED}",
        (b"danger", b"--yolo", b"-all-tools"),
        rb"--dangerously-[a-z-]{4,}|--yolo\b|--(?:allow|trust)-all-tools\b",
        what="setting",
    ),
    PhraseRule(
        "risky-text",
        INFO,
        f"names a setting that lets an agent act without asking: {_CONFIGURED}",
        (b"bypassperm", b"danger", b"enableallproject"),
        rb"\"?(?:permissions?\.)?(?:default_?mode|permission_?mode|sandbox_?mode)\"?\s*[:=]\s*\"?(?:bypasspermissions|danger-full-access)"
        rb"|enableallprojectmcpservers\"?\s*[:=]\s*true",
        what="setting",
    ),
    PhraseRule(
        "risky-text",
        INFO,
        f"sets the address that an agent's requests go to: {_CONFIGURED}",
        (b"base_url", b"baseurl", b"api_base"),
        rb"\b(?:[a-z0-9]+_)*(?:base_?url|api_base)\"?\s*[:=]\s*[\"']?https?://(?![^\s\"']{0,400}\$\{)[^\s\"']{1,400}",
        what="setting",
    ),
)

_NAMES = b"ai llm assistant agent agents claude copilot cursor gemini codex gpt"
"""What hidden text calls an agent; not which platforms there are."""

_PROGRAMS = tuple(
    b"curl wget nc ncat bash zsh powershell pwsh iwr iex python python3 perl ruby eval sudo ssh scp rm "
    b"chmod dd base64".split()
)
_SECRETS = (
    b".env", b".ssh", b".aws", b"id_rsa", b"idrsa", b"api key", b"api_key", b"api-key", b"apikey", b"credential",
    b"password", b"secret", b"token", b"environment var", b"private key", b"/etc/",
)  # fmt: skip
_AGENTS = tuple(
    name + ending
    for name in _NAMES.split()
    for ending in (b":", b",", b" must", b" should", b" shall", b" always", b" never")
)

INSTRUCTING = (
    PhraseRule(
        "unseen",
        WARNING,
        "runs a command",
        (b"!`", *(name + b" " for name in _PROGRAMS), b"| sh", b"| bash", b"|sh", b"|bash"),
        rb"!`[^`\n]{1,400}+`|\b(?:" + b"|".join(_PROGRAMS) + rb") +(?:-|[~/$]|https?:)|\| ?(?:ba)?sh\b",
    ),
    PhraseRule(
        "unseen",
        WARNING,
        "asks for secrets",
        _SECRETS,
        rb"\b(?:send|post|upload|e?xfiltrate|leak|transmit|forward|copy|append|include|read|cat|print|output|dump|paste)\b"
        rb"[^.\n]{0,60}?(?:\.env\b(?!\.example|\.sample)|\.ssh\b|\.aws\b|id_?rsa|api[ _-]?keys?\b"
        rb"|credentials?\b|passwords?\b"
        rb"|secrets?\b|tokens?\b|environment variables?|private keys?\b|/etc/(?:passwd|shadow))",
    ),
    PhraseRule(
        "unseen",
        WARNING,
        "gives an agent instructions",
        (
            b"you are now",
            b"from now on",
            b"new instruction",
            b"secretly",
            b"without ask",
            b"without tell",
            b"without confirm",
            b"without permission",
            b"without approval",
            b"without mention",
            b"system note",
            b"system message",
            b"system override",
        ),
        rb"you are now|from now on|new instruction|secretly|without (?:ask|tell|confirm|permission|approval|mention)"
        rb"|system (?:note|message|override)",
    ),
    PhraseRule(
        "unseen",
        WARNING,
        "gives an agent instructions",
        _AGENTS,
        rb"\b(?:ai|llm|assistant|agent|claude|copilot|cursor|gemini|codex|chatgpt|gpt)s?(?::|,| must"
        rb"| should| shall| always| never) "
        rb"[^\n]{0,60}?\b(?:must|always|never|run|execute|delete|send|approve|read|write|install|open|visit"
        rb"|fetch|do not)\b",
    ),
)
"""What text that a page does not show may do to an agent, its blanks as single spaces. In shown text these are
ordinary words."""
