"""Feeds that lie about their encoding: read all the same, and never taken as complete."""

import pytest

from crawlers.spiders.feed import read_feed
from crawlers.target import FeedEntry

URL = "https://example.org/news/feed"
ENTRY = FeedEntry(type="feed", url=URL, limit=50)
RSS = "<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{}</channel></rss>"


@pytest.mark.parametrize(
    ("codec", "stated", "title"),
    [
        ("cp932", "utf-8", "科学技術に関する協力の覚書に署名しました。大臣の会見を掲載しました"),
        ("euc-jp", "utf-8", "科学技術に関する協力の覚書に署名しました。大臣の会見を掲載しました"),
        ("big5", "utf-8", "國家科學及技術委員會與日本簽署合作備忘錄，雙方將推動半導體研究計畫"),
        ("cp949", "utf-8", "과학기술정보통신부는 일본과 협력 양해각서를 체결하였다고 발표했습니다"),
        ("cp1251", "utf-8", "Министерство науки подписало соглашение о сотрудничестве с Японией"),
        ("utf-8", "bogus", "Le ministère a signé un accord avec le Japon à Tōkyō"),
    ],
)
def test_a_feed_in_another_encoding_than_it_states_is_read_and_never_complete(
    codec: str, stated: str, title: str
) -> None:
    item = f"<item><title>{title}</title><link>/a</link></item>" * 3
    text = RSS.format(item).replace("'1.0'?", f"'1.0' encoding='{stated}'?", 1)
    listing = read_feed(text.encode(codec), URL, ENTRY)
    assert [one.title for one in listing.items] == [title] * 3
    assert stated in listing.dirty
    assert not listing.at_end
    assert not listing.problem


def test_a_feed_in_utf_8_is_complete_whatever_old_rules_make_of_text_xml() -> None:
    body = RSS.format("<item><title>協力</title><link>/a</link></item>").replace(
        "'1.0'?", "'1.0' encoding='utf-8'?", 1
    )
    listing = read_feed(body.encode(), URL, ENTRY, content_type="text/xml")
    assert (listing.at_end, listing.dirty, listing.items[0].title) == (True, "", "協力")
