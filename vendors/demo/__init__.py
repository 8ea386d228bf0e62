"""The vendors' share of the sample firm: invented vendors with valid numbers, what they supply, and exchange rates."""

from vendors.demo.loading import load
from vendors.demo.removing import exists, has_real_data, remove


class Vendors:
    """The part that core asks to load and remove (core.demo.Part)."""

    load = staticmethod(load)
    remove = staticmethod(remove)
    exists = staticmethod(exists)
    has_real_data = staticmethod(has_real_data)


__all__ = ["Vendors"]
