"""The kinds, one frozen row each: every fact about a kind that the code asks for stands in its row.

A new kind is a row here, its fields in `fields.py`, a fixture, its documentation, and adapters that have it. A test
(`tests/test_kinds.py`) keeps lists of kinds out of the rest of the code.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.core.dataclass import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

ENTRY_ID: Final = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z"
"""An id in a settings file that every client takes as a key."""

LIMITED: Final = "limited"
"""The variant of an artifact whose author limited what it may do, where that decides what another kind loses."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of artifact.

    Its words: `plural` for people (else its cell), `word` for one (else its name), `heading` in the platform table
    (none for one that is `told_with` another, in the column of that cell), `spellings` that people type for it.

    Its place in a source, read in `read_order`: `folder` with a Markdown file each, or a folder each that holds `main`;
    `single`, the one file at the top; `settings`, a YAML file of entries, which stand under `sections` as `entries_as`
    says: a map by id (`id_pattern`), a list, or lists by effect. `short_for`: the field that a bare value stands
    for. `one_of`: an entry has exactly one of these fields. `bundled`: the source that ships with aiwg has some.

    Its place on platforms: `cell`, its name in adapters; `behavior` has none, as it is composed of a skill
    (`composed_as`) and hooks. `rendering`: the renderer in `render.render` that writes it; `key_form`: how its keys lie
    in a shared file, where that is not one key for each. `delivered_as`: the cell that carries it, by activation, where
    a platform lacks the kind; what is not there is reported unsupported; of agents, those that their author limited are
    apart. `loses`: what it loses there of its behaviour, a class of `placement.loss`. `started_by_hand`: of these, the
    activations that only the user starts. `order`: its place in a shared block of text.
    `skill_rank`: of two artifacts with one id that become skills, the lower rank keeps the plain id. `stand_in`: its
    description as a skill when it has none. `copies_add_up`: a platform that reads two copies takes both, where the
    names of other kinds decide.

    `guards`: people rely on it to keep an agent from something. `runs_code`: it runs something or lets an agent run
    something, so it is deployed only from a trusted layer; `runs_if`: only with this value in this field, and any other
    restricts. `starts_process`: it starts one program, which its `env` reaches, and not the platform.
    """

    name: str
    cell: str = ""
    plural: str = ""
    word: str = ""
    heading: str = ""
    told_with: str = ""
    article: str = "a"
    spellings: tuple[str, ...] = ()

    folder: str = ""
    bundled: bool = False
    main: str = ""
    single: str = ""
    settings: str = ""
    sections: tuple[str, ...] = ()
    entries_as: str = ""
    id_pattern: str = ENTRY_ID
    id_hint: str = "use letters, digits, - and _"
    short_for: str = ""
    one_of: tuple[str, ...] = ()
    read_order: int = 0

    rendering: str = ""
    key_form: str = ""
    composed_as: str = ""
    delivered_as: Mapping[str, str] = field(default_factory=dict)
    loses: Mapping[str, int] = field(default_factory=dict)
    started_by_hand: tuple[str, ...] = ()
    order: int = 0
    skill_rank: int | None = None
    stand_in: str = "Act as {id}."
    copies_add_up: bool = False

    runs_code: bool = False
    guards: bool = False
    runs_if: tuple[str, Any] | None = None
    starts_process: bool = False

    is_named: bool = False
    needs_description: bool = False
    needs_body: bool = False
    is_text: bool = False
    is_invoked: bool = False
    is_loaded: bool = False
    nests_ids: bool = False
    has_free_id: bool = False
    may_include: bool = False
    has_model: bool = False
    tool_fields: tuple[str, ...] = ()
    names_others: Mapping[str, str] = field(default_factory=dict)

    new_description: str = ""
    new_entry: Mapping[str, Any] | bool = field(default_factory=dict)
    example_places: tuple[str, ...] = ()
    in_new_project: bool = False

    @property
    def has_folder(self) -> bool:
        """Whether each artifact is a folder of its own: its main file and the assets beside it."""
        return bool(self.main)

    @property
    def as_skill(self) -> str:
        """The kind as which it is deployed: a behavior is a skill of its id."""
        return self.composed_as or self.name

    @property
    def entry(self) -> str:
        """The word for one entry of its settings file: `server`, `hook`."""
        return self.sections[0].removesuffix("s")

    @property
    def shared_file(self) -> str:
        """The file of a source that holds all artifacts of the kind; empty for those with files of their own."""
        return "" if self.folder else self.settings or self.single

    def path_of(self, id: str) -> str:
        """Return the file of an artifact inside a source, for a kind that has a folder."""
        return f"{self.folder}/{id}/{self.main}" if self.main else f"{self.folder}/{id}.md"


_ROWS: Final = (
    Kind(
        "instructions", "instructions", word="instruction text", heading="instr", article="an",
        spellings=("instruction",),
        folder="instructions", bundled=True, single="instructions.md",
        rendering="section", copies_add_up=True,
        needs_body=True, is_text=True, is_loaded=True, nests_ids=True, may_include=True,
        new_description="Rules and facts for every agent. Replace these lines.",
        example_places=("AGENTS.md", "~/.ID/AGENTS.md"),
    ),
    Kind(
        "rule", "rules", spellings=("rules",),
        folder="rules", bundled=True,
        rendering="file", order=1, skill_rank=4, stand_in="Follow the rule {id} when it applies.",
        delivered_as={"always": "instructions", "paths": "instructions", "model": "skills", "manual": "skills"},
        loses={"always": 0, "paths": 4, "model": 0, "manual": 0}, started_by_hand=("manual",),
        needs_body=True, is_text=True, is_loaded=True, nests_ids=True, may_include=True,
        names_others={"agents": "agent"},
        new_description="The rule in one sentence ...",
    ),
    Kind(
        "agent", "agents", heading="agent", article="an", spellings=("agents",),
        folder="agents", bundled=True, in_new_project=True,
        rendering="file-or-entry", skill_rank=3,
        delivered_as={"": "skills", LIMITED: "skills"}, loses={"": 4, LIMITED: 5},
        is_named=True, needs_description=True, needs_body=True, is_invoked=True, is_loaded=True, has_model=True,
        tool_fields=("tools", "deny_tools"), names_others={"skills": "skill", "mcp_servers": "mcp_server"},
        new_description="The purpose of this agent, and when to use it ...",
    ),
    Kind(
        "skill", "skills", heading="skill", spellings=("skills",),
        folder="skills", bundled=True, in_new_project=True, main="SKILL.md", read_order=1,
        rendering="file", skill_rank=0,
        is_named=True, needs_description=True, is_invoked=True, is_loaded=True,
        new_description="The purpose of this skill. Use when ...", example_places=(".agents/skills/{id}/",),
    ),
    Kind(
        "command", "commands", heading="cmd", spellings=("commands",),
        folder="commands", bundled=True,
        rendering="file-or-entry", delivered_as={"": "skills"}, loses={"": 2}, started_by_hand=("",), skill_rank=2,
        stand_in="Run the {id} command.",
        needs_body=True, is_invoked=True, is_loaded=True, nests_ids=True, may_include=True, has_model=True,
        tool_fields=("tools",), names_others={"agent": "agent"},
        new_description="The purpose of this command ...", example_places=(".ID/commands/{id:path}.md",),
    ),
    Kind(
        "behavior", plural="behaviors", spellings=("behaviors",),
        folder="behaviors", bundled=True, main="BEHAVIOR.md", read_order=1,
        composed_as="skill", skill_rank=1,
        is_named=True, needs_description=True, is_invoked=True,
        new_description="The trigger and the action of this behavior ...",
    ),
    Kind(
        "hook", "hooks", heading="hook", spellings=("hooks",),
        settings="hooks.yaml", sections=("hooks",), entries_as="list", read_order=3,
        rendering="hook-entry", key_form="events", copies_add_up=True,
        guards=True, runs_code=True, starts_process=True,
        tool_fields=("match",),
        new_entry={"id": "{id}", "event": "tool_after", "match": ("write", "edit"), "command": "true", "timeout": 10},
        example_places=(".ID/settings.json#hooks",),
    ),
    Kind(
        "mcp_server", "mcp_servers", plural="MCP servers", word="MCP server", heading="mcp", article="an",
        spellings=("mcp", "mcp-server", "mcp_servers", "mcp-servers"),
        settings="mcp.yaml", sections=("servers",), entries_as="map", one_of=("command", "url"), read_order=2,
        rendering="server-entry",
        runs_code=True, starts_process=True,
        new_entry={"command": "{id}-server", "args": ()}, example_places=(".ID/mcp.json#mcpServers.{id}",),
    ),
    Kind(
        "permission", "permissions", heading="perm", spellings=("permissions",),
        settings="permissions.yaml", sections=("allow", "ask", "deny"), entries_as="effects", read_order=3,
        rendering="permission-entry", key_form="grants", copies_add_up=True,
        guards=True, runs_code=True, runs_if=("effect", "allow"),
        has_free_id=True,
        example_places=(".ID/settings.json#permissions",),
    ),
    Kind(
        "plugin", "plugins", heading="plug", spellings=("plugins",),
        settings="plugins.yaml", sections=("plugins",), entries_as="map", short_for="enabled",
        one_of=("enabled",), id_pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z",
        id_hint="write it as NAME@MARKETPLACE", read_order=3,
        rendering="setting",
        runs_code=True, runs_if=("enabled", True),
        new_entry=True, example_places=(".ID/settings.json#enabledPlugins.{id}",),
    ),
    Kind(
        "marketplace", "marketplaces", told_with="plugins", spellings=("marketplaces",),
        settings="plugins.yaml", sections=("marketplaces",), entries_as="map", short_for="github",
        id_pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z", id_hint="use letters, digits, dots, - and _",
        one_of=("github", "git", "url", "path"), read_order=3,
        rendering="setting",
        runs_code=True,
        new_entry={"github": "OWNER/{id}"}, example_places=(".ID/settings.json#extraKnownMarketplaces.{id}",),
    ),
    Kind(
        "ignore", "ignore", word="ignore list", heading="ign", article="an", spellings=("ignores",),
        single="ignore", read_order=4,
        rendering="section", key_form="grants", delivered_as={"": "permissions"}, loses={"": 2}, order=2,
        copies_add_up=True,
        has_free_id=True,
        example_places=(".IDignore",),
    ),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ROWS}
"""The kinds by name, in the order in which people read about them."""

CELL_OF: Final = {kind.name: kind.cell for kind in _ROWS if kind.cell}
"""The adapter cell that describes a kind."""

KIND_OF_CELL: Final = {cell: kind for kind, cell in CELL_OF.items()}
COLUMNS: Final = tuple(kind.cell for kind in _ROWS if kind.cell and not kind.told_with)
"""The cells that have a column in tables of platforms."""

EXECUTABLE: Final = frozenset(kind.name for kind in _ROWS if kind.runs_code)
"""Kinds that run something or let an agent run something: deployed only from a trusted layer."""

_READ: Final = sorted(_ROWS, key=lambda kind: kind.read_order)

FOLDERS: Final = {kind.folder: kind for kind in _READ if kind.folder}
"""The kinds by the folder of a source that holds them."""

MAIN_FILES: Final = tuple(kind.main for kind in _READ if kind.main)
"""The files that make a folder an artifact."""

SETTINGS: Final = {
    file: tuple(kind for kind in _READ if kind.settings == file)
    for file in dict.fromkeys(k.settings for k in _READ)
    if file
}
"""The kinds by the YAML file of a source that holds their entries, first the kind that the file is called after."""

SINGLES: Final = {kind.single: kind for kind in _READ if kind.single}
"""The kinds by the file of a source that is one artifact."""

TEXT_CELLS: Final = tuple(kind.cell for kind in _ROWS if kind.is_text)
"""The cells whose files are sent as they are; of the others a model sees a line until it calls for them."""

LOADED_CELLS: Final = tuple(kind.cell for kind in _ROWS if kind.is_loaded)
"""The cells whose files are read to a model: hooks, servers and permissions are not."""

NEW_DESCRIPTIONS: Final = {kind.name: kind.new_description for kind in _ROWS if kind.new_description}
"""The description that `aiwg new` writes when none is given."""

FOLDERS_OF_NEW_PROJECT: Final = tuple(kind.folder for kind in _ROWS if kind.in_new_project)  # aiwg init makes them

_SPELLINGS: Final = {spelling: kind.name for kind in _ROWS for spelling in kind.spellings}


def kind_of_cell(cell: str) -> Kind:
    """Return the kind that an adapter's cell describes."""
    return KINDS[KIND_OF_CELL[cell]]


def kind_named(text: str) -> str | None:
    """Return the kind that `text` names (singular, plural or a usual spelling), or None."""
    lowered = text.strip().lower()
    return lowered if lowered in KINDS else _SPELLINGS.get(lowered)


def kinds_said(kind: str) -> str:
    """Return a kind in the plural, for people: `rules`, `MCP servers`."""
    return KINDS[kind].plural or KINDS[kind].cell


def plural(kind: str, count: int) -> str:
    """Return `1 rule`, `2 rules`, `1 MCP server`, for people."""
    return f"{count} {KINDS[kind].word or kind.replace('_', ' ')}{'' if count == 1 else 's'}"
