"""Chinese words for values of the model, as spreadsheets state them: 中职 is ``secondary``, 订单班 is an ``order class``."""

from __future__ import annotations

LEVELS = {
    "中职": "secondary",
    "中专": "secondary",
    "中等职业": "secondary",
    "中等职业教育": "secondary",
    "职高": "secondary",
    "技工": "technician",
    "技工学校": "technician",
    "技师": "technician",
    "技师学院": "technician",
    "高职": "higher vocational",
    "高职专科": "higher vocational",
    "高职(专科)": "higher vocational",
    "专科": "higher vocational",
    "大专": "higher vocational",
    "高等职业": "higher vocational",
    "职业本科": "vocational undergraduate",
    "本科": "undergraduate",
}
OWNERSHIPS = {"公办": "public", "公立": "public", "民办": "private", "私立": "private"}
FORMS = {
    "订单班": "order class",
    "订单培养": "order class",
    "订单式培养": "order class",
    "冠名班": "order class",
    "学徒制": "apprenticeship",
    "现代学徒制": "apprenticeship",
    "中国特色学徒制": "apprenticeship",
    "实习": "internship",
    "顶岗实习": "internship",
    "岗位实习": "internship",
    "实习实训": "internship",
    "见习": "internship",
    "共建基地": "facility",
    "实训基地": "facility",
    "共建实训基地": "facility",
    "共建课程": "curriculum",
    "课程共建": "curriculum",
    "课程开发": "curriculum",
    "共同开发课程": "curriculum",
    "人才互聘": "shared expertise",
    "师资互聘": "shared expertise",
    "人员互聘": "shared expertise",
    "共建平台": "collaborative platform",
    "产业学院": "collaborative platform",
    "共建产业学院": "collaborative platform",
    "协同育人": "co-cultivation",
    "联合培养": "co-cultivation",
    "共同培养": "co-cultivation",
}
KINDS = {
    "理事会会议": "council meeting",
    "联合课程": "joint course",
    "捐赠": "donation",
    "招聘会": "fair",
    "吸收成员": "new member",
    "成立": "founding",
    "讲座": "lectures",
}
"""Kinds of activities."""
CHOICES = {**LEVELS, **OWNERSHIPS, **FORMS, **KINDS}
"""All words together."""
