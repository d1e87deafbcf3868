"""Whether a title says what was decided, or only what it was about."""

from __future__ import annotations

import re

from aiwg.adr.forms.words import is_foreign, is_topic
from aiwg.core.patterns import lazy_pattern

_TOPIC_WORDS = (
    "analysis approach architecture choice choices comparison considerations database decision decisions "
    "design discussion evaluation framework handling implementation infrastructure integration layer library "
    "management migration model options overview pattern platform policy process proposal protocol queue "
    "selection setup solution stack standards storage strategy structure system technology tool tooling tools "
    "usage workflow"
)
_VERB_WORDS = (
    "accept add adopt allow anchor apply ask assign attach authenticate authorize avoid back batch bind block "
    "break bridge build bundle cache call change check choose collect combine commit compile compress compute "
    "configure connect consolidate consume containerize convert copy create decouple default defer define "
    "delegate delete deliver deny deploy deprecate derive describe disable discard distribute document drop "
    "emit enable encode encrypt enforce enqueue ensure escape establish exclude expire expose extend extract "
    "fail favor favour fetch fix follow forbid format forward freeze generate give grant group guard handle "
    "hash hide host identify ignore implement import include index inject inline install integrate introduce "
    "invoke isolate issue join keep launch lazy-load leave let limit link load lock log maintain make manage "
    "measure mend merge migrate mirror mock model monitor mount move name normalize offer omit open organize "
    "outsource own parse partition pass pin place poll prefer prepare prevent process provide proxy publish "
    "pull push put queue rate-limit read rebuild receive record redesign reduce refactor refuse register "
    "reject release rely remember remove rename render replace replicate report require reserve reset resolve "
    "restrict retain retire retry return reuse rewrite roll rotate route run sample save scale scan schedule "
    "scope seal select self-host send separate serialize serve set shard share ship sign simplify skip "
    "snapshot sort splice split standardize start stop store stream structure subscribe support suspend swap "
    "switch sync tag take target test throttle time track translate treat trigger trim trust turn unify "
    "update upgrade use validate verify version wait warn wrap write"
)
_TOPICS = frozenset(_TOPIC_WORDS.split())
_VERBS = frozenset(_VERB_WORDS.split())
_PASSIVE = lazy_pattern(
    r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+)?"
    r"(?:\w+ed|chosen|made|done|built|taken|written|kept|sent|put|set|held|given|shown)\b",
    re.IGNORECASE,
)
_ABOUT = lazy_pattern(
    r"^(?:(?:the\s+)?(?:choice|selection|choosing|selecting|discussion|evaluation|comparison)\s+(?:of|between|about)?\s*"
    r"|about\s+|which\s+|what\s+|how\s+|whether\s+|should\s+|regarding\s+)",
    re.IGNORECASE,
)
_GERUND = lazy_pattern(r"^(?P<stem>[A-Za-z]+)ing\b")


def weakness(title: str) -> str | None:
    """Return why a title does not name the choice in the active voice, with a form to use, or None."""
    bare = title.strip().rstrip(".")
    words = re.findall(r"[^\W_][\w'-]*", bare)
    if not words:
        return 'is empty: name the choice, as in "Queue webhooks in PostgreSQL"'
    if is_foreign(bare):
        return _weakness_elsewhere(bare, len(words))
    if bare.endswith("?") or _ABOUT.match(bare):
        return f'asks or names a topic instead of the choice: for example "Use ... {_as_object(bare)}"'.rstrip()
    passive = _PASSIVE.search(bare)
    if passive:
        return f'is in the passive voice ("{passive[0]}"): for example "Use ..." with the choice'
    if words[0].lower() in _VERBS:
        return None
    if words[-1].lower() in _TOPICS or len(words) == 1:
        return f'is a topic and does not name the choice: for example "Use ... {_as_object(bare)}"'
    gerund = _GERUND.match(bare)
    verb = _verb_of(gerund["stem"].lower()) if gerund else None
    if gerund and verb:
        return f'names an activity: for example "{verb.capitalize()}{bare[gerund.end() :]}"'
    return None


def _weakness_elsewhere(title: str, words: int) -> str | None:
    """Return what can be seen in any language: a question, a single word, or a word that names a topic."""
    if title.endswith(("?", "\uff1f")):
        return "asks a question instead of naming the choice"
    spaced = all(ord(char) < 0x3000 for char in title)
    if is_topic(title) or (words == 1 and spaced):
        return "names a topic and not the choice"
    return None


def _verb_of(stem: str) -> str | None:
    for candidate in (stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem):
        if candidate in _VERBS:
            return candidate
    return None


def _as_object(title: str) -> str:
    """Return a topic as the end of a sentence: `Database Selection` becomes `as the database`."""
    words = [word for word in re.findall(r"[^\W_][\w'-]*", _ABOUT.sub("", title.rstrip("?"))) if word]
    while len(words) > 1 and words[-1].lower() in ("selection", "choice", "decision", "options", "evaluation"):
        words.pop()
    if not words or len(words) > 4:
        return ""
    topic = " ".join(word if word.isupper() else word.lower() for word in words)
    return f"for the {topic}" if words[-1].lower() != "database" else f"as the {topic}"
