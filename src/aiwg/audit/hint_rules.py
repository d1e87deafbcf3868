"""Sentences and commands that a reader should look at twice: a code, a level, what they are, what to look for.

Each has needles, of which one must occur for its pattern to match: they are looked for first, in lower case. These
are hints. What they find may be harmless, and what they do not find may not be.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiwg.findings.model import INFO, WARNING

_CONFIGURED = "in a platform's own settings it would be refused"


@dataclass(frozen=True, slots=True)
class HintRule:
    """One thing to look for in lower-cased text: `setting` ones are errors in the settings of a platform."""

    code: str
    level: str
    said: str
    needles: tuple[bytes, ...]
    pattern: bytes
    setting: bool = False


HINTS = (
    HintRule(
        "injection",
        WARNING,
        "tells an agent to ignore what it was told",
        (b"ignore ", b"disregard", b"forget ", b"overrid"),
        rb"\b(?:ignore|disregard|forget|overrid(?:e|ing))\s+(?:(?:all|any|every|the|your|my|these|those|of|and)\s+){0,4}"
        rb"(?:previous|prior|above|earlier|preceding|existing|foregoing|system|safety|developer|original)\b"
        rb"[\s\w,/-]{0,24}?\b(?:instruction|rule|prompt|guideline|message|direction|directive|restriction|polic|constraint)",
    ),
    HintRule(
        "injection",
        WARNING,
        "tells an agent to keep something from its user",
        (b" tell", b" mention", b" reveal"),
        rb"\b(?:do\s+not|don't|never|without|not)\s+(?:tell|mention|reveal)\w*\s+"
        rb"(?:(?:this|it|that|these|them|anything|any\s+of\s+\w+)\s+)?(?:about\s+\w+\s+)?(?:to\s+)?(?:the\s+|your\s+)?"
        rb"(?:user|human|developer|operator|reviewer|person)\b",
    ),
    HintRule(
        "injection",
        WARNING,
        "asks for the system prompt",
        (b"system prompt",),
        rb"\b(?:reveal|print|output|repeat|leak|exfiltrate|send|dump|disclose)\s[^.\n]{0,40}\bsystem prompt",
    ),
    HintRule(
        "injection",
        WARNING,
        "puts an agent into a mode without rules",
        (b"do anything now", b"jailbreak"),
        rb"\byou\s+are\s+(?:now\s+)?(?:in\s+)?[\w\s]{0,24}jailbreak\b"
        rb"|do anything now|\b(?:enter|enable|activate|switch\s+to)\s+jailbreak\s+mode",
    ),
    HintRule(
        "exfiltration",
        WARNING,
        "names a service that collects what is sent to it",
        (b"webhook.site", b"requestbin", b"pipedream.net", b"ngrok"),
        rb"(?<![\w.-])[\w.-]*?\b(?:webhook\.site|requestbin\.\w+|pipedream\.net|ngrok(?:-free)?\.(?:io|app|dev))\b",
    ),
    HintRule(
        "exfiltration",
        WARNING,
        "sends a file with credentials somewhere",
        (b"curl", b"wget", b"base64"),
        rb"\b(?:curl|wget)\b[^\n]{0,200}"
        rb"(?:\.ssh/|\.aws/credentials|\.netrc|\.git-credentials|/etc/shadow|\bid_(?:rsa|ed25519)\b|@\.env\b)"
        rb"|(?:cat|base64|tar)\s[^\n|]{0,80}(?:\.ssh/id_|\.aws/credentials|\.netrc|\.git-credentials|/etc/shadow)"
        rb"[^\n]{0,80}\|\s*(?:curl|wget|base64)\b",
    ),
    HintRule(
        "risky-text",
        INFO,
        "runs what it downloads",
        (b"curl", b"wget"),
        rb"\b(?:curl|wget)\s[^\n|;]{0,300}+\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b",
    ),
    HintRule(
        "injection",
        WARNING,
        "runs what it decodes",
        (b"base64", b"b64decode"),
        rb"base64\s+(?:-d|--decode)\b[^\n]{0,80}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\b(?:exec|eval)\s*\([^\n]{0,60}(?:b64decode|atob)\s*\(",
    ),
    HintRule(
        "risky-text",
        INFO,
        f"names a flag that lets an agent act without asking: {_CONFIGURED}",
        (b"danger", b"--yolo", b"-all-tools"),
        rb"--dangerously-[a-z-]{4,}|--yolo\b|--(?:allow|trust)-all-tools\b",
        setting=True,
    ),
    HintRule(
        "risky-text",
        INFO,
        f"names a setting that lets an agent act without asking: {_CONFIGURED}",
        (b"bypassperm", b"danger", b"enableallproject"),
        rb"\"?(?:permissions?\.)?(?:default_?mode|permission_?mode|sandbox_?mode)\"?\s*[:=]\s*\"?(?:bypasspermissions|danger-full-access)"
        rb"|enableallprojectmcpservers\"?\s*[:=]\s*true",
        setting=True,
    ),
    HintRule(
        "risky-text",
        INFO,
        f"sets the address that an agent's requests go to: {_CONFIGURED}",
        (b"base_url", b"baseurl", b"api_base"),
        rb"\b(?:[a-z0-9]+_)*(?:base_?url|api_base)\"?\s*[:=]\s*[\"']?https?://(?![^\s\"']{0,400}\$\{)[^\s\"']{1,400}",
        setting=True,
    ),
)
