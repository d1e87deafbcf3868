"""What the other readers of a file lose: it is written in the words of one platform, and read by those of many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.artifact.fields import LIMITING_FIELDS
from aiwg.core.dataclass import replace
from aiwg.placement.loss import BY_HAND, RULES, SKILLS, WORDED
from aiwg.placement.place import Placement
from aiwg.render.delivery import Delivery
from aiwg.render.fields import EMPTY, apply_rules, losses_of
from aiwg.render.forms import FileForm, ReaderForm
from aiwg.render.values import Loss, NativeFields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def with_reader_losses(
    deliveries: tuple[Delivery, ...],
    placement: Placement,
    native: NativeFields,
    values: Mapping[str, Any],
    form: FileForm,
) -> tuple[Delivery, ...]:
    """Return the deliveries of a file, each with what its platform loses beyond the losses of the writer's words.

    `native` are the keys of the file, `values` what they were made from.
    """
    if placement.cell == SKILLS:
        if native.keys.get(BY_HAND) is not True:
            return deliveries
        ignored = Loss(BY_HAND, "ignored: the model may start it too", freer=not placement.is_carried)
        return tuple(
            _losing(each, (ignored,)) if form.readers[each.platform].is_by_hand_ignored else each for each in deliveries
        )
    if placement.cell not in WORDED:
        return deliveries
    return tuple(
        _losing(each, _losses_of_reader(placement, form.readers[each.platform], native, values))
        if each.platform != placement.writer.id
        else each
        for each in deliveries
    )


def _losing(delivery: Delivery, losses: Iterable[Loss]) -> Delivery:
    """Return a delivery with the losses of fields that it does not lose anyway."""
    known = {loss.field for loss in delivery.losses}
    more = tuple(loss for loss in losses if loss.field not in known)
    return replace(delivery, losses=(*delivery.losses, *more)) if more else delivery


def _losses_of_reader(
    placement: Placement, reader: ReaderForm, native: NativeFields, values: Mapping[str, Any]
) -> list[Loss]:
    """Return what a reader's own words would lose, and what they would keep and the file does not say."""
    rules = reader.rules
    if rules is None and placement.cell == RULES:
        rules = ()  # of a rule, what a platform is not known to understand does not count there: `aiwg.loading`
    if rules is None:
        return []
    own = apply_rules(rules, values, reader.tables)
    fields = placement.artifact.fields
    found = losses_of(fields, own)
    lost = {loss.field for loss in found}
    for name, value in fields.items():
        targets = [target for target in reader.targets.get(name, ()) if _has(own.keys, target)]
        if not targets or name in lost or value in EMPTY or any(_has(native.keys, target) for target in targets):
            continue
        reason = f"the file has the form of {placement.writer.adapter.name}"
        found.append(Loss(name, reason, freer=name in LIMITING_FIELDS))
    return found


def _has(keys: Mapping[str, Any], target: str) -> bool:
    if "." not in target:
        return target in keys
    value: Any = keys
    for step in target.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return False
        value = value[step]
    return True
