"""The names that corpus, components and records share, declared once.

Source: ``corpus/GUIDELINES.md`` (labels, claim fields) and the record contract (measures).
"""

AGENCY = "AGENCY"
OPERATION = "OPERATION"
CRIME = "CRIME"
QUANTITY = "QUANTITY"

LABELS = (AGENCY, OPERATION, CRIME, QUANTITY)

#: Labels that a recogniser learns; figures are found by rules as well.
LEARNED = (AGENCY, OPERATION, CRIME)

#: One letter per label, as the corpus markup writes it.
LETTERS = {"A": AGENCY, "O": OPERATION, "C": CRIME, "Q": QUANTITY}

#: Classes of the thing that a figure counts.
MEASURES = (
    "cases", "suspects", "victims", "money-seized", "money-involved", "money-recovered", "goods", "weapons",
    "vehicles", "officers", "inspections", "violations", "hazards", "disputes", "warnings", "gangs", "other",
)

DIRECTIONS = ("up", "down")
BASES = ("year", "month")
