"""A digest is recomputed from what it was worked out from, and says where it differs."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest

from index.errors import DocumentMissing
from index.records import DigestInputs
from reports.digest import DigestSettings
from reports.errors import DigestError
from reports.inputs import WeekInputs, pack_inputs, unpack_inputs
from reports.verify import verify_digest


@pytest.fixture
def inputs(full_world):
    settings = DigestSettings(versions={"stdiplo-scan": "1.0", "tagger": "t", "model": "m"})
    return WeekInputs(tuple(full_world.facts), full_world.coverage(), settings, full_world.extras)


@pytest.fixture
def body(full_world, inputs, build):
    return json.loads(json.dumps(build(full_world, settings=inputs.settings).to_json()))


def test_inputs_come_out_of_their_packing_as_they_went_in(inputs):
    packed = pack_inputs(inputs)
    assert unpack_inputs(packed) == inputs
    assert pack_inputs(inputs) == packed
    assert pack_inputs(replace(inputs, facts=inputs.facts[1:])).id != packed.id


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:-9], lambda data: b"y" + data[1:]])
def test_spoilt_inputs_are_refused(inputs, spoil):
    packed = pack_inputs(inputs)
    with pytest.raises(DigestError, match=r"digest inputs.*backup"):
        unpack_inputs(DigestInputs(packed.id, spoil(packed.packed)))


def test_a_digest_comes_out_the_same_again(full_world, inputs, body):
    again = unpack_inputs(pack_inputs(inputs))
    verdict = verify_digest(body, again, full_world.store, software="1.0")
    assert (verdict.outcome, verdict.anchors, verdict.differences) == ("equal", (), ())
    assert verdict.figures > 50
    assert verdict.sentences >= 2 * len(body["entries"])


def test_a_changed_figure_is_named_with_both_values(full_world, inputs, body):
    printed = body["overview"][0]["value"]
    body["overview"][0]["value"] = printed + 1
    verdict = verify_digest(body, inputs, full_world.store, software="2.0")
    assert verdict.outcome == "differs"
    [found] = verdict.differences
    assert str(found) == f"overview[0].value: printed {printed + 1}, recomputed {printed}"


def test_a_list_of_documents_counts_as_a_figure(full_world, inputs, body):
    body["entries"][0]["figures"][0]["documents"].pop()
    assert verify_digest(body, inputs, full_world.store, software="2.0").outcome == "differs"


def test_another_wording_is_a_fault_only_of_the_same_software(full_world, inputs, body):
    body["entries"][0]["headline"] += "."
    assert verify_digest(body, inputs, full_world.store, software="2.0").outcome == "worded"
    assert verify_digest(body, inputs, full_world.store, software="1.0").outcome == "differs"


def test_a_text_altered_in_the_store_is_found_out(full_world, inputs, body):
    store = copy.deepcopy(full_world.store)
    quote = body["entries"][0]["sentences"][0]
    key = (quote["document"], quote["version"])
    stored = store.stored[key]
    document = replace(stored.document, title="altered", text="altered")
    store.stored[key] = replace(stored, document=document)
    verdict = verify_digest(body, inputs, store, software="1.0")
    assert verdict.outcome == "differs"
    assert any("not the one that was pinned" in line for line in verdict.anchors)


def test_a_document_that_is_gone_is_named(full_world, inputs, body):
    pin = body["documents"][0]

    class Losing:
        def document(self, document_id, version=None):
            if document_id == pin["id"]:
                raise DocumentMissing(document_id)
            return full_world.store.document(document_id, version)

    verdict = verify_digest(body, inputs, Losing(), software="1.0")
    assert verdict.anchors == (f"{pin['id']} version {pin['version']}: the store does not hold it",)


def test_a_digest_of_an_earlier_form_is_held_against_the_rules_of_its_time(full_world, make_signal, build):
    """Its routes, its terms and its first sentences were chosen otherwise, and are none of its faults."""
    one = replace(make_signal("joint_research", None, "FR GB", fields=("NUC",)), evidence=(0, 11))
    text = "Ministry of Energy of the United Kingdom\nThey met."
    for number, phrase in enumerate(("quantum link", "quantum cloud", "quantum school")):
        target = ("us-cedar", "de-rhein", "vn-sen")[number]
        more = {"terms": (phrase,), "signals": (one,)}
        full_world.add(0x8000 + number, "2026-11-18", target, "Fusion pact", text, **more)
    settings = DigestSettings(versions={"stdiplo-scan": "1.0", "tagger": "t", "model": "m"}, form=3)
    former = json.loads(json.dumps(build(full_world, settings=settings).to_json()))
    [route] = {tuple(e["councils"]) for e in former["entries"] if e["title"]["text"] == "Fusion pact"}
    assert route == ("R", "G")
    assert "量子" not in {line["term"] for line in former["terms"]}
    former = {**former, "form": 3, "versions": {**former["versions"], "form": "3"}}
    del former["terms_note"]
    for line in former["terms"]:
        del line["written"]
    inputs = WeekInputs(
        tuple(full_world.facts), full_world.coverage(), replace(settings, form=4), full_world.extras
    )
    verdict = verify_digest(former, inputs, full_world.store, software="1.0")
    assert (verdict.outcome, verdict.differences) == ("equal", ())
    now = build(full_world, settings=inputs.settings).to_json()
    assert "量子" in {line["term"] for line in now["terms"]}
    assert {tuple(e["councils"]) for e in now["entries"] if e["title"]["text"] == "Fusion pact"} == {
        ("G", "B")
    }
