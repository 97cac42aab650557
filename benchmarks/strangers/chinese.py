"""Chinese forms and tables, and a form in two languages."""

from __future__ import annotations

from benchmarks.strangers.paper import (
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    Fact,
    Field,
    Paper,
    Stranger,
    number,
    one_of,
    titled,
)


def marks() -> Stranger:
    """成绩单: facts in lines, a ruled table."""
    paper = Paper("marks", chinese=True)
    paper.text(220, 50, "学生成绩单", size=18)
    who = (50, _fact("姓名", "王晓雨")), (220, _fact("学号", "2023010457"))
    paper.line(90, *who, (400, Fact("性别", "女", "性别", one_of("男", "女"))))
    paper.line(110, (50, _fact("学院", "计算机科学与技术学院")), (300, _fact("专业", "软件工程")))
    fields = [
        Field("学期", 60, "term", titled(TEXT, "学期")),
        Field("课程名称", 140, "course", titled(TEXT, "课程名称")),
        Field("学分", 320, "credits", titled(NUMBER, "学分"), number),
        Field("成绩", 400, "mark", titled(NUMBER, "成绩"), number),
        Field("绩点", 480),
    ]
    rows = [
        ("2024秋", "高等数学（上）", "5.0", "92", "4.2"),
        ("2024秋", "大学英语", "3.0", "88", "3.8"),
        ("2025春", "数据结构", "4.0", "95", "4.5"),
        ("2025春", "线性代数", "3.5", "79", "2.9"),
        ("2025秋", "操作系统", "4.0", "85", "3.5"),
    ]
    paper.table("courses", 146, fields, rows, leading=22, title="课程", grid=(50, 130, 310, 390, 470, 540))
    average = Fact("平均绩点", "3.84", "平均绩点", NUMBER, 3.84)
    paper.line(290, (50, average), (300, Fact("打印日期", "2026年6月30日", "打印日期", DATE, "2026-06-30")))
    return paper.finished()


def delivery_note() -> Stranger:
    """送货单: rows between lines, and a caption for a signature that is not there."""
    paper = Paper("delivery note", chinese=True)
    paper.text(230, 50, "送 货 单", size=18)
    paper.line(70, (400, _fact("单号", "SH20261103-08")))
    date = Fact("送货日期", "2026/11/03", "送货日期", DATE, "2026-11-03")
    paper.line(90, (50, _fact("收货单位", "苏州样例机械有限公司")), (400, date))
    paper.line(108, (50, _fact("收货地址", "苏州市样板区样例街328号")), (400, _fact("联系电话", "0512-55501234")))
    fields = [
        Field("序号", 55),
        Field("品名", 100, "name", titled(TEXT, "品名")),
        Field("规格型号", 220, "spec", titled(TEXT, "规格型号")),
        Field("单位", 340, "unit", titled(TEXT, "单位")),
        Field("数量", 400, "quantity", titled(NUMBER, "数量"), number),
        Field("备注", 460),
    ]
    rows = [
        ("1", "深沟球轴承", "6204-2RS", "个", "200", ""),
        ("2", "三角皮带", "A-1250", "条", "30", "急"),
        ("3", "润滑脂", "3号锂基 15kg", "桶", "4", ""),
    ]
    paper.table("goods", 140, fields, rows, leading=20, grid=(50, 545))
    paper.text(50, 230, "合计数量：234", size=10)
    signed = (250, _fact("收货人签字", ""))
    paper.line(260, (50, _fact("送货人", "赵刚")), signed, (420, _fact("车牌号", "苏E·7K218")))
    return paper.finished()


def examination() -> Stranger:
    """体检报告: units with Greek letters, signs that mark what is too high."""
    paper = Paper("examination", chinese=True)
    paper.text(220, 45, "健康体检报告", size=18)
    date = Fact("体检日期", "2026年10月18日", "体检日期", DATE, "2026-10-18")
    sex, age = Fact("性别", "男", "性别", one_of("男", "女")), Fact("年龄", "46岁", "年龄", INTEGER, 46)
    paper.line(80, (50, _fact("姓名", "陈立国")), (180, sex), (270, age), (370, date))
    paper.line(98, (50, _fact("体检编号", "TJ20261018032")), (270, _fact("单位", "江样造船厂")))
    fields = [
        Field("检查项目", 60, "item", titled(TEXT, "检查项目")),
        Field("结果", 200, "result", titled(NUMBER, "结果"), number),
        Field("单位", 290, "unit", titled(TEXT, "单位")),
        Field("参考范围", 380, "range", titled(TEXT, "参考范围")),
        Field("提示", 480),
    ]
    rows = [
        ("收缩压", "142", "mmHg", "90-140", "↑"),
        ("舒张压", "88", "mmHg", "60-90", ""),
        ("空腹血糖", "5.6", "mmol/L", "3.9-6.1", ""),
        ("总胆固醇", "6.32", "mmol/L", "<5.2", "↑"),
        ("尿酸", "398", "μmol/L", "208-428", ""),
    ]
    paper.table("items", 131, fields, rows, leading=22, title="检查项目", grid=(50, 545))
    paper.line(275, (50, _fact("总检结论", "血压偏高，血脂异常。")))
    paper.text(50, 293, "建议：低盐低脂饮食，三个月后复查血脂，定期监测", size=10)
    paper.text(80, 308, "血压变化。", size=10)
    paper.line(335, (380, _fact("主检医师", "孙雅琴")))
    return paper.finished()


def project() -> Stranger:
    """审批表: captions and values in cells, of a whole row or half of one."""
    paper = Paper("project", chinese=True)
    paper.text(210, 50, "项目立项审批表", size=16)
    paper.ruled(80, 30, (60, 150, 540, _fact("项目名称", "智慧园区能耗管理平台")))
    paper.ruled(110, 30, (60, 150, 300, _fact("申请部门", "信息中心")), (300, 390, 540, _fact("负责人", "刘海燕")))
    date = Fact("申请日期", "2026年9月1日", "申请日期", DATE, "2026-09-01")
    paper.ruled(140, 30, (60, 150, 300, _fact("预算金额", "86.5万元")), (300, 390, 540, date))
    paper.ruled(170, 30, (60, 150, 540, _fact("起止时间", "2026年10月至2027年6月")))
    aim = _fact("项目目标", "建成覆盖12栋楼的能耗监测，年节电10%以上。")
    paper.ruled(200, 30, (60, 150, 540, aim))
    return paper.finished()


def lease_record() -> Stranger:
    """备案证明: amounts and areas with their units."""
    paper = Paper("lease record", chinese=True)
    paper.text(200, 45, "房屋租赁登记备案证明", size=16)
    paper.line(70, (380, _fact("编号", "沪租2026-118820")))
    area = Fact("建筑面积", "87.35平方米", "建筑面积", NUMBER, 87.35)
    rent, deposit = Fact("月租金", "6800元", "月租金", NUMBER, 6800), Fact("押金", "13600元", "押金", NUMBER, 13600)
    date = Fact("登记日期", "2026年11月16日", "登记日期", DATE, "2026-11-16")
    rows: list[tuple[Fact, ...]] = [
        (_fact("出租人", "黄丽萍"), Fact("证件号码", "310000190001010000")),
        (_fact("承租人", "周子豪"), Fact("证件号码", "320000190001010000")),
        (_fact("房屋坐落", "上海市样板区样例路250弄6号1201室"),),
        (area, _fact("租赁用途", "居住")),
        (_fact("租赁期限", "2026年12月1日至2027年11月30日"),),
        (rent, deposit),
        (date, _fact("经办人", "吴敏")),
    ]
    for index, row in enumerate(rows):
        ends = ((50, 130, 300), (300, 380, 545)) if len(row) > 1 else ((50, 130, 545),)
        paper.ruled(85 + index * 28, 28, *((*end, fact) for end, fact in zip(ends, row, strict=True)))
    return paper.finished()


def visa() -> Stranger:
    """签证申请表: each caption in Chinese and English, the schema in English."""
    paper = Paper("visa", chinese=True)
    paper.text(180, 50, "签证申请表 Visa Application Form", size=14)
    facts = [
        Fact("姓 Surname", "OKONKWO", "surname"),
        Fact("名 Given names", "CHIDI EMEKA", "given_names"),
        Fact("性别 Sex", "M", "sex", one_of("M", "F")),
        Fact("出生日期 Date of birth", "12 MAR 1985", "date_of_birth", DATE, "1985-03-12"),
        Fact("国籍 Nationality", "NIGERIA", "nationality"),
        Fact("护照号码 Passport No.", "A05512894", "passport_number"),
        Fact("签发日期 Date of issue", "04 JUN 2021", "date_of_issue", DATE, "2021-06-04"),
        Fact("有效期至 Date of expiry", "03 JUN 2031", "date_of_expiry", DATE, "2031-06-03"),
        Fact("电子邮箱 E-mail", "c.okonkwo@example.org", "email"),
        Fact("入境次数 Number of entries", "Two", "entries", titled(TEXT, "Number of entries")),
    ]
    for row, fact in enumerate(facts):
        paper.ruled(80 + row * 26, 26, (45, 230, 550, fact))
    return paper.finished()


def _fact(caption: str, printed: str) -> Fact:
    """Asked for by its caption, as text."""
    return Fact(caption, printed, caption)


ALL = (marks, delivery_note, examination, project, lease_record, visa)
