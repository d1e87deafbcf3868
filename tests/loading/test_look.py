"""Looking around in trees in memory: what each word of an adapter does to what is loaded."""

from __future__ import annotations

import contextlib
import posixpath

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aiwg.loading import LoadedContext, tokens
from aiwg.loading.frontmatter import read_front
from aiwg.manifest import BLOCK, FILE, KEYS, KeyRecord, Record, SharedPart
from aiwg.merge import block
from tests.loading.memory import START, around, states
from tests.stopwatch import quick

AGENTS = "instructions: [AGENTS.md]\n"


def test_what_is_not_there_is_not_said() -> None:
    """An empty folder has no items and costs nothing."""
    context = around(AGENTS, {})
    assert context.items == ()
    assert context.always_tokens == 0


def test_the_first_hides_the_rest_of_its_folder() -> None:
    """Of a `first` group the strongest file of each folder is loaded, and the others say what hides them."""
    cells = "instructions: [{first: [A.md, B.md], nested: up}]\n"
    context = around(cells, {"A.md": "a", "B.md": "b", "src/B.md": "c"}, start=f"{START}/src")
    assert states(context) == {"../A.md": "always", "../B.md": "hidden", "B.md": "always"}
    assert [item.by for item in context.hidden] == [f"{START}/A.md"]


@pytest.mark.parametrize(("per", "below"), [("tree", "hidden"), ("start", "folder"), ("dir", "folder")])
def test_where_a_group_is_decided(per: str, below: str) -> None:
    """Over a tree the stronger name above hides the weaker one below; else the folder below decides for itself."""
    cells = f"instructions: [{{first: [A.md, B.md], nested: both, per: {per}}}]\n"
    assert states(around(cells, {"A.md": "a", "src/B.md": "b"}))["src/B.md"] == below


def test_empty_files_count_unless_they_are_passed_over() -> None:
    """An empty file hides the next one, but not where the platform passes over empty files."""
    cells = "instructions: {reads: [{first: [A.md, B.md]}], write: []%s}\n"
    files = {"A.md": " \n", "B.md": "b"}
    assert states(around(cells % "", files))["B.md"] == "hidden"
    assert states(around(cells % ", blank: passed-over", files))["B.md"] == "always"


def test_up_ends_at_the_work_tree_or_at_the_disk() -> None:
    """Copies above are loaded to the top of the work tree, and only beyond it where the adapter says so."""
    files = {"../AGENTS.md": "above", "AGENTS.md": "here"}
    assert set(states(around("instructions: [{path: AGENTS.md, nested: up}]\n", files))) == {"AGENTS.md"}
    to_the_disk = around("instructions: [{path: AGENTS.md, nested: up, up_to: disk}]\n", files)
    assert set(states(to_the_disk)) == {"AGENTS.md", "../AGENTS.md"}


def test_what_lies_at_the_top_is_found_from_below() -> None:
    """A place at the top is read when the platform is started in a subfolder, any other there alone."""
    files = {"rules.md": "a", "src/rules.md": "b", "src/x.py": ""}
    below = f"{START}/src"
    assert set(states(around("instructions: [rules.md]\n", files, start=below))) == {"rules.md"}
    assert set(states(around("instructions: [{path: rules.md, at: top}]\n", files, start=below))) == {"../rules.md"}


def test_of_one_name_the_first_place_counts() -> None:
    """Two skills of one name: the one in the first place is listed, and the other says why not."""
    skill = "---\nname: twin\ndescription: Does it\n---\nBody\n"
    cells = 'skills: [".b/{id}/", ".a/{id}/"]\n'
    context = around(cells, {".a/one/SKILL.md": skill, ".b/two/SKILL.md": skill})
    assert states(context) == {".b/two/SKILL.md": "listed", ".a/one/SKILL.md": "hidden"}
    assert context.loaded[0].text == "- twin: Does it\n"
    assert context.loaded[0].later == "Body\n"


def test_a_copy_is_dropped_by_the_name_of_its_path() -> None:
    """Where paths name, a second file of one frontmatter name loads too, unless its path gives that name."""
    cells = 'agents: {reads: [".a/{id:path}.md", ".b/{id:path}.md"], dedup: path, fields: [name: id, description]}\n'
    agent = "---\nname: x\ndescription: Does it\n---\nBody\n"
    deeper = around(cells, {".a/x.md": agent, ".b/x/agent.md": agent})
    assert states(deeper) == {".a/x.md": "listed", ".b/x/agent.md": "listed"}
    assert [double.certain for double in deeper.doubles] == [True]
    other = around(cells, {".a/y.md": agent, ".b/x.md": agent})
    assert states(other) == {".a/y.md": "listed", ".b/x.md": "hidden"}
    assert other.doubles == ()


@pytest.mark.parametrize(("dedup", "certain"), [("none", [True]), ("unknown", [False]), ("name", [])])
def test_one_name_twice(dedup: str, certain: list[bool]) -> None:
    """A second skill of one name is a double where every copy loads, perhaps one where nobody knows, else none."""
    cells = f'skills: {{reads: [".a/{{id}}/", ".b/{{id}}/"], dedup: {dedup}}}\n'
    context = around(cells, {".a/x/SKILL.md": "---\nname: x\n---\na", ".b/x/SKILL.md": "---\nname: x\n---\nb"})
    assert [double.certain for double in context.doubles] == certain


@pytest.mark.parametrize(
    ("dedup", "copy", "link"),
    [("none", "always", "always"), ("bytes", "hidden", "hidden"), ("realpath", "always", "hidden")],
)
def test_copies_and_links(dedup: str, copy: str, link: str) -> None:
    """A copy and a link of a file are loaded, or dropped by bytes or by real path, as the adapter says."""
    cells = f"instructions: {{reads: [A.md, B.md, C.md], dedup: {dedup}}}\n"
    found = states(around(cells, {"A.md": "text", "B.md": "text"}, links={"C.md": "A.md"}))
    assert (found["B.md"], found["C.md"]) == (copy, link)


@pytest.mark.parametrize(("links", "folder", "file"), [("yes", 1, 1), ("file", 0, 1), ("no", 0, 0)])
def test_which_links_are_followed(links: str, folder: int, file: int) -> None:
    """A skill is found through a linked folder or a linked file as far as the platform follows links."""
    cells = f'skills: {{reads: [".a/{{id}}/"], links: {links}}}\n'
    files = {"real/SKILL.md": "---\nname: x\n---\n", ".a/kept/notes.md": ""}
    assert len(around(cells, files, links={".a/x": "real"}).loaded) == folder
    assert len(around(cells, files, links={".a/kept/SKILL.md": "real/SKILL.md"}).loaded) == file


GATES = 'gates: {g: {say: trust it, check: "~/trust.json#ok", is: true%s}}\ninstructions: [{path: A.md, gate: g}]\n'


@pytest.mark.parametrize(
    ("default", "settings", "state"),
    [
        ("", None, "always"),
        (", default: closed", None, "gated"),
        (", default: closed", '{"ok": true}', "always"),
        (", default: open", '{"ok": false}', "gated"),
    ],
)
def test_gates(default: str, settings: str | None, state: str) -> None:
    """A person's setting opens or closes a gate, without it the default; with neither the item names the gate."""
    context = around(GATES % default, {"A.md": "a", **({"~/trust.json": settings} if settings else {})})
    assert states(context) == {"A.md": state}
    assert [item.gates for item in context.loaded] == ([("trust it",)] if not default else [()] * len(context.loaded))


@pytest.mark.parametrize(
    "setting",
    [
        '{"off": ["x"]}',
        '{"off": {"x": "deny"}}',
        '{"off": {"x": {"enabled": false}}}',
        '{"off": [{"name": "x", "enabled": false}]}',
    ],
)
def test_switches(setting: str) -> None:
    """A list of names, a mapping of them, and a list of mappings switch off what they name, and nothing else."""
    cells = 'skills: {reads: [".a/{id}/"], off: ["~/s.json#off"]}\n'
    files = {".a/x/SKILL.md": "---\nname: x\n---\n", ".a/y/SKILL.md": "---\nname: y\n---\n", "~/s.json": setting}
    assert states(around(cells, files)) == {".a/x/SKILL.md": "off", ".a/y/SKILL.md": "listed"}


RULES = """\
rules:
  reads: [".r/{id:path}.md"]
  fields: [globs: {from: paths, as: csv}, mode: {from: activation, map: {always: on, model: ask, manual: hand}}]
"""


@pytest.mark.parametrize(
    ("front", "when", "globs"),
    [
        ("mode: on", "always", ()),
        ("mode: ask\ndescription: d", "listed", ()),
        ("mode: hand", "manual", ()),
        ("mode: none of these", "manual", ()),
    ],
)
def test_when_a_rule_is_loaded(front: str, when: str, globs: tuple[str, ...]) -> None:
    """A platform's own key says when a rule is loaded; a value that it does not know leaves it to the person."""
    (item,) = around(RULES, {".r/x.md": f"---\n{front}\n---\nbody"}).items
    assert (item.when, item.globs) == (when, globs)


def test_scoped_rules_come_with_their_files() -> None:
    """A rule with globs comes with the files that match, one in a subfolder only with that folder's."""
    cells = 'rules: {reads: [{path: ".r/{id}.md", nested: both}], fields: [paths]}\n'
    rule = '---\npaths: ["**/*.py"]\n---\nbody'
    context = around(cells, {".r/top.md": rule, "src/.r/low.md": rule, "src/.r/plain.md": "body"})
    assert brought(context, "a.py") == [".r/top.md"]
    assert brought(context, "src/a.py") == [".r/top.md", "src/.r/low.md", "src/.r/plain.md"]
    assert brought(context, "src/a.txt") == ["src/.r/plain.md"]
    assert context.always_chars == 0


def brought(context: LoadedContext, path: str) -> list[str]:
    """Return what work on a file of the project brings along."""
    return [item.shown for item in context.for_file(posixpath.join(START, path))]


INCLUDING = "instructions: {reads: [A.md, B.md], includes: {hops: 2}%s}\n"


def test_includes_go_as_deep_as_the_platform_does() -> None:
    """Includes are followed from the including file's folder, not in code, not beyond the hops, not in circles."""
    files = {
        "A.md": "@docs/one.md `@docs/span.md` a@docs.md\n```\n@docs/fence.md\n```\n@docs/none.md",
        "docs/one.md": "@two.md @../A.md",
        "docs/two.md": "@three.md",
        "docs/three.md": "",
        "docs/span.md": "",
        "docs/fence.md": "",
    }
    context = around(INCLUDING % "", files)
    assert [(item.shown, item.includer) for item in context.items] == [
        ("A.md", ""),
        ("docs/one.md", "A.md"),
        ("docs/two.md", "docs/one.md"),
    ]
    assert context.broken == (("A.md", "docs/none.md"),)


def test_a_file_that_is_included_and_read_is_loaded_twice() -> None:
    """What one file includes and the platform reads, too, is a double, unless each real file counts once."""
    files = {"A.md": "@B.md", "B.md": "text"}
    assert [double.paths for double in around(INCLUDING % "", files).doubles] == [("B.md (through A.md)", "B.md")]
    assert around(INCLUDING % ", dedup: realpath", files).doubles == ()


@pytest.mark.parametrize(
    ("folders", "certain"),
    [(("a", "b"), False), (("a", "a-b"), False), (("a", "a/b"), True), (("", "a"), True), (("a", "a-b", "a/c"), True)],
)
def test_equal_texts_of_two_folders_need_work_in_both(folders: tuple[str, ...], certain: bool) -> None:
    """The same text in two folders is loaded twice for certain only if work in one brings that of the other."""
    cells = "instructions: {reads: [{path: A.md, nested: down}], dedup: none}\n"
    files = {f"{folder}/A.md".lstrip("/"): "The same text in all of them.\n" for folder in folders}
    (double,) = around(cells, files).doubles
    assert double.certain is certain
    assert ("in another folder" in double.why) is not certain


def test_the_text_of_a_rule_that_the_instructions_carry_is_loaded_twice() -> None:
    """A rule whose text stands in the instructions as well is a double; a short word in both is none."""
    cells = 'instructions: [A.md]\nrules: [".r/{id}.md"]\n'
    text = "Every endpoint checks who is asking, and says so.\n"
    context = around(cells, {"A.md": f"# Rules\n\n{text}", ".r/api.md": text, ".r/short.md": "Rules"})
    assert [double.paths for double in context.doubles] == [("A.md", ".r/api.md")]


def test_a_chain_beyond_its_limit_is_cut_at_the_end() -> None:
    """The files of a project are taken from the top down until the limit, the rest is cut, and by how much is said."""
    cells = "instructions: {reads: [{path: A.md, nested: up}], limits: {total_bytes: 10}, cuts: {total_bytes: end}}\n"
    context = around(cells, {"A.md": "12345678", "src/A.md": "abcdefgh", "src/x": ""}, start=f"{START}/src")
    assert {item.shown: item.text for item in context.loaded} == {"../A.md": "12345678", "A.md": "ab"}
    (excess,) = context.excesses
    assert (excess.size, excess.limit, excess.becomes, excess.lost) == (16, 10, "cut", 6)


@pytest.mark.parametrize(
    ("more", "state", "text"),
    [
        ("", "loaded", "- x: 123456789\n"),
        (", cuts: {description_chars: end}", "loaded", "- x: 12345\n"),
        (", refuses: {long: true}", "dropped", "- x: 123456789\n"),
    ],
)
def test_long_descriptions(more: str, state: str, text: str) -> None:
    """A description over its limit is cut, makes the platform drop the file, or nobody knows and it stays."""
    cells = f'skills: {{reads: [".a/{{id}}/"], limits: {{description_chars: 5}}{more}}}\n'
    (item,) = around(cells, {".a/x/SKILL.md": '---\nname: x\ndescription: "123456789"\n---\n'}).items
    assert (item.state, item.text) == (state, text)


def test_owners() -> None:
    """A file is ours, yours, or yours with a block of ours; of an included file that is asked for itself."""
    cells = "instructions: {reads: [A.md, B.md, C.md, D.md], includes: true}\n"
    mixed = block.put("Mine.\n", "Theirs.\n", "html").text
    files = {"A.md": "a", "B.md": mixed, "C.md": "@E.md", "D.md": block.put("", "Theirs.\n", "html").text, "E.md": "e"}
    whole = Record(FILE, artifacts=("rule/e",))
    part = Record(BLOCK, part=SharedPart(style="html"), artifacts=("instructions/instructions",))
    context = around(cells, files, records={"B.md": part, "D.md": part, "E.md": whole})
    owners = {item.shown: item.owner for item in context.items}
    assert owners == {"A.md": "yours", "B.md": "shared", "C.md": "yours", "E.md": "ours", "D.md": "ours"}


def test_settings_name_further_files() -> None:
    """Paths and globs in a list of settings are read, and other names for a place stand in for its own."""
    cells = 'instructions: ["tool.json#docs[={path}]", {path: A.md, names: ["tool.json#names"]}]\n'
    settings = '{"docs": ["docs/*.md", "more.md"], "names": ["B.md"]} // said'
    files = {"tool.json": settings, "docs/a.md": "", "docs/b.txt": "", "more.md": "", "A.md": "", "B.md": ""}
    assert list(states(around(cells, files))) == ["docs/a.md", "more.md", "A.md", "B.md"]


def test_surfaces_read_what_is_theirs() -> None:
    """A place of one surface is read by that one alone, and the main one is asked when none is named."""
    cells = "surfaces: [cli, ide]\ninstructions: [A.md, {path: B.md, in: [ide]}]\n"
    files = {"A.md": "", "B.md": ""}
    assert list(states(around(cells, files))) == ["A.md"]
    assert list(states(around(cells, files, surface="ide"))) == ["A.md", "B.md"]


def test_home_is_read_too() -> None:
    """Files of the home folder are items of the user scope, and shown with a tilde."""
    (item,) = around("instructions: [~/.alpha/A.md]\n", {"~/.alpha/A.md": "a"}).items
    assert (item.shown, item.scope) == ("~/.alpha/A.md", "user")


WORDS = st.dictionaries(
    st.sampled_from(["A.md", "B.md", "src/A.md", "docs/x.md", ".r/a.md", ".r/b.md", ".s/x/SKILL.md", ".t/x/SKILL.md"]),
    st.text(st.sampled_from("ab@.-:\n /xA#'\"[]{}mdé"), max_size=60),
)
EVERYTHING = """\
instructions:
  reads: [{first: [A.md, B.md], nested: both}]
  includes: true
  limits: {total_bytes: 20}
  cuts: {total_bytes: end}
rules: {reads: [".r/{id}.md"], fields: [paths]}
skills: [".s/{id}/", ".t/{id}/"]
"""


@given(WORDS)
def test_any_text_is_taken(files: dict[str, str]) -> None:
    """Whatever stands in the files, each is looked at once, sizes are those of the texts, and the sums agree."""
    context = around(EVERYTHING, files)
    read = [item.path for item in context.items if not item.parent]
    assert len(read) == len(set(read))
    assert context.always_chars == sum(len(item.text) for item in context.loaded)
    assert context.always_tokens == tokens(context.always_chars)
    assert {item.state for item in context.items} <= {"loaded", "hidden", "off", "gated", "dropped"}
    for item in context.hidden:
        assert item.why
        assert item.path not in {each.path for each in context.loaded}


@given(st.text(st.sampled_from("ab1 \"'\\\\[],:#\t\n\x85\u2028\x07é"), max_size=12))
def test_a_plain_frontmatter_is_read_as_yaml_reads_it(value: str) -> None:
    """A text in quotes, alone or in a list, means what YAML says that it means, though no YAML library is asked."""
    for spelling in (f'"{value}"', f'["{value}"]', f'["a", "{value}"]', f'["{value}", "b, c"]'):
        front = f"key: {spelling}\nother: word"
        with contextlib.suppress(yaml.YAMLError):
            assert read_front(front) == yaml.safe_load(front)


def test_a_thousand_artifacts_take_little_time() -> None:
    """Looking around among a thousand skills takes less than half a second of CPU; 0.05 s were measured."""
    files = {
        f".s/s{number}/SKILL.md": f"---\nname: s{number}\ndescription: Number {number}\n---\n{'Words. ' * 300}"
        for number in range(1000)
    }
    context = quick(lambda: around('skills: [".s/{id}/", ".t/{id}/"]\n', files), 0.5)
    assert len(context.listed) == 1000


def test_members_of_a_list_are_artifacts() -> None:
    """An agent may be a member of a list in a settings file: with its text, its description, and whose it is."""
    cells = 'agents: {reads: [".modes#modes[slug={id}]"], format: yaml, fields: [slug: id, role: body, description]}\n'
    text = "modes:\n  - {slug: mine, role: Mine, description: Helps}\n  - {slug: ours, role: Ours, description: Does}\n"
    key = KeyRecord(({"member": ["slug", "ours"]},), "0", False, ("agent/ours",), ("test",))
    records = {".modes": Record(KEYS, part=SharedPart(format="yaml", keys=(key,)))}
    context = around(cells, {".modes": text}, records=records)
    assert [(item.path, item.owner, item.later) for item in context.loaded] == [
        (f"{START}/.modes#mine", "yours", "Mine"),
        (f"{START}/.modes#ours", "ours", "Ours"),
    ]
    assert [item.text for item in context.loaded] == ["- mine: Helps\n", "- ours: Does\n"]
