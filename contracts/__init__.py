"""合約: what was agreed, what the paper says, who may come in, what they hold of ours, and the end."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a process that only reads and checks papers starts without loading Flask
    from flask import Flask


def init_app(app: "Flask") -> None:
    from contracts import incidents, labels, permissions, searching
    from contracts.access import hooks as access_hooks
    from contracts.access import list_views as account_lists
    from contracts.access import views as access
    from contracts.access_requests import hooks as access_requests_hooks
    from contracts.access_requests import views as access_requests
    from contracts.access_reviews import hooks as access_reviews_hooks
    from contracts.access_reviews import views as access_reviews
    from contracts.assets import hooks as assets_hooks
    from contracts.assets import views as assets
    from contracts.bulk import hooks as bulk_hooks
    from contracts.clauses import hooks as clauses_hooks
    from contracts.clauses import version_views as versions
    from contracts.clauses import views as clauses
    from contracts.clauses.rulebooks import shelf
    from contracts.documents import hooks as documents_hooks
    from contracts.documents import views as documents
    from contracts.facts import hooks as facts_hooks
    from contracts.facts import intake_views as intake
    from contracts.facts import views as facts
    from contracts.letters import hooks as letters_hooks
    from contracts.letters import views as letters
    from contracts.offboarding import hooks as offboarding_hooks
    from contracts.offboarding import step_views as steps
    from contracts.offboarding import together_views as together
    from contracts.offboarding import views as offboarding
    from contracts.questions import hooks as questions_hooks
    from contracts.questions import views as questions
    from contracts.register import hooks as register_hooks
    from contracts.register import views as register
    from contracts.remote_sessions import hooks as remote_sessions_hooks
    from contracts.remote_sessions import views as remote_sessions
    from contracts.replacing import hooks as replacing_hooks
    from contracts.replacing import views as replacing
    from contracts.terms import hooks as terms_hooks
    from contracts.terms import views as terms
    from core.web import mount

    shelf.init_app(app)
    permissions.init_app(app)
    searching.init_app(app)
    labels.init_app(app)
    features = (
        register,
        documents,
        terms,
        facts,
        intake,
        clauses,
        versions,
        questions,
        letters,
        bulk_hooks,
        access,
        access_requests,
        access_reviews,
        remote_sessions,
        assets,
        replacing,
        offboarding,
        steps,
        together,
        account_lists,
    )
    mount(app, "contracts", "/contracts", *(feature.bp for feature in features))
    for hooks in (
        register_hooks, documents_hooks, terms_hooks, facts_hooks, clauses_hooks, questions_hooks, letters_hooks, bulk_hooks,
        access_hooks, access_requests_hooks, access_reviews_hooks, remote_sessions_hooks, assets_hooks, replacing_hooks,
        offboarding_hooks, incidents,
    ):  # fmt: skip
        hooks.init_app(app)
    _register_samples(app)
    _register_judges(app)
    _register_check(app)
    _register_menu(app)


def _register_check(app: "Flask") -> None:
    from contracts.clauses.cli import clauses as check_command
    from contracts.clauses.report import sheet as clauses_sheet
    from core.report import register_sheet

    register_sheet(app, 310, clauses_sheet)
    app.cli.add_command(check_command)


def _register_judges(app: "Flask") -> None:
    from contracts.access.obligations import judge as judge_access
    from contracts.access_reviews.obligations import judge as judge_reviews
    from contracts.clauses.obligations import judge as judge_clauses
    from contracts.offboarding.obligations import judge as judge_endings
    from contracts.remote_sessions.obligations import judge as judge_sessions
    from core.obligations import register_judge

    for judge in (judge_clauses, judge_access, judge_reviews, judge_sessions, judge_endings):
        register_judge(app, judge)


def _register_menu(app: "Flask") -> None:
    from flask_babel import lazy_gettext as _l

    from core.web.navigation import Entry, register_entries

    view, registers = "contracts.view", _l("Registers")
    register_entries(
        app,
        [
            Entry("contracts.offboarding.index", _l("End-of-contract tasks"), "list-check", view, _l("Work"), 20),
            Entry("contracts.questions.index", _l("Questions on clauses"), "chat-left-quote", "clauses.answer",
                  _l("Work"), 25),
            Entry("contracts.register.index", _l("Contracts"), "file-earmark-text", view, registers, 120),
            Entry("contracts.facts.index", _l("Facts from the papers"), "quote", view, registers, 123),
            Entry("contracts.clauses.index", _l("Clause check"), "card-checklist", "clauses.view", registers, 125),
            Entry("contracts.access.index", _l("Vendor access"), "key", view, registers, 130),
            Entry("contracts.access_requests.index", _l("Access requests"), "person-plus", view, registers, 132),
            Entry("contracts.access_reviews.index", _l("Access reviews"), "clipboard-check", view, registers, 134),
            Entry("contracts.remote_sessions.index", _l("Remote sessions"), "pc-display", view, registers, 136),
            Entry("contracts.assets.index", _l("Assets with vendors"), "box", view, registers, 140),
        ],
    )  # fmt: skip


def _register_samples(app: "Flask") -> None:
    """The domain's share of the sample firm, in the order in which it is loaded."""
    from contracts.access.sample import AccessPart
    from contracts.access_requests.sample import RequestsPart
    from contracts.access_reviews.sample import ReviewsPart
    from contracts.bulk.sample import BulkPart
    from contracts.clauses.sample import PapersPart
    from contracts.facts.sample import FactsPart
    from contracts.letters.sample import LettersPart
    from contracts.offboarding.sample import OffboardingPart
    from contracts.questions.sample import QuestionsPart
    from contracts.register.sample import ContractsPart
    from contracts.remote_sessions.sample import SessionsPart
    from contracts.replacing.sample import ReplacingPart
    from core.demo import register_sample
    from vendors.changes import sample as changes
    from vendors.proposals.sample import ProposalsPart
    from vendors.stress.sample import StressPart

    for part in (
        ContractsPart(), PapersPart(), FactsPart(), QuestionsPart(), LettersPart(), BulkPart(), AccessPart(), RequestsPart(), ReviewsPart(), SessionsPart(),
        OffboardingPart(), ReplacingPart(), StressPart(), ProposalsPart(), changes,
    ):  # fmt: skip
        register_sample(app, part)
