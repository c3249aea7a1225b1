"""What is written as YAML is read as what it was, by a library that shares nothing with the writer."""

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from service.render.yaml_text import yaml_text

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20)
LINES = st.lists(st.from_regex(r"[a-z{}:'\"#|-][a-z {}:'\"#|-]*[a-z]", fullmatch=True), min_size=2).map("\n".join)
SCALAR = TEXT | LINES | st.sampled_from(["yes", "null", "1e3", "2026-11-24", "10m", "a: b", "- a", "{{ x }}"])
DATA = st.recursive(
    SCALAR | st.booleans() | st.integers(-9, 9) | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, DATA, min_size=1, max_size=4))
def test_any_document_comes_back_as_it_was(content: dict[str, Any]) -> None:
    assert yaml.safe_load(yaml_text("any\nhead", content)) == content


def test_the_head_is_a_comment_and_the_order_is_kept() -> None:
    assert yaml_text("made by\nnobody", {"b": "1", "a": [1, {"c": True}]}) == (
        '# made by\n# nobody\nb: "1"\na:\n  - 1\n  - c: true\n'
    )
