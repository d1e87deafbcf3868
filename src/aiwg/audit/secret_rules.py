"""The forms of keys and tokens, as their issuers document them: an id, whether the form leaves no doubt, a pattern."""

from __future__ import annotations

_T = rb"[A-Za-z0-9]"
_U = rb"[A-Za-z0-9_-]"

TOKENS: tuple[tuple[str, bool, bytes], ...] = (
    ("aws-access-key", True, rb"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
    ("github-token", True, rb"gh[pousr]_" + _T + rb"{36,255}"),
    ("github-fine-grained-token", True, rb"github_pat_" + _T + rb"{22}_" + _T + rb"{59}"),
    ("gitlab-token", True, rb"gl(?:pat|ptt|dt|rt|ft|soat|imt|oas|cbt|ffct|agent)-" + _U + rb"{20,}"),
    ("anthropic-key", True, rb"sk-ant-[a-z]{3,6}[0-9]{2}-" + _U + rb"{80,}"),
    ("openrouter-key", True, rb"sk-or-v1-[0-9a-f]{64}"),
    ("openai-key", True, rb"sk-(?:proj|svcacct|admin)-" + _U + rb"{40,}|sk-" + _T + rb"{20}T3BlbkFJ" + _T + rb"{20}"),
    ("google-api-key", True, rb"AIza" + _U + rb"{35}(?![A-Za-z0-9_-])"),
    ("google-oauth-secret", True, rb"GOCSPX-" + _U + rb"{28}"),
    ("google-oauth-token", True, rb"ya29\." + _U + rb"{30,}"),
    (
        "slack-token",
        True,
        rb"xox[abeoprs]-(?:[0-9]-)?[0-9]{8,14}-[A-Za-z0-9-]{12,}|xapp-[0-9]-[A-Z0-9]+-[0-9]+-[0-9a-f]+",
    ),
    ("stripe-key", True, rb"[rs]k_live_" + _T + rb"{24,}|whsec_" + _T + rb"{32,}"),
    ("npm-token", True, rb"npm_" + _T + rb"{36}(?![A-Za-z0-9])"),
    ("pypi-token", True, rb"pypi-AgEIcHlwaS5vcmc" + _U + rb"{50,}"),
    ("rubygems-key", True, rb"rubygems_[0-9a-f]{48}"),
    ("huggingface-token", True, rb"hf_[A-Za-z]{34}(?![A-Za-z0-9])"),
    ("groq-key", True, rb"gsk_" + _T + rb"{52}"),
    ("xai-key", True, rb"xai-" + _T + rb"{80}"),
    ("perplexity-key", True, rb"pplx-" + _T + rb"{48}"),
    ("replicate-token", True, rb"r8_" + _T + rb"{37}"),
    ("digitalocean-token", True, rb"do[opr]_v1_[0-9a-f]{64}"),
    ("sendgrid-key", True, rb"SG\." + _U + rb"{22}\." + _U + rb"{43}"),
    ("shopify-token", True, rb"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    ("telegram-bot-token", True, rb"[0-9]{8,10}:AA" + _U + rb"{33}(?![A-Za-z0-9_-])"),
    ("discord-bot-token", True, rb"[MNO]" + _U + rb"{23,25}\." + _U + rb"{6}\." + _U + rb"{27,38}"),
    ("twilio-key", False, rb"SK[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("mailgun-key", False, rb"key-[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("databricks-token", True, rb"dapi[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("linear-key", True, rb"lin_(?:api|oauth)_" + _T + rb"{40}"),
    ("notion-token", True, rb"ntn_[0-9]{11}" + _T + rb"{35}"),
    ("atlassian-token", True, rb"ATATT3[A-Za-z0-9_=-]{180,}"),
    ("doppler-token", True, rb"dp\.(?:pt|st|ct|scim)\.[A-Za-z0-9.]{40,}"),
    ("grafana-token", True, rb"glsa_" + _T + rb"{32}_[0-9a-f]{8}"),
    ("vault-token", True, rb"hv[bs]\." + _U + rb"{24,}"),
    ("sentry-token", True, rb"sntrys_eyJ[A-Za-z0-9+/=_-]{80,}|sntryu_[0-9a-f]{64}"),
    ("supabase-token", True, rb"sbp_[0-9a-f]{40}"),
    ("postman-key", True, rb"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    ("pulumi-token", True, rb"pul-[0-9a-f]{40}"),
    ("planetscale-token", True, rb"pscale_(?:tkn|pw|oauth)_" + _U + rb"{32,}"),
    ("newrelic-key", True, rb"NRAK-[A-Z0-9]{27}"),
    ("figma-token", True, rb"figd_" + _U + rb"{40}"),
    ("tavily-key", True, rb"tvly-(?:dev-|prod-)?" + _T + rb"{32}"),
    ("age-key", True, rb"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    ("json-web-token", False, rb"eyJ" + _U + rb"{10,4000}+\.eyJ" + _U + rb"{10,8000}+\." + _U + rb"{10,}+"),
)

LITERAL: tuple[tuple[str, bool, bytes], ...] = (
    (
        "private-key",
        True,
        rb"-----BEGIN (?P<value>(?:[A-Z]+ ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr]){1,4}+"
        rb"(?:[A-Za-z0-9+/=:,\s-]|\\[nr]){64,8000}+)",
    ),
    ("slack-webhook", True, rb"hooks\.slack\.com/(?P<value>(?:services|workflows)/[A-Za-z0-9+/]{40,100})"),
    ("password-in-url", False, rb"://[^\s/:@'\"`<>]{1,64}:(?P<value>[^\s/@'\"`<>]{6,64})@[A-Za-z0-9.-]"),
    ("azure-account-key", True, rb"AccountKey=(?P<value>[A-Za-z0-9+/]{86}==)"),
)
"""What is found by the words it begins with: each pattern begins with such words, so that looking for it is fast."""

ASSIGNED = (
    rb"(?:api[_-]?key|access[_-]?key|secret|token|passwd|password|credential|auth[_-]?key|private[_-]?key)[A-Za-z_-]{0,12}"
    rb"[\"']?\s{0,4}(?::=|=>|[:=])\s{0,4}(?:Bearer |Basic )?[\"'`]?$|\b(?:Bearer|Basic) $"
)
"""What stands before a value that is a secret."""

EXAMPLES = (
    rb"example|placeholder|your[_-]?|xxxx|x{6}|\*{3}|\.\.\.|<[a-z]|\$\{|\{\{|%\(|changeme|redacted|dummy|sample|fake|test[_-]?(?:key|token|secret)"
    rb"|0{8}|1234567|abcdef(?:g|0123)|deadbeef|foobar|secret[_-]?(?:key|value|here)|password|insert|replace|todo|\$[A-Z_]{3}"
)
"""What shows that a value is made up or filled in later."""
