"""The tree against the recursive definitions of RFC 6962 section 2.1, written out word for word."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanyi.engines.ledger import (
    Accumulator,
    LedgerError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)


def h(data):
    return hashlib.sha256(data).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(leaves):
    if not leaves:
        return h(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return h(b"\1" + mth(leaves[:k]) + mth(leaves[k:]))


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m, leaves, whole):
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


LEAVES = [leaf_hash(str(n).encode()) for n in range(70)]


def test_the_hash_of_a_leaf_and_of_the_empty_tree_are_those_of_the_standard():
    # The first two test vectors of Certificate Transparency.
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_eight_leaves_of_certificate_transparency_give_their_published_root():
    data = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [leaf_hash(bytes.fromhex(each)) for each in data]
    assert root_of(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("size", range(len(LEAVES)))
def test_roots_and_inclusion_proofs_equal_the_definition(size):
    leaves = LEAVES[:size]
    root = mth(leaves)
    assert root_of(leaves) == root
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert proof == path(index, leaves)
        assert verify_inclusion(leaves[index], index, size, proof, root)


@pytest.mark.parametrize("size", range(1, 40))
def test_consistency_proofs_equal_the_definition(size):
    leaves = LEAVES[:size]
    for older in range(1, size + 1):
        proof = consistency_proof(leaves, older)
        assert proof == subproof(older, leaves, True)
        assert verify_consistency(older, size, mth(leaves[:older]), mth(leaves), proof)


@given(st.lists(st.integers(0, 40), max_size=8), st.sampled_from(["sha256", "sm3"]))
def test_leaves_added_in_any_portions_give_the_same_root_also_after_storing_the_state(portions, algorithm):
    leaves = [leaf_hash(str(n).encode(), algorithm) for n in range(sum(portions))]
    tree, begin = Accumulator(algorithm), 0
    for portion in portions:
        tree.extend(b"".join(leaves[begin : begin + portion]))
        begin += portion
        tree = Accumulator(algorithm, tree.size, tree.peaks)
    one = Accumulator(algorithm)
    for leaf in leaves:
        one.append(leaf)
    assert (tree.size, tree.root(), tree.peaks) == (one.size, root_of(leaves, algorithm), one.peaks)


@given(st.integers(1, 60), st.data())
def test_a_changed_inclusion_proof_does_not_fit(size, draw):
    index = draw.draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]
    proof, root = inclusion_proof(leaves, index), root_of(leaves)
    assert not verify_inclusion(LEAVES[69], index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not verify_inclusion(leaves[index], index, size, proof[:-1], root) or not proof
    assert not verify_inclusion(leaves[index], size, size, proof, root)
    for place in range(len(proof)):
        changed = [*proof[:place], h(b"x"), *proof[place + 1 :]]
        assert not verify_inclusion(leaves[index], index, size, changed, root)


@given(st.integers(2, 60), st.data())
def test_a_changed_consistency_proof_does_not_fit(size, draw):
    older = draw.draw(st.integers(1, size - 1))
    leaves = LEAVES[:size]
    proof, old, new = consistency_proof(leaves, older), root_of(leaves[:older]), root_of(leaves)
    assert not verify_consistency(older, size, h(b"x"), new, proof)
    assert not verify_consistency(older, size, old, h(b"x"), proof)
    assert not verify_consistency(older, size, old, new, proof[:-1])
    assert not verify_consistency(older, size, old, new, [*proof, new])
    assert not verify_consistency(0, size, old, new, proof)
    assert not verify_consistency(size, older, old, new, proof)


def test_equal_trees_are_consistent_without_a_proof():
    root = root_of(LEAVES)
    assert verify_consistency(70, 70, root, root, [])
    assert not verify_consistency(70, 70, root, root, [root])
    assert not verify_consistency(70, 70, root, h(b"x"), [])


@pytest.mark.parametrize(
    "call",
    [
        lambda: inclusion_proof(LEAVES, 70),
        lambda: inclusion_proof([], 0),
        lambda: consistency_proof(LEAVES, 0),
        lambda: consistency_proof(LEAVES, 71),
        lambda: Accumulator("md5"),
        lambda: Accumulator("sha256", 3, [b"x" * 32]),
        lambda: Accumulator().extend(b"x"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(call):
    with pytest.raises(LedgerError):
        call()
