"""Where reviews of access show on other pages, and what happens by itself."""

from flask import Flask

from contracts.access.events import AccessChanged
from contracts.access_reviews import operations, work
from contracts.access_reviews.jobs import open_due
from core.events import listen
from core.my_work import Source, register_work
from core.phrases import N_
from core.scheduler.jobs import Job, register_job


def init_app(app: Flask) -> None:
    listen(AccessChanged, operations.follow_access)
    register_job(app, Job("access.review", N_("Open the half-yearly review of access"), open_due))
    for source in (
        Source("access.review", N_("Access review"), "access.review", work.to_answer),
        Source(
            "access.review.nobody",
            N_("Access review of accounts nobody vouches for"),
            "access.approve",
            work.to_answer_for_nobody,
        ),
        Source("access.review.revoke", N_("Accounts to revoke after review"), "access.edit", work.to_revoke),
        Source("access.review.close", N_("Access reviews to close"), "access.approve", work.to_close),
    ):
        register_work(app, source)
