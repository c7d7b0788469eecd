"""Is it market day? Gregorian and lunar rules (赶场). Pure."""

from datetime import date

from server.hours.lunar import lunar_day
from server.hours.model import Market


def is_market(market: Market, on: date) -> bool:
    return market.holds(on) and falls(market, on)


def falls(market: Market, on: date) -> bool:
    match market.rule:
        case "odd":
            return on.day % 2 == 1
        case "even":
            return on.day % 2 == 0
        case "every":
            return market.first is not None and on >= market.first and (on - market.first).days % market.every == 0
        case "days":
            return on.day in market.days
        case "lunar":
            return lunar_day(on) in market.days
        case "dates":
            return on in market.dates
