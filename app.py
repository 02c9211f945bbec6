"""The frame: page config, menu, data line in the sidebar, then the page.

The order matters: widgets drawn before ``st.navigation`` lose the first interaction of every session.
"""

import time
from pathlib import Path

import streamlit as st

from pages.shared import cards, data_line, foot, login, saved_views, speech, state, tour
from retention.languages import say

began = time.perf_counter()
st.set_page_config(page_title=say("Retention"), page_icon="📈", layout="wide")
st.logo(str(Path(__file__).parent / "pages" / "shared" / "logo.svg"))

just_come = speech.start()
PAGES = {
    say("Data"): [
        st.Page("pages/data/upload.py", title=say("Upload"), icon=":material/upload_file:", default=True),
        st.Page("pages/data/connect.py", title=say("Connect"), icon=":material/database:"),
        st.Page("pages/data/audit.py", title=say("Audit"), icon=":material/fact_check:"),
    ],
    say("Explore"): [
        st.Page("pages/explore/overview.py", title=say("Overview"), icon=":material/dashboard:"),
        st.Page("pages/explore/cohorts.py", title=say("Cohorts"), icon=":material/view_comfy_alt:"),
        st.Page("pages/explore/curves.py", title=say("Curves"), icon=":material/show_chart:"),
        st.Page("pages/explore/churn.py", title=say("Retention & churn"), icon=":material/swap_vert:"),
        st.Page("pages/explore/lifecycle.py", title=say("Lifecycle"), icon=":material/stacked_bar_chart:"),
        st.Page("pages/explore/activity.py", title=say("Activity"), icon=":material/calendar_month:"),
    ],
    say("Value"): [
        st.Page("pages/value/revenue.py", title=say("Revenue"), icon=":material/payments:"),
        st.Page("pages/value/tenure.py", title=say("How long they stay"), icon=":material/hourglass_bottom:"),
        st.Page("pages/value/customer_value.py", title=say("Customer value"), icon=":material/diamond:"),
        st.Page("pages/value/economics.py", title=say("Economics"), icon=":material/calculate:"),
    ],
    say("Voice"): [
        st.Page("pages/voice/nps.py", title=say("NPS"), icon=":material/record_voice_over:"),
    ],
    say("Act"): [
        st.Page("pages/act/customers.py", title=say("Customers"), icon=":material/person_alert:"),
        st.Page("pages/act/behaviours.py", title=say("Behaviours"), icon=":material/footprint:"),
        st.Page("pages/act/strategies.py", title=say("Strategies"), icon=":material/strategy:"),
        st.Page("pages/act/results.py", title=say("Did it work?"), icon=":material/experiment:"),
    ],
    say("Share"): [
        st.Page("pages/share/report.py", title=say("Report"), icon=":material/description:"),
        st.Page("pages/share/proof.py", title=say("Proof"), icon=":material/verified:"),
    ],
}

page = st.navigation(PAGES, expanded=True)
login.gate()
state.keep_page(page.url_path)
if just_come:
    speech.read_link()
data_line.draw()
saved_views.draw_save(cards.path_of(page.url_path))
speech.draw_switch()
login.draw_way_out()
tour.draw(cards.path_of(page.url_path))
with foot.around(page.url_path, began):
    page.run()
