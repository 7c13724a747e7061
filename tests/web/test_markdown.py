"""Markdown in forms becomes HTML that can hold nothing else."""
from webui.markdown import html_of


def test_headings_lists_and_emphasis():
    assert html_of("# Kop\n\nHallo **jij** en _zij_\n- een\n- twee") == (
        "<h2>Kop</h2>\n<p>Hallo <strong>jij</strong> en <em>zij</em></p>\n<ul><li>een</li><li>twee</li></ul>")


def test_html_stays_text():
    assert html_of("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_only_safe_links_become_links():
    assert "<a href=\"https://voorbeeld.nl/?a=1&amp;b=2\"" in html_of("[kijk](https://voorbeeld.nl/?a=1&b=2)")
    assert "<a" not in html_of("[kijk](javascript:alert(1)) [en](data:text/html,x)")


def test_a_sign_with_a_backslash_is_only_a_sign():
    assert html_of(r"\*geen nadruk\* en \# geen kop") == "<p>*geen nadruk* en # geen kop</p>"
