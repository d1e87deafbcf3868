"""The forms of keys and tokens, as their issuers document them: an id, whether the form leaves no doubt, a pattern.

Most issuers document the beginning of a token and not its length. Lengths are those that both gitleaks
(config/gitleaks.toml) and trufflehog (pkg/detectors) know, or the shorter one. From issuers themselves: Docker
(docs.docker.com, personal and organization access tokens), Notion (developers.notion.com, changelog of 2024-09-25:
`ntn_` takes the place of `secret_`), Atlassian (support.atlassian.com, manage API tokens), Heroku
(devcenter.heroku.com, changelog: prefix `HRKU-`), Discord (discord.com/developers, webhook resource:
`webhooks/{id}/{token}`), GitLab (docs.gitlab.com, token overview), GitHub (docs.github.com, token formats), Sentry
(docs.sentry.io, token formats), npm (docs.npmjs.com), Tailscale (tailscale.com/kb, key prefixes), HubSpot
(developers.hubspot.com, private apps).
"""

from __future__ import annotations

_T = rb"[A-Za-z0-9]"
_U = rb"[A-Za-z0-9_-]"
_UUID = rb"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"

TOKENS: tuple[tuple[str, bool, bytes], ...] = (
    ("aws-access-key", True, rb"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
    ("github-token", True, rb"gh[pousr]_" + _T + rb"{36,255}"),
    ("github-fine-grained-token", True, rb"github_pat_" + _T + rb"{22}_" + _T + rb"{59}"),
    (
        "gitlab-token",
        True,
        rb"gl(?:pat|ptt|dt|rt|ft|soat|imt|oas|cbt|ffct|agent)-" + _U + rb"{20,}(?:\.[0-9a-z]{2}[0-9a-z]{7})?",
    ),
    ("anthropic-key", True, rb"sk-ant-[a-z]{3,6}[0-9]{2}-" + _U + rb"{80,}"),
    ("openrouter-key", True, rb"sk-or-v1-[0-9a-f]{64}"),
    ("openai-key", True, rb"sk-(?:proj|svcacct|admin)-" + _U + rb"{40,}|sk-" + _T + rb"{20}T3BlbkFJ" + _T + rb"{20}"),
    ("google-api-key", True, rb"AIza" + _U + rb"{35}(?![A-Za-z0-9_-])"),
    ("google-oauth-secret", True, rb"GOCSPX-" + _U + rb"{28}"),
    ("google-oauth-token", True, rb"ya29\." + _U + rb"{30,}"),
    (
        "slack-token",
        True,
        rb"xox[abeoprs]-(?:[0-9]-)?[0-9]{8,14}-[A-Za-z0-9-]{12,}|xoxe(?:\.xox[bp])?-[0-9]-[A-Za-z0-9]{100,}|xapp-[0-9]-[A-Z0-9]+-[0-9]+-[0-9a-f]+",
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
    ("notion-token", True, rb"ntn_[0-9]{11}" + _T + rb"{35}|secret_" + _T + rb"{43}(?![A-Za-z0-9_])"),
    ("atlassian-token", True, rb"AT[AC]TT3[A-Za-z0-9_=-]{60,}+|ATBB" + _T + rb"{28}[0-9A-F]{4}(?![A-Za-z0-9])"),
    ("docker-token", True, rb"dckr_(?:pat_" + _U + rb"{27}|oat_" + _U + rb"{32})(?![A-Za-z0-9_-])"),
    ("heroku-key", True, rb"HRKU-(?:AA" + _U + rb"{58}|" + _UUID + rb")"),
    ("hubspot-token", True, rb"pat-(?:na|eu|ap)[0-9]-" + _UUID),
    ("tailscale-key", True, rb"tskey-(?:auth|api|client|scim|webhook)-" + _T + rb"{8,}-" + _T + rb"{16,}"),
    ("cloudflare-token", True, rb"cf[ua]t_" + _T + rb"{40}[0-9a-f]{8}"),
    ("fly-token", True, rb"fo1_" + _U + rb"{43}|fm[12][ar]?_[A-Za-z0-9+/]{100,}"),
    ("onepassword-token", True, rb"ops_eyJ[A-Za-z0-9+/]{200,}"),
    ("sonar-token", True, rb"sq[upa]_[0-9a-f]{40}(?![A-Za-z0-9])"),
    ("airtable-token", True, rb"pat" + _T + rb"{14}\.[0-9a-f]{64}"),
    ("dropbox-token", True, rb"sl\.(?:u\.)?" + _U + rb"{130,}"),
    ("brevo-key", True, rb"xkeysib-[0-9a-f]{64}-" + _T + rb"{16}"),
    ("mailchimp-key", False, rb"[0-9a-f]{32}-us[0-9]{1,2}(?![A-Za-z0-9])"),
    ("mapbox-secret-token", True, rb"sk\.eyJ" + _U + rb"{40,}\." + _U + rb"{22}"),
    ("sourcegraph-token", True, rb"sgp_(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}(?![A-Za-z0-9])"),
    ("square-token", True, rb"sq0(?:atp|csp|idp)-" + _U + rb"{22,43}"),
    ("typeform-token", True, rb"tfp_" + _U + rb"{40,60}"),
    ("dynatrace-token", True, rb"dt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    ("prefect-key", True, rb"pn[ub]_" + _T + rb"{36}(?![A-Za-z0-9])"),
    ("readme-key", True, rb"rdme_[a-z0-9]{70}"),
    ("shippo-token", True, rb"shippo_live_[0-9a-fA-F]{40}"),
    ("terraform-token", True, _T + rb"{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}"),
    ("easypost-key", True, rb"EZAK" + _T + rb"{54}(?![A-Za-z0-9])"),
    ("artifactory-key", True, rb"AKCp[0-9]" + _T + rb"{68}(?![A-Za-z0-9])|cmVmd" + _T + rb"{59}(?![A-Za-z0-9])"),
    ("alibaba-key", False, rb"LTAI" + _T + rb"{20}(?![A-Za-z0-9])"),
    ("contentful-token", True, rb"CFPAT-" + _U + rb"{43}"),
    ("netlify-token", True, rb"nfp_" + _T + rb"{36}(?![A-Za-z0-9])"),
    ("buildkite-token", True, rb"bkua_[0-9a-f]{40}"),
    ("circleci-token", True, rb"CCIPAT_" + _T + rb"{22}_[0-9a-f]{40}"),
    ("crates-token", True, rb"cio" + _T + rb"{32}(?![A-Za-z0-9])"),
    ("nuget-key", True, rb"oy2[a-z0-9]{43}(?![A-Za-z0-9])"),
    ("langsmith-key", True, rb"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    ("langfuse-key", True, rb"sk-lf-" + _UUID),
    ("nvidia-key", True, rb"nvapi-" + _U + rb"{60,}"),
    ("firecrawl-key", False, rb"fc-[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("resend-key", True, rb"re_" + _T + rb"{8}_" + _T + rb"{24}(?![A-Za-z0-9])"),
    ("posthog-key", True, rb"phx_" + _T + rb"{43,}"),
    ("render-key", True, rb"rnd_" + _T + rb"{32}(?![A-Za-z0-9])"),
    ("supabase-secret-key", True, rb"sb_secret_" + _U + rb"{22,}"),
    ("doppler-token", True, rb"dp\.(?:pt|st|ct|scim)\.[A-Za-z0-9.]{40,}"),
    ("grafana-token", True, rb"glsa_" + _T + rb"{32}_[0-9a-f]{8}"),
    ("vault-token", True, rb"hv[bs]\." + _U + rb"{24,}"),
    ("sentry-token", True, rb"sntrys_eyJ[A-Za-z0-9+/=_-]{80,}|sntryu_[0-9a-f]{64}"),
    ("supabase-token", True, rb"sbp_[0-9a-f]{40}"),
    ("postman-key", True, rb"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    ("pulumi-token", True, rb"pul-[0-9a-f]{40}"),
    ("planetscale-token", True, rb"pscale_(?:tkn|pw|oauth)_" + _U + rb"{32,}"),
    ("newrelic-key", True, rb"NRAK-[A-Z0-9]{27}"),
    ("figma-token", True, rb"fig[dour]_" + _U + rb"{40}"),
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
    (
        "password-in-url",
        False,
        rb"://(?P<user>[^\s/:@'\"`<>]{0,64}):(?P<value>[^\s/@'\"`<>]{4,64})@(?P<host>[A-Za-z0-9.-]{1,253})",
    ),
    (
        "discord-webhook",
        True,
        rb"discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/(?P<value>[0-9]{17,20}/" + _U + rb"{60,80})",
    ),
    ("teams-webhook", True, rb"webhook\.office\.com/(?P<value>webhookb2/[0-9a-zA-Z@/-]{100,300})"),
    ("bot-token-in-url", True, rb"api\.telegram\.org/bot(?P<value>[0-9]{8,10}:" + _U + rb"{35})"),
    (
        "password-of-curl",
        False,
        rb"curl\b(?:[^\n\\]|\\[^`]){0,300}?\s(?:-[a-zA-Z]{0,6}u|--user|--proxy-user|-U)[ =]{0,2}[\"']?"
        rb"(?P<user>[^\s:\"'`<>{}$]{1,64}):(?P<value>[^\s\"'`<>]{4,64})",
    ),
    ("azure-account-key", True, rb"AccountKey=(?P<value>[A-Za-z0-9+/]{86}==)"),
)
"""What is found by the words it begins with: each pattern begins with such words, so that looking for it is fast."""

BEGINNINGS = {
    "private-key": b"-----BEGIN ",
    "slack-webhook": b"hooks.slack.com/",
    "password-in-url": b"://",
    "discord-webhook": b"discord",
    "teams-webhook": b"webhook.office.com/",
    "bot-token-in-url": b"api.telegram.org/bot",
    "password-of-curl": b"curl",
    "azure-account-key": b"AccountKey=",
}
"""The words that the patterns of LITERAL begin with: most files hold none of them, and need no pattern."""

ASSIGNED = (
    rb"(?:api[_-]?key|access[_-]?key|secret|token|passwd|password|credential|auth[_-]?key|private[_-]?key)[A-Za-z_-]{0,12}"
    rb"[\"']?\s{0,4}(?::=|=>|[:=])\s{0,4}(?:Bearer |Basic )?[\"'`]?$|\b(?:Bearer|Basic) $"
)
"""What stands before a value that is a secret."""

EXAMPLES = (
    rb"example|placeholder|your[_-]?|xxxx|x{6}|\*{3}|\.\.\.|<[a-z]|\$\{|\{\{|%\(|changeme|redacted|dummy|sample|fake|test[_-]?(?:key|token|secret)"
    rb"|0{8}|1234567|abcdef(?:g|0123)|deadbeef|foobar|secret[_-]?(?:key|value|here)|password|insert|replace"
    rb"|todo|\$[A-Z_]{3}|abc123|123abc|abc[-_]?xyz|xyz789|a1b2c3|qwerty|john ?doe"
)
"""What shows that a value is made up or filled in later."""

_WEAK = (
    "postgres postgresql mysql mariadb mongo mongodb redis rabbitmq guest root admin administrator user username pass "
    "passwd pw pwd pswd secret password passw0rd test tester testing dev developer development local localhost demo "
    "docker default minio minioadmin neo4j elastic sa sample example app application changeit changeme letmein "
    "hunter2 foo bar baz foobar abc abcd token key api_key apikey my your mypass mypassword yourpass pass123 secure "
    "strong toor system oracle"
)
WEAK = frozenset(_WEAK.split())
"""Passwords that everybody knows: the defaults of databases and brokers, and words that only stand for one."""

LOCAL = (
    rb"(?:localhost|127(?:\.[0-9]{1,3}){3}|0\.0\.0\.0|host\.docker\.internal|[a-z0-9_-]+|(?:[a-z0-9-]+\.)*(?:example|test|invalid|localhost"
    rb"|local|internal)|(?:[a-z0-9-]+\.)*example\.(?:com|net|org))\.?$"
)
"""Hosts that are the own machine, a service of the own network, or examples by RFC 2606 and RFC 6761."""

EXAMPLE_HOST = rb"(?:^|\.)(?:example|test|invalid)\.?$|(?:^|\.)example\.(?:com|net|org)\.?$"
"""Hosts that are nobody's: what a password there is does not matter."""
