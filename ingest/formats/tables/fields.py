"""What the fields of forms, records and data sheets are called. Pure."""

from __future__ import annotations

import re

_BEHIND = re.compile(r"\s*(?:[（(][^（()）]{0,12}[)）]|[:：*＊])+\s*$")
_CHINESE = """
姓名 名字 中文名 英文名 曾用名 性别 民族 年龄 籍贯 国籍 出生日期 出生年月 出生地 生日
政治面貌 婚姻状况 婚否 健康状况 身高 体重 血型 学历 学位 最高学历 文化程度 毕业院校 毕业学校
毕业时间 学校 院校 专业 所学专业 院系 学院 班级 年级 学号 学制 职称 职务 职位 岗位 应聘岗位
应聘职位 工作单位 单位 单位名称 所在单位 部门 所属部门 工号 员工编号 入职日期 入职时间
参加工作时间 工作年限 现住址 住址 家庭住址 家庭地址 通讯地址 联系地址 通信地址 户籍地址
户口所在地 地址 邮编 邮政编码 电话 手机 手机号 手机号码 联系电话 联系方式 固定电话 传真 邮箱
电子邮箱 电子邮件 微信 微信号 qq qq号 身份证号 身份证号码 身份证 证件类型 证件号码 护照号
护照号码 紧急联系人 紧急联系电话 联系人 公司名称 公司 企业名称 法定代表人 法人代表 注册资本
成立日期 注册地址 经营范围 统一社会信用代码 开户行 开户银行 银行账号 账号 账户名称 户名 税号
纳税人识别号 合同编号 合同名称 项目名称 项目编号 项目负责人 负责人 申请人 申请日期 填表日期
填表人 审批人 编号 日期 起止时间 备注 产品名称 产品型号 型号 规格 规格型号 品牌 颜色 重量
净重 毛重 尺寸 外形尺寸 材质 产地 生产日期 保质期 保修期 额定电压 额定功率 额定频率 额定电流
电压 功率 频率 电流 处理器 内存 硬盘 屏幕 电池 操作系统 期望薪资 期望月薪 自我评价 兴趣爱好
特长 外语水平 照片 首页 发票号码 开票日期 金额 车牌号 车牌号码 患者姓名 病历号 住院号 床号
科室 诊断 主诉 入院日期 出院日期 主治医生
"""
_ENGLISH = """
name, full name, first name, last name, surname, given name, middle name, gender, sex, age, date
of birth, birth date, birthdate, birthday, born, place of birth, nationality, citizenship,
marital status, address, home address, street, street address, city, town, state, country, zip,
zip code, postcode, postal code, phone, phone number, phone no., telephone, tel, tel., mobile,
mobile number, cell phone, fax, e-mail, email, email address, e-mail address, website, passport
no., passport number, id number, id no., social security number, ssn, employee no., employee
number, employee id, employee name, student id, student no., student name, department, job
title, title, position, occupation, profession, employer, company, company name, organisation,
organization, manager, supervisor, start date, end date, hire date, date of hire, salary,
degree, major, university, school, education, emergency contact, contact, contact person,
relationship, customer, customer name, customer no., customer number, client, supplier, vendor,
invoice no., invoice number, invoice date, due date, order no., order number, order date, po
number, reference, reference no., contract no., contract number, project, project name, project
no., account, account no., account number, account name, account holder, bank, bank name, iban,
bic, swift, vat no., vat number, tax id, registration no., serial no., serial number, model,
model no., model number, make, manufacturer, brand, colour, color, weight, net weight, gross
weight, dimensions, size, height, width, length, depth, material, voltage, rated voltage, power,
rated power, power supply, frequency, current, processor, cpu, memory, ram, storage, display,
screen, battery, operating system, warranty, patient, patient name, diagnosis, blood group,
blood type, date, signature, remarks
"""
_OF_VALUES = """
值 内容 数值 参数 参数值 说明 描述 含义 详情 信息 value values description details content
contents meaning specification explanation
"""
_FIELDS = frozenset((*_CHINESE.split(), *" ".join(_ENGLISH.split()).split(", ")))
_FIRST_WORDS = frozenset(
    (*(field.partition(" ")[0] for field in _FIELDS), *(name[0] for name in _CHINESE.split()))
)
_TITLES_OF_VALUES = frozenset(_OF_VALUES.split())


def is_field(text: str) -> bool:
    """Whether a text is what a field is called."""
    return _bare(text) in _FIELDS


def begins_with_field(line: str) -> bool:
    """Whether the first words of a line are what a field is called."""
    if line.partition(" ")[0].rstrip(":：").casefold() not in _FIRST_WORDS:
        return False  # as most are
    words = line.split(" ", 3)[:3]
    return any(is_field(" ".join(words[: n + 1])) for n in range(len(words)))


def is_title_of_values(text: str) -> bool:
    """Whether it is what the column of the values is called."""
    return _bare(text) in _TITLES_OF_VALUES


def bare(text: str) -> str:
    """What a field is called, without "：" and "(optional)", in the case that it is written in."""
    return _BEHIND.sub("", text).strip()


def _bare(text: str) -> str:
    """The same in one case, and without what sets the two characters of 姓 名 apart."""
    name = bare(text)
    return name.casefold() if name.isascii() else "".join(name.casefold().split())
