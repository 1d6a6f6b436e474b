"""Texts, pages and tables of them."""

import concurrent.futures
import multiprocessing
import pickle
from pathlib import Path

import pyarrow as pa
import pytest

import copydesk

DAMAGED = "The ferry left at noon .\n\nADVERTISEMENT\n\nIt came back at dusk."
STORY = (
    "The ferry to Sandholm left at noon with forty carts of barley. The harbour master said that it "
    "would be the last one before the ice leaves the sound in April."
)


def test_a_text_is_cleaned_with_its_edits():
    clean = copydesk.clean(DAMAGED)
    assert clean.text == "The ferry left at noon.\n\nIt came back at dusk."
    original = DAMAGED.encode()
    assert clean.original == DAMAGED
    for edit in clean.edits:
        assert original[edit.start : edit.end] == edit.before.encode()
    assert {edit.kind for edit in clean.edits} == {"remove", "repair"}


def test_fields_are_those_of_a_record():
    clean = copydesk.clean(
        STORY,
        url="https://www.mill.example/ferry",
        headline="Ferry leaves",
        published="1 October 2022",
    )
    assert (clean.headline, clean.published) == ("Ferry leaves", "2022-10-01")
    assert clean.site == "mill.example"


def test_a_page_gives_its_story():
    page = (
        "<html><head><title>Ferry leaves</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Ferry leaves</h1><p>{STORY}</p><p>{STORY[::-1]}</p></article></body></html>"
    )
    for content in (page, page.encode("utf-16")):
        clean = copydesk.clean_html(content, url="https://mill.example/ferry")
        assert STORY in clean.text
        assert "Home" not in clean.text
        assert clean.headline == "Ferry leaves"


def test_a_table_is_cleaned_in_its_order():
    table = pa.table({"title": ["Ferry", None, "Mill"], "text": [DAMAGED, "", STORY]})
    clean = copydesk.clean_many(table)
    assert clean.column("text").to_pylist()[0] == copydesk.clean(DAMAGED, headline="Ferry").text
    assert clean.column("text").to_pylist()[2] == STORY
    assert clean.column("problem").to_pylist()[1] is not None
    assert clean.num_rows == 3
    assert copydesk.clean_many([]).num_rows == 0
    assert copydesk.clean_many(text for text in [STORY]).column("text").to_pylist() == [STORY]


def test_two_texts_are_compared():
    found = copydesk.match(STORY, STORY.replace("at noon", "at ten"))
    assert found is not None
    assert found.relation in ("near", "update")
    assert copydesk.match(STORY, STORY).relation == "exact"
    assert copydesk.match(STORY, "The bakers of Old Ford have a new oven.") is None
    one, two = copydesk.fingerprint(STORY), copydesk.fingerprint(STORY.upper())
    assert one.sample == two.sample
    assert one.sha256 != two.sha256


def test_errors_carry_a_code_and_a_file(tmp_path: Path):
    with pytest.raises(copydesk.UsageError) as empty:
        copydesk.clean("")
    assert (empty.value.code, empty.value.file) == (2, None)
    with pytest.raises(copydesk.UsageError) as wrong:
        copydesk.clean(STORY, no_such_option=True)
    assert "--no-such-option" in str(wrong.value)
    missing = tmp_path / "own.toml"
    with pytest.raises(copydesk.UsageError) as rules:
        copydesk.clean(STORY, rules=[missing])
    assert rules.value.file == str(missing)
    damaged = tmp_path / "state"
    damaged.write_bytes(b"no state")
    with pytest.raises(copydesk.DamagedError) as state:
        copydesk.LearnedState.load(damaged)
    assert (state.value.code, state.value.file) == (5, str(damaged))


def test_a_state_is_saved_loaded_and_pickled(state: copydesk.LearnedState, tmp_path: Path):
    path = tmp_path / "state"
    state.save(path)
    with pytest.raises(copydesk.OutputError):
        (tmp_path / "notes").write_text("mine")
        state.save(tmp_path / "notes")
    assert copydesk.LearnedState.load(path) == state
    assert pickle.loads(pickle.dumps(state)) == state
    assert copydesk.clean(STORY, state=state).text == STORY


def cleaned(text: str) -> str:
    return copydesk.clean(text).text


def test_threads_and_forked_processes_clean_the_same():
    wanted = cleaned(DAMAGED)
    assert copydesk.match(STORY, STORY) is not None
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert set(pool.map(cleaned, [DAMAGED] * 32)) == {wanted}
    with multiprocessing.get_context("fork").Pool(2) as processes:
        assert set(processes.map(cleaned, [DAMAGED] * 8)) == {wanted}
