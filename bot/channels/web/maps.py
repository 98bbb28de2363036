"""Where a map button leads: a plain link, opened only when tapped."""

from urllib.parse import urlencode

from knowledge.event import Event, Venue

_MAINLAND_CHINA = frozenset(("Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "PRC"))
"""Zones in which the maps of the rest of the world do not load; Amap takes WGS-84 and opens its app when installed."""


def map_link(venue: Venue, event: Event, language: str) -> str:
    """A web map at the venue's coordinates, or searching for its name and address when it has none."""
    if event.timezone in _MAINLAND_CHINA:
        return _amap(venue, event)
    if venue.latitude is None or venue.longitude is None:
        wanted = ", ".join(filter(None, (venue.name.best(language), venue.address.best(language))))
        return "https://www.openstreetmap.org/search?" + urlencode({"query": wanted})
    place = {"mlat": venue.latitude, "mlon": venue.longitude}
    return f"https://www.openstreetmap.org/?{urlencode(place)}#map=17/{venue.latitude}/{venue.longitude}"


def _amap(venue: Venue, event: Event) -> str:
    name = venue.name.best(event.local_language)
    if venue.latitude is None or venue.longitude is None:
        return "https://uri.amap.com/search?" + urlencode({"keyword": name})
    position = f"{venue.longitude},{venue.latitude}"
    wanted = {"position": position, "name": name, "coordinate": "wgs84", "callnative": 1}
    return "https://uri.amap.com/marker?" + urlencode(wanted, safe=",")


def device_link(venue: Venue) -> str:
    """A `geo:` address for the phone's own map app; "" without coordinates."""
    if venue.latitude is None or venue.longitude is None:
        return ""
    return f"geo:{venue.latitude},{venue.longitude}?q={venue.latitude},{venue.longitude}"
