"""Importing, judging and assigning. Each is called inside a unit of work; none commits."""

from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from core import clock
from core.audit import record
from core.auth.models import User
from core.background import submit
from core.background.models import Work
from core.db import check_version, db
from core.errors import Refused
from core.files import plain_name, store
from core.phrases import N_, Phrase, kept, phrase
from core.web.addresses import address
from sbom.vulnerabilities.keeping import Tally
from sbom.vulnerabilities.models import Finding, FindingEvent, Import
from sbom.vulnerabilities.policy import days_by_severity
from sbom.vulnerabilities.rules import STATE_NAMES, Justification, State, due_on

READ = "vulnerabilities.read"
MAX_FAULTS = 50
KEPT_KINDS = frozenset({"CycloneDX", "CSAF"})
"""What vendors say themselves: such a document is evidence and stays."""


@dataclass
class Read:
    """What was read of a file since the last count."""

    records: int = 0
    kinds: set[str] = field(default_factory=set)
    refused: int = 0
    faults: list[tuple[str, Phrase]] = field(default_factory=list)

    def refuse(self, where: str, why: Phrase) -> None:
        """A record that could not be read; the first few are named."""
        self.refused += 1
        if len(self.faults) < MAX_FAULTS:
            self.faults.append((where, why))


def receive_file(
    stream: IO[bytes], file_name: str, *, product_id: int | None = None, by: User | None
) -> tuple[Import, Work]:
    """Keep an uploaded file and queue its reading."""
    stored = store(stream)
    run = begin_import(file_name, product_id=product_id, by=by)
    run.sha256 = stored.sha256
    params = {"import_id": run.id, "sha256": stored.sha256, "back": address("sbom.vulnerabilities.sources")}
    return run, submit(READ, params, by=by)


def begin_import(file_name: str, *, product_id: int | None = None, by: User | None, is_sample: bool = False) -> Import:
    """An import that has begun."""
    run = Import(
        file_name=plain_name(file_name, "advisories"),
        product_id=product_id,
        started_at=clock.now(),
        by_id=by.id if by else None,
        faults=[],
        is_sample=is_sample,
    )
    db.session.add(run)
    db.session.flush()
    record("sbom:vulnerability:receive", run, by=by, file=run.file_name)
    return run


def restart_import(run: Import) -> None:
    """The file is gone through from its beginning; what an interrupted attempt kept still counts."""
    run.read = run.unchanged = run.refused = 0
    run.faults, run.finished_at = [], None


def count(run: Import, read: Read, tally: Tally) -> None:
    """Add what a batch came to."""
    run.read += read.records
    run.refused += read.refused
    run.added += tally.added
    run.changed += tally.changed
    run.unchanged += tally.unchanged
    run.kinds = ", ".join(sorted({*filter(None, run.kinds.split(", ")), *read.kinds}))
    room = MAX_FAULTS - len(run.faults)
    run.faults = [*run.faults, *({"where": where, **kept(why)} for where, why in read.faults[:room])]


def finish_import(run: Import, *, by: User | None, why: Phrase | None = None) -> None:
    """The file is read to its end, or given up for a reason."""
    run.finished_at = clock.now()
    if why is not None:
        run.faults = [{"where": "", **kept(why)}, *run.faults][:MAX_FAULTS]
    record(
        "sbom:vulnerability:import", run, by=by, file=run.file_name, added=run.added, changed=run.changed,
        unchanged=run.unchanged, refused=run.refused, **({"why": str(why)} if why else {}),
    )  # fmt: skip


def is_to_be_kept(run: Import) -> bool:
    """Whether the file is evidence of its own."""
    return bool(KEPT_KINDS & set(run.kinds.split(", "))) or run.finished_at is None


# judging


def judge(
    finding: Finding,
    *,
    state: State,
    justification: Justification | None,
    reason: str,
    owner_id: int | None,
    due: date | None,
    version: int | str | None = None,
    by: User | None,
) -> Finding:
    """What people decide on a finding: where it stands and why, who sees to it, until when. Raises Refused, Conflict."""
    check_version(finding, version)
    _check(finding, state, justification, reason, owner_id)
    values: dict[str, Any] = {
        "state": state,
        "justification": justification if state is State.NOT_AFFECTED else None,
        "reason": reason.strip(),
        "owner_id": owner_id,
        **_due(finding, due),
    }
    changes = {
        name: (getattr(finding, name), value) for name, value in values.items() if getattr(finding, name) != value
    }
    if not changes:
        return finding
    for name, value in values.items():
        setattr(finding, name, value)
    if {"state", "justification", "reason"} & set(changes):
        finding.judged_by_id, finding.judged_at = by.id if by else None, clock.now()
    record("sbom:finding:judge", finding, by=by, **changes)
    _tell(finding, changes, by)
    return finding


def _check(
    finding: Finding, state: State, justification: Justification | None, reason: str, owner_id: int | None
) -> None:
    if state is State.NOT_AFFECTED and justification is None:
        raise Refused(N_("Say why it is not affected."), field="justification")
    if state is not State.IN_TRIAGE and not reason.strip():
        raise Refused(N_("Say why: auditors will ask."), field="reason")
    if owner_id is not None and owner_id != finding.owner_id and db.session.get(User, owner_id) is None:
        raise Refused(N_("Choose a person from the list."), field="owner_id")


def _due(finding: Finding, due: date | None) -> dict[str, Any]:
    """A day that somebody names stands; an emptied one follows the policy again."""
    if due is None:
        policy = due_on(finding.found_on, finding.severity, days_by_severity())
        return {"due_on": policy, "is_due_set": False}
    return {"due_on": due, "is_due_set": finding.is_due_set or due != finding.due_on}


def _tell(finding: Finding, changes: dict[str, Any], by: User | None) -> None:
    said: list[Phrase] = []
    if "state" in changes:
        state = phrase(STATE_NAMES[finding.state])
        said.append(phrase(N_("Judged: %(state)s."), state=state))
    elif {"justification", "reason"} & set(changes):
        said.append(phrase(N_("The reason was changed.")))
    if "owner_id" in changes:
        owner = db.session.get(User, finding.owner_id) if finding.owner_id else None
        said.append(phrase(N_("Seen to by %(name)s."), name=owner.name) if owner else phrase(N_("Seen to by nobody.")))
    if "due_on" in changes:
        said.append(phrase(N_("To be done by %(day)s."), day=finding.due_on))
    for number, what in enumerate(said):
        note = finding.reason if number == 0 and "owner_id" not in changes else ""
        db.session.add(
            FindingEvent(finding_id=finding.id, at=clock.now(), by_id=by.id if by else None, note=note, **kept(what))
        )
