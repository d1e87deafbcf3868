"""Which clients are run, in which scopes, and the table at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.adapter.discover import load_adapter
from aiwg.adapter.environment import Environment
from aiwg.placement.resolve import bind
from tests.conformance import proved, report, sets
from tests.conformance.bundled import BundleRun, run_bundle
from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.probe import Probe, probe
from tests.conformance.room import Room
from tests.conformance.table import Client, clients
from tests.conftest import PLATFORMS

SET_PROBES = pytest.StashKey[dict[str, list[Probe]]]()
PROBES = pytest.StashKey[dict[tuple[str, str], Probe]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `python -m tests.conformance run`."""
    parser.addoption(
        "--clients", default="", help="the clients to run, space-separated; all that are installed if none"
    )
    parser.addoption("--write-proved", action="store_true", help="record what is proved in proved.yaml")
    parser.addoption("--sets", action="store_true", help="run the sets of clients in sets.yaml, and nothing else")
    parser.addoption("--write-sets", action="store_true", help="write what the sets showed into docs/exactly-once.md")
    parser.addoption("--count", action="store_true", help="print how often one request holds each text")


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what the probes find."""
    config.stash[PROBES] = {}
    config.stash[SET_PROBES] = {}


def chosen(config: pytest.Config) -> list[Client]:
    """Return the clients to run. Raises UsageError for one that is unknown or not installed."""
    names = config.getoption("--clients").split()
    for name in names:
        if name not in clients():
            raise pytest.UsageError(f"there is no client {name}; there are: {', '.join(clients())}")
        if not clients()[name].is_installed:
            raise pytest.UsageError(f'{name} is not installed: make conformance-clients CLIENTS="{" ".join(names)}"')
    return [clients()[name] for name in names] or [each for each in clients().values() if each.is_installed]


def has_adapter(client: Client) -> bool:
    """Return whether there is an adapter for the platform that the client proves."""
    return (PLATFORMS / client.platform / "platform.yaml").is_file()


def scopes_of(client: Client) -> list[str]:
    """Return the scopes in which the platform's adapter has somewhere to write."""
    adapter = load_adapter(PLATFORMS / client.platform, "test")
    here = Environment("/home/nina", {}, "linux")
    scopes = ("project", "user")
    return [scope for scope in scopes if any(cell.writes for cell in bind(adapter, scope, here).cells.values())]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a `probed` client or its `bundle` once for every client and scope, for a `client` once each."""
    ready = [client for client in chosen(metafunc.config) if has_adapter(client)]
    for fixture in {"probed", "bundle"}.intersection(metafunc.fixturenames):
        pairs = [(client, scope) for client in ready for scope in scopes_of(client)]
        ids = [f"{client.name}-{scope}" for client, scope in pairs]
        metafunc.parametrize(fixture, pairs, indirect=True, ids=ids, scope="session")
    if "client" in metafunc.fixturenames:
        metafunc.parametrize("client", ready, ids=[client.name for client in ready])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the sets apart from the rest: either they are run, or all else."""
    items[:] = [item for item in items if (item.path.name == "test_sets.py") == config.getoption("--sets")]


@pytest.fixture(scope="session")
def probed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Probe:
    """Return what a client showed in a scope; it is run once."""
    client, scope = request.param
    probes = request.config.stash[PROBES]
    if (client.name, scope) not in probes:
        probes[client.name, scope] = probe(client, scope, tmp_path_factory.mktemp(f"{client.name}-{scope}"))
    return probes[client.name, scope]


@pytest.fixture(scope="session")
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BundleRun:
    """Return what a client did with the bundled source in a scope; it is run once."""
    client, scope = request.param
    return run_bundle(client, scope, tmp_path_factory.mktemp(f"bundle-{client.name}-{scope}") / "room")


@pytest.fixture
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    """Yield a fresh room for the client and the scope that the test is marked with."""
    name, scope = request.param
    if clients()[name] not in chosen(request.config):
        pytest.skip(f"{name} is not among the clients that are run")
    room = Room(clients()[name], tmp_path / "room", scope)
    room.furnish()
    with nothing_left_behind(room):
        yield room


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, and record what is proved when asked to."""
    probes = list(config.stash[PROBES].values())
    terminalreporter.section("real clients")
    for line in report.lines(probes, count=config.getoption("--count")):
        terminalreporter.write_line(line)
    for client in chosen(config):
        if not has_adapter(client):
            terminalreporter.write_line(f"{client.name} was not run: there is no adapter for {client.platform}.")
    if config.getoption("--sets"):
        for line in sets.lines(config.stash[SET_PROBES]):
            terminalreporter.write_line(line)
    if config.getoption("--write-sets"):
        sets.write(config.stash[SET_PROBES])
    if config.getoption("--write-proved"):
        proved.record(probes)
