"""Figures of 三审三校: manuscripts with six signatures before release (domain.md L10)."""

from __future__ import annotations

from sqlalchemy import and_

from db.figures.measure import Count, During, Groups, Measure, Rate, Sum, is_
from db.ledgers.review import REVIEWS, STEPS, Review

whole = and_(*(getattr(Review, f"{step}_{part}").is_not(None) for step in STEPS for part in ("id", "on")))
"""All six steps have a person and a day."""
_finished = is_(Review.state, "passed", "released")
_wrong = Review.problem_kind != "none"

MEASURES = (
    Measure("F094", "审核信息", REVIEWS, "条", "三校日期在报告期内、六个环节签字齐全的稿件条数之和", Sum(Review.pieces), whole,
            During(Review.proof3_on)),
    Measure("F013", "三审三校完整率", REVIEWS, "%", "送审日期在报告期内、已审核完成或已发布的稿件中，六个环节签字齐全的占比", Rate(whole), _finished,
            part_unit="件"),
    Measure("F095", "低级红、高级黑问题", REVIEWS, "起", "送审日期在报告期内、登记为低级红、高级黑的稿件", Count(), is_(Review.problem_kind, "low")),
    Measure("Q651", "送审信息", REVIEWS, "条", "送审日期在报告期内的稿件条数之和", Sum(Review.pieces)),
    Measure("Q652", "审核后发布信息", REVIEWS, "条", "发布日期在报告期内、经三审三校发布的稿件条数之和", Sum(Review.pieces),
            span=During(Review.released_on)),
    Measure("Q653", "退回修改稿件", REVIEWS, "件", "送审日期在报告期内、退回修改的稿件", Count(), is_(Review.state, "back")),
    Measure("Q654", "审核出现导向问题", REVIEWS, "起", "送审日期在报告期内、登记出现导向问题的稿件", Count(),
            Review.problem.is_(True) | is_(Review.problem_kind, "orientation")),
    Measure("Q655", "审核问题类型", REVIEWS, "种", "送审日期在报告期内、审核发现问题的稿件，按问题类型分组", Groups(Review.problem_kind), _wrong,
            part_unit="件"),
    Measure("Q656", "含诊疗内容稿件", REVIEWS, "条", "送审日期在报告期内、标明含诊疗内容的稿件条数之和", Sum(Review.pieces), Review.medical.is_(True)),
)
