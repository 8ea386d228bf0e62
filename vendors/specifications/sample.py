"""The sample firm's specifications: one agreed in its second version, one whose review is late, one draft with gaps."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy import exists as sql_exists

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.days import add_months
from core.db import db
from core.demo.operations import Context
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.specifications import level_operations, operations, shelf
from vendors.specifications.levels import CapPer, Direction, PenaltyKind, Period
from vendors.specifications.models import (
    Channel,
    ChannelTest,
    LevelFigure,
    ServiceLevel,
    Specification,
    SpecificationPart,
)
from vendors.specifications.rules import Answer, PartState, Purpose

FIRST = {
    "hardware": ("", "應用主機 2 台、資料庫主機 2 台（主備），各 16 核心、128 GB 記憶體；備援機房同規格 1 套。"),
    "software": ("2025.3", "RHEL 9.4、PostgreSQL 16、交割模組 2025.3；支援至 2027-12-31。"),
    "environment": ("", "環境變動 10 個營業日前以書面通知；於測試環境驗證並經本公司同意後上線，保留退回版本。"),
    "architecture": ("1.2", "三層式架構，應用與資料庫分屬不同網段；對外僅經 API 閘道。架構圖版次 1.2。"),
    "compatibility": ("", "支援現行及前一版主機介接規格；瀏覽器支援最近兩個主要版本。"),
    "service_level": ("", "每月可用率 99.9% 以上；重大異常 30 分鐘內回應、2 小時內復原。"),
    "channels": ("", "異常：24 小時值班專線；變更：專案經理；升級：服務副總，逾 1 小時未回覆即升級。"),
}
SECOND = {"software": ("2026.1", "RHEL 9.6、PostgreSQL 17、交割模組 2026.1；支援至 2028-12-31。"), "architecture": ("1.3", "增設唯讀副本供報表使用，其餘同前。架構圖版次 1.3。")}  # fmt: skip


def load(context: Context) -> None:
    """Specifications and channels of the services that the firm's core functions rest on."""
    people: dict[Role, list[User]] = context.made.get("people", {})
    by = next(iter(people.get(Role.IT_MANAGER, [])), context.by)
    story: dict[str, Service] = {s.name: s for s in context.made.get("services", []) if not s.is_ended}
    today = min(context.today, clock.today())
    policy = shelf.policy()
    if settlement := story.get("交割結算系統維護"):
        for back, said, summary in ((430, FIRST, "首次訂定"), (60, FIRST | SECOND, "資料庫升級並增設唯讀副本")):
            spec = _written(settlement, said, by)
            operations.agree(
                spec, policy, agreed_on=today - timedelta(days=back), agreed_with="林專案經理",
                review_on=today - timedelta(days=back) + timedelta(days=365), summary=summary, by=by,
            )  # fmt: skip
        _channel(settlement, Purpose.INCIDENT, "24 小時值班專線", "02-5550-2100", by, today - timedelta(days=40))
        _channel(settlement, Purpose.MANAGEMENT, "服務副總", "02-5550-2188", by, today - timedelta(days=40))
        _levels(settlement, by, today)
    if platform := story.get("網路下單平台維護"):
        spec = _written(platform, FIRST, by)
        operations.agree(
            spec, policy, agreed_on=today - timedelta(days=400), agreed_with="王技術經理",
            review_on=today - timedelta(days=35), by=by,
        )  # fmt: skip
        _channel(platform, Purpose.INCIDENT, "平台維運中心", "02-5550-3300", by, today - timedelta(days=380))
        _channel(platform, Purpose.CHANGE, "專案辦公室", "pmo@vendor.example", by, None)
    if feed := story.get("即時行情資訊源"):
        _written(feed, {key: FIRST[key] for key in ("hardware", "software", "channels")}, by)


def _written(service: Service, said: dict[str, tuple[str, str]], by: User | None) -> Specification:
    spec = operations.begin_version(service, shelf.policy(), by=by)
    spec.is_sample = True
    for part in spec.parts:
        if part.part in said:
            version, text = said[part.part]
            operations.state_part(part, state=PartState.STATED, version_text=version, text=text, by=by)
    return spec


def _channel(service: Service, purpose: Purpose, who: str, reach: str, by: User | None, tested_on: Any) -> None:
    channel = operations.add_channel(
        service, purpose=purpose, who=who, reach=reach, our_side="資訊部值班", answer_minutes=30, by=by
    )
    channel.is_sample = True
    if tested_on is not None:
        operations.note_test(
            channel, tested_on=tested_on, answer=Answer.REACHED, answered_by="值班工程師", minutes=8, by=by
        )


def _levels(service: Service, by: User | None, today: date) -> None:
    """A year of availability with a month missed and one not reported, and restore times that were kept."""
    month = today.replace(day=1)
    first = add_months(month, -12)
    usual: dict[str, Any] = {
        "period": Period.MONTH, "from_on": first, "until_on": None, "currency": "TWD", "step": None, "cap": None,
        "cap_per": CapPer.PERIOD, "clause": "第八條",
    }  # fmt: skip
    availability = level_operations.promise_level(
        service, metric="availability", label="可用率", unit="%", direction=Direction.AT_LEAST, threshold=Decimal("99.9"),
        penalty_kind=PenaltyKind.PERCENT, rate=Decimal(2), fee=Decimal(450_000), by=by,
        **usual | {"step": Decimal("0.1"), "cap": Decimal(90_000)},
    )  # fmt: skip
    restore = level_operations.promise_level(
        service, metric="restore_time", label="重大異常復原時間", unit="min", direction=Direction.AT_MOST,
        threshold=Decimal(120), penalty_kind=PenaltyKind.NONE, rate=None, fee=None, by=by, **usual,
    )  # fmt: skip
    for level in (availability, restore):
        level.is_sample = True
    reported = ("99.95", "99.97", "99.91", "99.98", "99.62", "99.93", None, "99.96", "99.92", "99.99", "99.94", "99.71")
    for number, value in enumerate(reported):
        if value is not None:
            period = add_months(first, number)
            figure = level_operations.report_figure(
                availability, period_on=period, value=Decimal(value), source="廠商月報", by=by
            )
            level_operations.report_figure(
                restore, period_on=period, value=Decimal(30 + number * 7), source="廠商月報", by=by
            )
            if number == 4:
                level_operations.deal_with(figure, dealt_on=today, how="違約金自當月服務費扣抵。", by=by)


def exists() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(Specification.is_sample.is_(True)))))


def has_real_data() -> bool:
    return bool(db.session.scalar(select(sql_exists().where(Specification.is_sample.is_(False)))))


def remove() -> dict[str, int]:
    """Take out what hangs on the sample vendors' services, whoever added it."""
    services = select(Service.id).join(Vendor).where(Vendor.is_sample.is_(True))
    specs = list(db.session.scalars(select(Specification.id).where(Specification.service_id.in_(services))))
    levels = select(ServiceLevel.id).where(ServiceLevel.service_id.in_(services))
    channels = select(Channel.id).where(Channel.service_id.in_(services))
    for statement in (
        delete(LevelFigure).where(LevelFigure.level_id.in_(levels)),
        delete(ServiceLevel).where(ServiceLevel.service_id.in_(services)),
        delete(SpecificationPart).where(SpecificationPart.specification_id.in_(specs)),
        delete(Specification).where(Specification.id.in_(specs)),
        delete(ChannelTest).where(ChannelTest.channel_id.in_(channels)),
        delete(Channel).where(Channel.service_id.in_(services)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    return {"specifications": len(specs)}
