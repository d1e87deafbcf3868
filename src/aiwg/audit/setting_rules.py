"""Settings, variables and flags that are refused or warned of, by what they do and not by whose they are.

Names are compared without case, `-`, `_` and `.`: `base_url`, `baseURL` and `BASE-URL` are one.
"""

from __future__ import annotations

import re

VENDORS = (
    "anthropic|openai|azureopenai|azureai|gemini|googlegemini|googlevertex|googleai|vertex|vertexai|codeassist|bedrock"
    "|anthropicbedrock|anthropicvertex|anthropicfoundry|mistral|groq|xai|deepseek|openrouter|cohere|together|fireworks|ollama|litellm|huggingface|hf"
    "|copilot|githubcopilot|moonshot|kimi|zai|glm|qwen|dashscope|perplexity|chatgpt|codex|llm|model|ai"
)

BASE_URL = re.compile(
    rf"^(?:[a-z0-9]*(?:baseurl|baseuri|apibase|apibaseurl)|(?:{VENDORS})(?:api)?(?:url|uri|host|endpoint|proxyurl|proxy))$"
)
"""Names whose value is the address that a model's requests go to."""

BYPASS_VALUES = frozenset({"bypasspermissions", "dangerfullaccess", "yolo", "bypass", "fullauto", "dontask", "skipall"})
"""Values of a mode with which an agent asks nothing."""

MODES = re.compile(
    r"(?:mode|policy|sandbox|approval|approvals|permission|permissions|permissionmode|askforapproval|autonomy|autonomylevel)$"
)
"""Names of settings whose value is such a mode."""

BYPASS_NAMES = re.compile(
    r"^(?:dangerously[a-z]+|yolo|yolomode|bypasspermissions|skippermissions|skippermissionchecks|autoapproveall"
    r"|allowalltools|trustalltools|alwaysallowall|enableallprojectmcpservers|skipdangerousmodepermissionprompt|disablesandbox"
    r"|allowunsandboxedcommands|skipautopermissionprompt|autoexecall)$"
)
"""Names of settings that switch questions off when they are on."""

ALL_NAMES = re.compile(r"^(?:alwaysallow|autoapprove|autoapproved|allowedtools|trustedtools|allowtools)$")
"""Names of lists whose entry `*` lets everything through."""

NEVER = re.compile(r"(?:approvalpolicy|askforapproval|approvalmode)$")
"""Names of settings whose value `never` leaves the sandbox as the only guard."""

FLAGS = re.compile(
    r"(?<!\S)(?:--dangerously-[a-z-]+|--yolo|--allow-all(?:-tools|-paths)?|--trust-all-tools|--skip-permissions(?:-unsafe)?"
    r"|--permission-mode[ =]bypassPermissions|--approval-mode[ =]yolo|--sandbox[ =]danger-full-access"
    r"|-s[ =]danger-full-access)(?!\S)"
)
"""Options of a command with which an agent asks nothing."""

ENVIRONMENT = re.compile(
    r"^(?:ld_preload|ld_library_path|ld_audit|dyld_[a-z_]+|node_options|node_path|node_extra_ca_certs|node_tls_reject_unauthorized"
    r"|pythonpath|pythonstartup|pythonhome|perl5opt|perl5lib|rubyopt|rubylib|java_tool_options|_java_options|bash_env|env|zdotdir"
    r"|prompt_command|git_ssh|git_ssh_command|git_exec_path|git_proxy_command|git_config_[a-z_0-9]+|path|shell|editor|pager"
    r"|https?_proxy|all_proxy|ssl_cert_file|ssl_cert_dir|requests_ca_bundle|curl_ca_bundle|pip_index_url|pip_extra_index_url"
    r"|npm_config_registry|uv_index_url)$",
    re.IGNORECASE,
)
"""Variables that change how every program runs, or whom it believes."""

PLACEHOLDER = re.compile(r"^\$(?:\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Za-z_][A-Za-z0-9_]*|\{env:[A-Za-z_][A-Za-z0-9_]*\})$")
"""A value that is nothing but a variable of the user's own."""
