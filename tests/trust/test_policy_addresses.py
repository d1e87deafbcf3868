"""Addresses of sources: spellings of one repository are one, and nothing else passes for it."""

from __future__ import annotations

import itertools

import pytest

from aiwg.trust.policy.addresses import AddressError, parse_address, parse_pattern
from tests.stopwatch import quick

PATTERN = "https://git.example.com/platform/*"
SAME = [
    f"{start}{host}{port}/platform/tools{end}"
    for (start, port), host, end in itertools.product(
        [
            ("https://", ""), ("HTTPS://", ":443"), ("https://ann@", ""), ("ssh://git@", ""), ("ssh://", ":22"),
            ("git+ssh://git@", ""), ("ssh+git://git@", ":022"),
        ],
        ["git.example.com", "GIT.Example.COM", "git.example.com."],
        ["", "/", ".git", ".git/"],
    )
] + [
    "git@git.example.com:platform/tools", "git@git.example.com:platform/tools.git", "git.example.com:platform/tools",
    "git@GIT.example.com:/platform/tools.git", "https://git.example.com/platform/%74ools",
]  # fmt: skip
"""Spellings of one repository that the pattern allows."""

OTHERS = [
    "https://git.example.com@evil.com/platform/tools", "https://git.example.com:x@evil.com/platform/tools",
    "https://evil.com/git.example.com/platform/tools", "https://git.example.com.evil.com/platform/tools",
    "https://evilgit.example.com/platform/tools", "https://git-example.com/platform/tools",
    "https://git.example.com#@evil.com/platform/tools", "https://git.example.com?@evil.com/platform/tools",
    "https://evil.com#https://git.example.com/platform/tools", "https://evil.com\\@git.example.com/platform/tools",
    "https://git.example.com\\.evil.com/platform/tools", "https://git.example.com%2eevil.com/platform/tools",
    "https://git.example.com%40evil.com/platform/tools", "https://git.example.com/platform/../evil/tools",
    "https://git.example.com/platform/%2e%2e/evil", "https://git.example.com/platform/%2E%2E/evil/x",
    "https://git.example.com/platform/..%2fevil", "https://git.example.com/platform/.", "https://git.example.com/platform",
    "https://git.example.com/platform/", "https://git.example.com//platform/tools",
    "https://git.example.com/platform//tools", "https://git.example.com/platform/tools/deeper",
    "https://git.example.com/platforms/tools", "https://git.example.com/Platform/tools",
    "https://git.example.com/platform/tools?ref=x", "https://git.example.com/platform/tools#x",
    "https://git.example.com:8443/platform/tools", "ssh://git@git.example.com:2222/platform/tools",
    "http://git.example.com/platform/tools", "git://git.example.com/platform/tools",
    "ssh://eve@git.example.com/platform/tools", "eve@git.example.com:platform/tools",
    "ext::sh -c git.example.com/platform/tools", "ext::https://git.example.com/platform/tools",
    "file:///git.example.com/platform/tools", "file://git.example.com/platform/tools", "/platform/tools",
    "ftp://git.example.com/platform/tools", "javascript://git.example.com/platform/tools",
    "https://git.example.com:443:8443/platform/tools", "https://git.example.com:/platform/tools",
    "https://git.example.com:٤٤٣/platform/tools", "https://g\u0456t.example.com/platform/tools",
    "https://git.example.com/platform/tools\n", "https://git.example.com/platform/\ttools", " " + SAME[0],
    "https:///git.example.com/platform/tools", "https:/git.example.com/platform/tools",
    "https://[::1]/platform/tools", "https://[git.example.com]/platform/tools", "-git.example.com:platform/tools",
    "--upload-pack=x:platform/tools", "git.example.com::platform/tools", "git.example.com://platform/tools",
    "git@git.example.com:~/platform/tools", "https://git..example.com/platform/tools",
    "https://git.example.com../platform/tools", "https://*.example.com/platform/tools", "platform/tools",
    "git@github.com:git.example.com/platform/tools", "bundled", "user", "project", "", "https://", "https://@/x",
    "https://git.example.com/" + "a/" * 2000,
]  # fmt: skip
"""Spellings that look like it and are another address, or none that everybody reads alike."""

DENIED = [
    "https://git.example.com/evil", "http://GIT.example.com/evil/", "git@git.example.com:Evil/tools.git",
    "ssh://eve@git.example.com:2222/EVIL", "git://git.example.com./evil.git", "https://git.example.com:8443/evil/a/b",
    "https://ann@git.example.com/evil",
]  # fmt: skip


def is_allowed(pattern: str, text: str) -> bool:
    """Say whether a pattern allows an address; what is no address is not allowed."""
    try:
        return parse_pattern(pattern).matches(parse_address(text))
    except AddressError:
        return False


@pytest.mark.parametrize("text", SAME)
def test_every_spelling_of_one_repository_is_one(text: str) -> None:
    """Scheme, user, port, case of the host, a final dot, `.git` and a final slash tell no two repositories apart."""
    assert parse_address(text) == parse_address("https://git.example.com/platform/tools")
    assert is_allowed(PATTERN, text)


@pytest.mark.parametrize("text", OTHERS)
def test_no_look_alike_passes(text: str) -> None:
    """What is another host, port, path, user or protocol, or could be read in two ways, is not what was allowed."""
    assert not is_allowed(PATTERN, text)
    assert not is_allowed("https://git.example.com/platform/tools", text)


@pytest.mark.parametrize("text", DENIED)
def test_a_denial_holds_for_every_spelling(text: str) -> None:
    """A denied address is denied whatever its scheme, port, user and case are, and all below it with it."""
    assert parse_pattern("https://git.example.com/evil").hits(parse_address(text))
    assert not parse_pattern("https://git.example.com/ev").hits(parse_address(text))


WILD = {
    "https://git.example.com/**": (["/a", "/a/b", "/a/b/c.git"], []),
    "https://git.example.com/a/**/z": (["/a/z", "/a/b/z", "/a/b/c/z"], ["/a/b", "/z", "/a"]),
    "https://git.example.com/a-*": (["/a-", "/a-b", "/a-b-c"], ["/a", "/a-b/c", "/b-a-c"]),
    "https://git.example.com/*-ctx-*/x": (["/a-ctx-b/x", "/-ctx-/x"], ["/ctx/x", "/a-ctx-b", "/a-ctx/x"]),
    "https://git.example.com/*a*a*a": (["/aaa", "/banana-a-a"], ["/aa", "/banan"]),
}


@pytest.mark.parametrize("pattern", WILD)
def test_wildcards_stand_for_names(pattern: str) -> None:
    """`*` stays within a name, `**` stands for whole folders, and at the end for at least one."""
    yes, no = WILD[pattern]
    for path in yes:
        assert is_allowed(pattern, f"https://git.example.com{path}"), path
    for path in no:
        assert not is_allowed(pattern, f"https://git.example.com{path}"), path


def test_a_wildcard_before_a_host_means_names_below_it() -> None:
    """`*.` stands for one name or several below a host, and not for the host itself."""
    pattern = "https://*.example.com/x"
    assert is_allowed(pattern, "https://git.example.com/x")
    assert is_allowed(pattern, "https://a.b.example.com/x")
    for other in ("https://example.com/x", "https://evilexample.com/x", "https://example.com.evil.com/x"):
        assert not is_allowed(pattern, other)


@pytest.mark.parametrize(
    "text",
    [
        "https://git.example.com", "https://git.example.com/", "https://git*.example.com/x", "https://**/x", "*", "**",
        "https://git.example.com/a**", "https://git.example.com/[ab]", "https://git.example.com/{a,b}", "/", "///",
        "https://git.example.com/a?", "git.example.com/platform", "../context", "~/context", "https://a:b@c/d",
    ],
)  # fmt: skip
def test_a_pattern_that_could_surprise_is_none(text: str) -> None:
    """A pattern that names a host alone, every folder, or uses other wildcards is an error."""
    with pytest.raises(AddressError):
        parse_pattern(text)


def test_folders_match_by_their_whole_path() -> None:
    """A folder is matched from its root, in its case, and may have any characters."""
    assert is_allowed("/opt/con text/é", "/opt/con text/é")
    assert is_allowed("/opt/*/context", "/opt/a/context")
    for other in (
        "/opt/a/b/context",
        "/OPT/a/context",
        "/home/opt/a/context",
        "/opt/a/context/x",
        "/opt/../opt/a/context",
    ):
        assert not is_allowed("/opt/*/context", other)
    assert parse_pattern("/opt").hits(parse_address("/OPT/a/context"))
    assert parse_address("file:///opt/x") == parse_address("/opt/x")


def test_matching_takes_no_longer_than_the_address_is() -> None:
    """Many wildcards before a long path cost next to nothing."""
    pattern = parse_pattern("https://git.example.com/" + "**/a*a*a*/" * 20 + "z")
    address = parse_address("https://git.example.com/" + "aaaa/" * 400)
    assert not quick(lambda: pattern.matches(address), 1)
