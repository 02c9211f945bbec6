"""NPS in a browser: answers and visits loaded beside each other, joined, searched, and the view in the address."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

import retention as rt

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
ANSWERS, SHOP = ((SAMPLES / name).read_bytes() for name in ("answers.csv", "shop_orders.csv"))

# The first chart is the score of each period; its last trace is the line.
SHOWS = """wanted => {
  const line = document.querySelector('.js-plotly-plot')?._fullData?.findLast(trace => trace.mode === 'lines+markers');
  return !!line && JSON.stringify(Array.from(line.y, score => Math.round(10 * score))) === JSON.stringify(wanted);
}"""


def tenths(frame):
    """Scores as the script above reads them."""
    return [int(10 * score + 0.5) if score > 0 else -int(0.5 - 10 * score) for score in frame["score"]]


def test_from_two_files_to_what_promoters_did_after(visit):
    answers, events = rt.read_answers(ANSWERS), rt.read_events(SHOP)
    visitor = visit().give("answers.csv", ANSWERS)
    visitor.expect(visitor.page.get_by_role("radio", name="an answer to a survey")).to_be_checked()
    visitor.press("Read the file")
    expect(visitor.page.get_by_role("button", name="See the score")).to_be_visible()
    visitor.wait().give("shop_orders.csv", SHOP).read()
    visitor.expect().to_contain_text("Loaded: shop_orders.csv and answers.csv")

    visitor.go("NPS")
    visitor.page.wait_for_function(SHOWS, arg=tenths(rt.nps(answers, "month")))
    visitor.expect().to_contain_text("The score is +41.5 (likely +38.1 to +44.9), from 1,993 answers")
    visitor.choose("Split by", "channel").url_has(survey_by="channel")
    visitor.expect().to_contain_text("Search: +34 of 1,074 answers, against +51 of all others")

    visitor.wait().slide("Days after the answer", "ArrowLeft").url_has(survey_days="60", survey_by="channel")
    found = rt.retention_by_answer(answers, events, 60).to_frame().loc["promoters"]
    visitor.expect().to_contain_text(f"Of {found['watched']:.0f} promoters watched for 60 days")
    visitor.expect().to_contain_text(f"{found['active']:.0f} came back")

    search = visitor.page.get_by_role("textbox", name="Search the comments")
    search.fill("teuer")
    search.press("Enter")
    visitor.expect().to_contain_text(f"{len(answers.comments('teuer'))} of {len(answers.comments())} comments")
    visitor.url_has(survey_words="teuer")
