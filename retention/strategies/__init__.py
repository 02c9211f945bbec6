"""Strategies: which sign in this file calls for what, whom it concerns, and what it could bring.

::

    found = rt.strategies.opportunities(events)      # the playbook, measured on this file, the largest first
    people = rt.strategies.audience(found[0])        # whom it concerns; never who asked not to be contacted
    plan = rt.with_holdout(people, share=0.1)        # some are left alone, so that it can be told whether it worked
"""

from retention.strategies.book import Strategy, load
from retention.strategies.holdout import holdout_power, with_holdout
from retention.strategies.material import Material, Sign
from retention.strategies.opportunities import Opportunity, audience, opportunities

__all__ = [
    "Material",
    "Opportunity",
    "Sign",
    "Strategy",
    "audience",
    "holdout_power",
    "load",
    "opportunities",
    "with_holdout",
]
