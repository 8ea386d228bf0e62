"""A believable sample firm of any size, the same for the same seed, and removable without a trace in the registers."""

from core.demo.operations import Sizes, register_sample

__all__ = ["Sizes", "register_sample"]
