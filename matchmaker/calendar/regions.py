"""Regions whose public holidays differ from those of their country, by the codes that people type.

Profiles and venues name their region by NUTS (Eurostat, NUTS 2021, for the United Kingdom NUTS 2016);
calendars of public holidays go by ISO 3166-2. Only regions with holidays of their own stand here.
"""

from __future__ import annotations

#: The start of a NUTS code, to the part of the ISO 3166-2 code after the country.
_BY_NUTS = {
    # Länder of Germany
    "DE1": "BW",
    "DE2": "BY",
    "DE3": "BE",
    "DE4": "BB",
    "DE5": "HB",
    "DE6": "HH",
    "DE7": "HE",
    "DE8": "MV",
    "DE9": "NI",
    "DEA": "NW",
    "DEB": "RP",
    "DEC": "SL",
    "DED": "SN",
    "DEE": "ST",
    "DEF": "SH",
    "DEG": "TH",
    # Autonomous communities and cities of Spain
    "ES11": "GA",
    "ES12": "AS",
    "ES13": "CB",
    "ES21": "PV",
    "ES22": "NC",
    "ES23": "RI",
    "ES24": "AR",
    "ES30": "MD",
    "ES41": "CL",
    "ES42": "CM",
    "ES43": "EX",
    "ES51": "CT",
    "ES52": "VC",
    "ES53": "IB",
    "ES61": "AN",
    "ES62": "MC",
    "ES63": "CE",
    "ES64": "ML",
    "ES70": "CN",
    # Cantons of Switzerland
    "CH011": "VD",
    "CH012": "VS",
    "CH013": "GE",
    "CH021": "BE",
    "CH022": "FR",
    "CH023": "SO",
    "CH024": "NE",
    "CH025": "JU",
    "CH031": "BS",
    "CH032": "BL",
    "CH033": "AG",
    "CH040": "ZH",
    "CH051": "GL",
    "CH052": "SH",
    "CH053": "AR",
    "CH054": "AI",
    "CH055": "SG",
    "CH056": "GR",
    "CH057": "TG",
    "CH061": "LU",
    "CH062": "UR",
    "CH063": "SZ",
    "CH064": "OW",
    "CH065": "NW",
    "CH066": "ZG",
    "CH070": "TI",
    # Nations of the United Kingdom
    "UKC": "ENG",
    "UKD": "ENG",
    "UKE": "ENG",
    "UKF": "ENG",
    "UKG": "ENG",
    "UKH": "ENG",
    "UKI": "ENG",
    "UKJ": "ENG",
    "UKK": "ENG",
    "UKL": "WLS",
    "UKM": "SCT",
    "UKN": "NIR",
    # Alsace and Moselle, the Azores and Madeira, Åland
    "FRF1": "6AE",
    "FRF33": "57",
    "PT20": "20",
    "PT30": "30",
    "FI20": "01",
}
#: Countries whose NUTS codes begin with other letters than their ISO 3166 code.
_NUTS_COUNTRY = {"GB": "UK", "GR": "EL"}


def subdivision_of(country: str, region: str) -> str:
    """The part of an ISO 3166-2 code after its country that a region lies in.

    :param country: ISO 3166.
    :param region: a NUTS code of any level, an ISO 3166-2 code with its country or without, or empty.
    :returns: as it came where it is no NUTS code of the country; empty where the country's own holidays
        hold all over such a region.
    """
    if region.startswith(f"{country}-"):
        return region[len(country) + 1 :]
    if not region.startswith(_NUTS_COUNTRY.get(country, country)):
        return region
    starts = (region[:length] for length in range(len(region), 2, -1))
    return next((_BY_NUTS[start] for start in starts if start in _BY_NUTS), "")
