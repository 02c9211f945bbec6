"""The frame: page config, menu, data line in the sidebar, then the page.

The order matters: widgets drawn before ``st.navigation`` lose the first interaction of every session.
"""

from pathlib import Path

import streamlit as st

from pages.shared import data_line

st.set_page_config(page_title="Retention", page_icon="📈", layout="wide")
st.logo(str(Path(__file__).parent / "pages" / "shared" / "logo.svg"))

PAGES = {
    "Data": [
        st.Page("pages/data/upload.py", title="Upload", icon=":material/upload_file:", default=True),
        st.Page("pages/data/audit.py", title="Audit", icon=":material/fact_check:"),
    ],
    "Explore": [
        st.Page("pages/explore/overview.py", title="Overview", icon=":material/dashboard:"),
        st.Page("pages/explore/cohorts.py", title="Cohorts", icon=":material/view_comfy_alt:"),
        st.Page("pages/explore/curves.py", title="Curves", icon=":material/show_chart:"),
        st.Page("pages/explore/churn.py", title="Retention & churn", icon=":material/swap_vert:"),
        st.Page("pages/explore/lifecycle.py", title="Lifecycle", icon=":material/stacked_bar_chart:"),
        st.Page("pages/explore/activity.py", title="Activity", icon=":material/calendar_month:"),
    ],
    "Value": [
        st.Page("pages/value/revenue.py", title="Revenue", icon=":material/payments:"),
        st.Page("pages/value/tenure.py", title="How long they stay", icon=":material/hourglass_bottom:"),
        st.Page("pages/value/customer_value.py", title="Customer value", icon=":material/diamond:"),
        st.Page("pages/value/economics.py", title="Economics", icon=":material/calculate:"),
    ],
    "Voice": [
        st.Page("pages/voice/nps.py", title="NPS", icon=":material/record_voice_over:"),
    ],
    "Act": [
        st.Page("pages/act/customers.py", title="Customers", icon=":material/person_alert:"),
        st.Page("pages/act/behaviours.py", title="Behaviours", icon=":material/footprint:"),
        st.Page("pages/act/strategies.py", title="Strategies", icon=":material/strategy:"),
        st.Page("pages/act/results.py", title="Did it work?", icon=":material/experiment:"),
    ],
}

page = st.navigation(PAGES, expanded=True)
data_line.draw()
page.run()
