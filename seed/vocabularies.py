"""Chinese labels of the values of lists that several properties share, and of known values of free text.

In English a value is its own label. Labels of a list that one property has stand with the property in :mod:`seed.model`.
"""

ORIGIN = {
    "documented": "有据",
    "reference": "参考",
    "inferred": "推断",
    "simulated": "模拟",
}
CERTAINTY = {
    "seen": "已核对原文",
    "weak": "佐证较弱",
    "unverified": "未核实",
}
LEVEL = {
    "secondary": "中职",
    "higher vocational": "高职专科",
    "vocational undergraduate": "职业本科",
}
GROUP_KIND = {
    "named": "具名",
    "unit": "二级单位",
    "unnamed group": "未具名群体",
}
FORM = {
    "co-cultivation": "协同育人",
    "shared expertise": "人才互聘",
    "collaborative platform": "共建平台",
    "order class": "订单班",
    "apprenticeship": "学徒制",
    "internship": "实习",
    "facility": "共建基地",
    "curriculum": "共建课程",
}
DELIVERY = {
    "in person": "线下授课",
    "online": "线上授课",
    "blended": "线上线下混合",
    "workplace": "在岗培训",
}
SCHEME = {
    "MOE": "教育部代码",
    "USCC": "统一社会信用代码",
    "GB/T 4754": "国民经济行业分类（GB/T 4754）",
    "GB/T 2260": "行政区划代码（GB/T 2260）",
    "NAICS": "北美产业分类体系",
    "ONS": "英国国家统计局代码",
    "CIP": "学科专业分类（CIP）",
    "SOC": "标准职业分类（SOC）",
    "FIPS": "联邦信息处理标准代码（FIPS）",
    "UKPRN": "英国教育机构注册号（UKPRN）",
    "IPEDS": "综合高等教育数据系统代码（IPEDS）",
}
CROSSWALK = {
    "stated": "来源明示",
    "context": "据上下文",
    "catalogue": "据专业目录",
    "name": "据名称",
    "hand-made": "人工对应",
    "simulated": "模拟",
}
ROLES = {
    "member": "成员单位",
    "council member": "理事单位",
    "lead unit": "牵头单位",
    "professional": "企业人员",
    "instructor": "教师",
    "teacher": "教师",
    "Dean": "院长",
    "industry expert": "行业专家",
}
"""Roles of persons and members."""
TIERS = {
    "traditional": "传统产业",
    "advantageous": "优势产业",
    "emerging": "新兴产业",
    "future": "未来产业",
}
"""Tiers of a framework."""
PERIODS = {
    "not stated": "未说明",
    "currently": "目前",
    "now": "目前",
    "recent years": "近年",
    "over two years": "两年间",
    "all years": "历年",
}
"""Periods that are stated in words."""
UNITS = {
    "places": "个招生名额",
    "people": "人",
    "people a year": "人/年",
    "person-times": "人次",
    "participants": "人",
    "enterprises": "家企业",
    "entities": "家单位",
    "families": "户",
    "jobs": "个岗位",
    "programs": "个专业点",
    "partnerships": "项合作",
    "models": "种模式",
    "year": "年",
    "years": "年",
    "square kilometres": "平方公里",
    "square metres": "平方米",
    "tonnes a year": "吨/年",
    "billion yuan": "十亿元",
}
"""Units of figures."""
METRICS = {
    "admission_places": "招生计划数",
    "aligned_share": "专业对接产业占比",
    "area": "面积",
    "employment_rate": "就业率",
    "enterprises": "企业数",
    "enterprises_supported": "服务企业数",
    "enterprises_with_school_cooperation": "开展校企合作的企业数",
    "enterprises_with_training_base": "建有实训基地的企业数",
    "event_year": "发生年份",
    "families_lifted": "脱贫户数",
    "founded_year": "成立年份",
    "graduates": "毕业生人数",
    "graduates_in_relevant_jobs": "对口就业人数",
    "graduates_per_year": "每年毕业生人数",
    "industry_leaders": "产业带头人数",
    "interns_per_year": "每年实习人数",
    "jobs_created": "新增岗位数",
    "lecturing_professionals": "兼职授课人员数",
    "alliance_members": "联合体成员数",
    "investment_signed": "签约投资额",
    "output_share": "产量占比",
    "output_expected": "预计产值",
    "output_per_year": "年产量",
    "revenue": "营业收入",
    "participants": "参加人数",
    "partnership_models": "合作模式数",
    "partnerships": "合作项数",
    "people_trained": "培训人数",
    "professionals_supplied": "输送人才数",
    "programs_opened": "新开专业点数",
    "programs_closed": "停办专业点数",
    "programs_downsized": "压缩专业点数",
    "staying_local_share": "留在本地占比",
    "training_since": "开始培训年份",
    "years_since_founding": "建校年数",
}
"""Metrics of claims and observations."""
