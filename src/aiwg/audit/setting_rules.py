"""Settings, variables and flags that are refused or warned of, by what they do and not by whose they are.

Names are compared without case, `-`, `_` and `.`: `base_url`, `baseURL` and `BASE-URL` are one.
"""

from __future__ import annotations

import re
from itertools import pairwise

from aiwg.core.patterns import lazy_pattern

_MODEL_WORDS = (
    "anthropic claude openai azureopenai azureai gemini googlegemini googlevertex googleai vertex vertexai codeassist "
    "bedrock mistral groq xai grok deepseek openrouter cohere together fireworks cerebras ollama litellm lmstudio "
    "vllm huggingface hf copilot githubcopilot moonshot kimi zai glm zhipu minimax qwen dashscope perplexity chatgpt "
    "codex llm model ai foundry nebius novita portkey helicone"
)
_MODELS = frozenset(_MODEL_WORDS.split())
"""Words that say whose requests an address is for: a model's. `openai` as in OPENAI_BASE_URL, my_llm_api_base."""

_MODEL_PAIRS = frozenset({"codeassist", "azureai", "azureopenai", "googleai", "vertexai", "lmstudio", "githubcopilot"})
"""Such names that are written as two words."""

_ADDRESS = lazy_pattern(
    r"(?:base_?ur[il]|api_?base(?:_?url)?|base_?path|api_?ur[il]|proxy_?url|ur[il]|api_?host|host|api_?endpoint|endpoint|proxy"
    r"|api_?root|api_?server)$"
)
_BASES = frozenset({"baseurl", "baseuri", "apibase", "apibaseurl"})
_SIGNS = ("ur", "base", "path", "host", "endpoint", "proxy", "root", "server")
"""Each name that the pattern finds holds one of these."""

_WORDS = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def is_address_of_a_model(name: str, is_variable: bool) -> bool:
    """Say whether the value of a setting or a variable is the address that a model's requests go to.

    In a platform's settings any base address is one. A variable is one only if its name says so (OPENAI_BASE_URL): an
    environment holds addresses of other services too, as JIRA_BASE_URL.
    """
    lower = name.lower()
    if not any(sign in lower for sign in _SIGNS):
        return False
    plain = "_".join(word.lower() for word in _WORDS.findall(name))
    found = _ADDRESS.search(plain)
    if found is None:
        return False
    if not is_variable and found[0].replace("_", "") in _BASES:
        return True
    before = [word for word in plain[: found.start()].split("_") if word]
    pairs = {first + second for first, second in pairwise(before)}
    return bool(_MODELS.intersection(before) or _MODEL_PAIRS & pairs)


BYPASS_VALUES = frozenset({"bypasspermissions", "dangerfullaccess", "yolo", "bypass", "fullauto", "dontask", "skipall"})
"""Values of a mode with which an agent asks nothing."""

MODES = lazy_pattern(
    r"(?:mode|policy|sandbox|approval|approvals|permission|permissions|permissionmode|askforapproval|autonomy|autonomylevel)$"
)
"""Names of settings whose value is such a mode."""

BYPASS_NAMES = frozenset(
    {"yolo", "yolomode", "bypasspermissions", "skippermissions", "skippermissionchecks", "autoapproveall"}
    | {"allowalltools", "trustalltools", "alwaysallowall", "enableallprojectmcpservers", "disablesandbox"}
    | {"skipdangerousmodepermissionprompt", "allowunsandboxedcommands", "skipautopermissionprompt", "autoexecall"}
)
"""Names of settings that switch questions off when they are on."""


def switches_questions_off(plain: str) -> bool:
    """Say whether a setting switches questions off when it is on, going by its name in small letters alone."""
    return plain in BYPASS_NAMES or plain.startswith("dangerously")


ALL_NAMES = lazy_pattern(r"^(?:alwaysallow|autoapprove|autoapproved|allowedtools|trustedtools|allowtools)$")
"""Names of lists whose entry `*` lets everything through."""

NEVER = lazy_pattern(r"(?:approvalpolicy|askforapproval|approvalmode)$")
"""Names of settings whose value `never` leaves the sandbox as the only guard."""

FLAGS = lazy_pattern(
    r"(?<!\S)(?:--dangerously-[a-z-]+|--yolo|--allow-all(?:-tools|-paths)?|--trust-all-tools|--skip-permissions(?:-unsafe)?"
    r"|--permission-mode[ =]bypassPermissions|--approval-mode[ =]yolo|--sandbox[ =]danger-full-access"
    r"|-s[ =]danger-full-access)(?!\S)"
)
"""Options of a command with which an agent asks nothing."""

ENVIRONMENT = lazy_pattern(
    r"^(?:ld_preload|ld_library_path|ld_audit|dyld_[a-z_]+|node_options|node_path|node_extra_ca_certs|node_tls_reject_unauthorized"
    r"|pythonpath|pythonstartup|pythonhome|perl5opt|perl5lib|rubyopt|rubylib|java_tool_options|_java_options|bash_env|env|zdotdir"
    r"|prompt_command|git_ssh|git_ssh_command|git_exec_path|git_proxy_command|git_config_[a-z_0-9]+|path|shell|editor|pager"
    r"|https?_proxy|all_proxy|ssl_cert_file|ssl_cert_dir|requests_ca_bundle|curl_ca_bundle|pip_index_url|pip_extra_index_url"
    r"|npm_config_registry|uv_index_url)$",
    re.IGNORECASE,
)
"""Variables that change how every program runs, or whom it believes."""

MEMORY = lazy_pattern(r"^(?:--max[-_][a-z-]+=[0-9]+|--no-(?:deprecation|warnings)|--enable-source-maps|\s)++$")
"""A value of NODE_OPTIONS that loads nothing and sends nothing elsewhere."""

PLACEHOLDER = lazy_pattern(r"^\$(?:\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Za-z_][A-Za-z0-9_]*|\{env:[A-Za-z_][A-Za-z0-9_]*\})$")
"""A value that is nothing but a variable of the user's own."""
