"""軟體物料清單: what is inside the software that vendors deliver, and what they still owe us about it."""

from flask import Flask


def init_app(app: Flask) -> None:
    return
