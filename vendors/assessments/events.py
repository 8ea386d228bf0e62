"""What assessments tell the features above."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AnswersCorrected:
    """Our side entered or corrected answers. `before`: question → what stood there, the answer and its remark."""

    assessment_id: int
    before: Mapping[str, tuple[str, str]]
