"""The first version of the terms: the rules of the Business Roaming Agreement in our own words."""

from __future__ import annotations

from datetime import date

from matchmaker.agreements.rules import ClauseText, TermsText
from models import ClauseRule

#: The name of the network's service is left out on purpose: the terms are between clusters and hosts.
DEFAULT_TERMS = TermsText(
    effective_from=date(2025, 1, 1),
    title="Business roaming agreement",
    introduction=(
        "Clusters and hosts that sign these terms open their houses to each other's members, so that a "
        "small company can work abroad for some days, meet people there and learn how business is done, "
        "without a contract for each visit."
    ),
    clauses=(
        ClauseText(
            "1",
            "Who may roam",
            "Members of a cluster that has signed may visit any host that has signed. Both signatures must "
            "be in force on every day of the stay. Members of the host itself use its house on the terms "
            "they have with it.",
            ClauseRule.WHO_MAY_ROAM,
        ),
        ClauseText(
            "2",
            "Five working days free of charge",
            "A visit is free of charge for up to five consecutive working days. Working days are the "
            "host's: its weekends, public holidays and announced closures do not count. Visits of one "
            "organisation to one host that follow on without a working day between them are one visit.",
            ClauseRule.FREE_DAYS,
        ),
        ClauseText(
            "3",
            "What is free of charge",
            "A desk, a meeting room to meet members of the host's cluster, internet, and introductions to "
            "the management of the host and its cluster.",
            ClauseRule.FREE_SERVICES,
        ),
        ClauseText(
            "4",
            "Longer stays and further services",
            "What goes beyond the free days or the free services is agreed with the host, at its rate or at "
            "its discretion.",
            ClauseRule.LONGER_STAYS,
        ),
        ClauseText(
            "5",
            "Same services, same fees",
            "Visiting members are offered the services the host's own members have, at the same fees.",
            ClauseRule.SAME_FEES,
        ),
        ClauseText(
            "6",
            "Events",
            "Visiting members take part in the events of the host and its cluster at the members' fee.",
            ClauseRule.EVENTS,
        ),
        ClauseText(
            "7",
            "Agreed beforehand",
            "Each visit is agreed beforehand: its dates and length, the services wanted, and the number of "
            "people.",
            ClauseRule.AGREED_BEFOREHAND,
        ),
        ClauseText(
            "8",
            "Notice",
            "Visitors ask as early as they can. A host may say how many days of notice it needs; what "
            "comes later is at its discretion.",
            ClauseRule.NOTICE,
        ),
        ClauseText(
            "9",
            "The host's discretion",
            "The host decides on each visit. It answers within three days; a request without an answer "
            "lapses. For desks within these terms a host may let the service confirm at once.",
            ClauseRule.HOST_DISCRETION,
        ),
        ClauseText(
            "10",
            "Opening hours and house rules",
            "Visitors keep to the opening hours and rules of the house. On days when it is shut there is "
            "no visit.",
            ClauseRule.HOUSE_RULES,
        ),
        ClauseText(
            "11",
            "Coordinator",
            "Each cluster and host names one coordinator, who answers for the agreement there.",
            ClauseRule.COORDINATOR,
        ),
        ClauseText(
            "12",
            "Record of use",
            "Every visit is reported to the network's secretariat: who stayed with whom, and on how many "
            "days. The service does so by itself.",
            ClauseRule.REPORTING,
        ),
        ClauseText(
            "13",
            "Term and renewal",
            "A signature holds for one year and may be renewed for another before it ends. What is not "
            "renewed lapses.",
            ClauseRule.TERM_AND_RENEWAL,
        ),
        ClauseText(
            "14",
            "Withdrawal",
            "A cluster or host may withdraw with thirty days' notice. Visits that were accepted before the "
            "withdrawal are kept.",
            ClauseRule.WITHDRAWAL,
        ),
    ),
)
