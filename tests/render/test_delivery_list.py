"""A list of deliveries keeps what artifacts share once, and gives each of them as it was."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from aiwg.core.dataclass import replace
from aiwg.render.delivery import LEVELS, Delivery, DeliveryList
from aiwg.render.values import Loss

LOSSES = st.lists(st.builds(Loss, st.sampled_from("ab"), st.just("why"), st.booleans()), max_size=2)
DELIVERIES = st.lists(
    st.builds(
        Delivery,
        st.sampled_from(["rule/a", "rule/b", "skill/c"]),
        st.sampled_from("pqr"),
        st.sampled_from(LEVELS),
        st.sampled_from([(), ("one",), ("one", "two")]),
        LOSSES.map(tuple),
        st.sampled_from([(), ("note",)]),
    ),
    unique_by=lambda each: (each.artifact, each.platform),
).map(lambda found: sorted(found, key=lambda each: (each.artifact, each.platform)))


@given(DELIVERIES)
def test_a_list_gives_what_was_put_in(deliveries: list[Delivery]) -> None:
    """A list has the deliveries it was made of, in their order, by number and by platform."""
    listed = DeliveryList.of(replace(each) for each in deliveries)
    assert list(listed) == deliveries
    assert [listed[number] for number in range(len(listed))] == deliveries
    for platform in "pqrs":
        assert list(listed.at(platform)) == [each for each in deliveries if each.platform == platform]


@given(DELIVERIES, DELIVERIES)
def test_lists_are_equal_as_their_deliveries_are(one: list[Delivery], other: list[Delivery]) -> None:
    """Two lists are equal if and only if their deliveries are."""
    assert (DeliveryList.of(one) == DeliveryList.of(other)) == (one == other)


@given(DELIVERIES)
def test_artifacts_that_arrive_alike_share_what_is_said(deliveries: list[Delivery]) -> None:
    """Artifacts that differ only in their paths have the very same arrivals."""
    alike = [replace(each, artifact=f"{name}/{each.artifact}") for name in ("x", "y") for each in deliveries]
    listed = DeliveryList.of(alike)
    half = len(listed.rows) // 2
    assert half == len([*groupby(deliveries, lambda each: each.artifact)])
    for first, second in zip(listed.rows[:half], listed.rows[half:], strict=True):
        assert first[1] is second[1]


def test_equal_losses_are_kept_once() -> None:
    """Losses that are equal, and other objects, are the same object in a list."""
    deliveries = [
        Delivery(name, "p", "degraded", (name,), tuple([Loss("model", "none")]))  # noqa: C409 - a new tuple each time
        for name in ("rule/a", "rule/b")
    ]
    one, other = DeliveryList.of(deliveries)
    assert one.losses is other.losses
