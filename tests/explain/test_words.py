"""Whatever an explanation says is said in English and in French, of the same things."""

from string import Formatter

from service.explain.words import TEXTS


def test_both_languages_say_the_same_things_and_not_the_same_words() -> None:
    for name, (english, french) in TEXTS.items():
        fields = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in (english, french)]
        assert fields[0] == fields[1], name
        assert english != french, name
