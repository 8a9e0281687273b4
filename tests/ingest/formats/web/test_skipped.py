from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls import calls
from tests.ingest.formats.web.test_web import page


@pytest.mark.parametrize(
    "left_out",
    [
        '<div id="cookie-notice"><p>This site uses cookies.</p></div>',
        '<div class="cc-window cc-banner"><span>You agree to cookies.</span></div>',
        '<div id="onetrust-banner-sdk" role="dialog"><h2>We value you</h2><p>Cookies!</p></div>',
        "<template><p>For a script.</p></template>",
        '<section class="gdpr_consent">Cookies, please.</section>',
        '<ul class="main-menu"><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul>',
        '<a class="skip-link" href="#main">Skip to content</a>',
        '<div class="share-buttons"><a href="x">Post</a> | <a href="y">Mail</a></div>',
        '<div class="qr_code_pc_outer" style="display:none"><p>微信扫一扫</p></div>',
        '<div role="alert" style="display: none;">Thanks taken back</div>',
        '<aside><h3>Read more</h3><ul><li><a href="x">Mayor resigns</a></li></ul></aside>',
        '<div class="related-stories"><h2>More</h2><a href="x"><h3>Ferry</h3></a></div>',
        '<section class="most-read"><h2>Top</h2><ol><li><a>Ten cafés</a></li></ol></section>',
    ],
)
def test_banners_and_menus_are_left_out(tmp_path: Path, left_out: str) -> None:
    parsed = page(tmp_path, f"{left_out}<h1>Bridge closed</h1><p>Until 5 May.</p>{left_out}")
    assert parsed.text == "# Bridge closed\n\nUntil 5 May."


@pytest.mark.parametrize(
    "kept",
    [
        '<x-card><template shadowrootmode="open"><p>As it was saved.</p></template></x-card>',
        '<div class="cookie-policy"><p>We keep cookies for a year.</p></div>',
        '<div class="cookie-notice"><main><p>All of the page.</p></main></div>',
        f'<div class="cookie-notice">{"All of the page. " * 400}</div>',
        '<div class="menu"><p>Soup of the day: 4.50</p><a href="x">more</a></div>',
        '<div class="links"><a href="x">Handbook of 2024</a></div>',
        '<div class="expand-content" style="display:none"><p>Opened by a click.</p></div>',
        '<div id="js_content" style="visibility: hidden;"><p>All of an article.</p></div>',
        '<h2 id="share-files"><a class="header" href="#share-files">Share files</a></h2>',
        '<section id="cookie-consent"><h2>Cookie consent<a href="#c">¶</a></h2>Ask.</section>',
        "<aside><h3>Note</h3><p>Never open it.</p></aside>",
        '<aside><h2><a href="#s">Section on pumps</a></h2><p>Short.</p></aside>',
        '<div class="related"><h2>Works</h2><p>Lee showed <a href="x">this</a> first.</p></div>',
        '<section id="related-works"><h2>Related works</h2><a href="x">Lee, 2019</a></section>',
        '<p class="social">Social work is paid by the hour.</p>',
    ],
)
def test_what_only_sounds_like_one_is_kept(tmp_path: Path, kept: str) -> None:
    assert page(tmp_path, f"<h1>Title</h1>{kept}").text != "# Title"


def test_menus_in_one_another_take_work_that_grows_with_what_is_in_them(tmp_path: Path) -> None:
    def read(times: int) -> str:
        menus, empty = '<span class="menu">' * 100 * times, "<b></b>" * 10_000 * times
        return page(tmp_path, f"{menus}{empty}Soup").text

    assert read(1) == "Soup"
    assert calls(lambda: read(2)) < 3 * calls(lambda: read(1))


def test_a_link_within_a_sentence_is_kept(tmp_path: Path) -> None:
    text = page(tmp_path, '<p>See <a class="nav" href="x">Chapter 2</a>.</p>').text
    assert text == "See Chapter 2."
