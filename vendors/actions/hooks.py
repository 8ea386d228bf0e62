"""Where control measures show elsewhere: duties and work."""

from flask import Flask

from core.my_work import Source, register_work
from core.obligations import register_judge
from core.phrases import N_
from vendors.actions import views
from vendors.actions.obligations import judge
from vendors.actions.work import measures

bp = views.bp


def init_app(app: Flask) -> None:
    register_judge(app, judge)
    register_work(app, Source("measures", N_("Control measures"), "actions.edit", measures))
