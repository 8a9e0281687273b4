"""Words that say the same in documents of every kind: firm and company, 必须 and 须.

A closed list. What is in it is never taken for another thing; what is not in it may be.
"""

from __future__ import annotations

from ragqa.text.meaning.stems import stem

# Each row: words that stand for one another.
_ROWS = """
firm company business enterprise corporation
staff employee worker personnel workforce
begin start commence
end finish stop conclude expire
buy purchase acquire
get receive obtain
give provide supply offer grant
need require
keep store hold retain
allow permit let
forbid prohibit ban
run operate
set_up found establish create
build construct
repair fix mend
fee charge cost price fare
pay settle
money sum
car vehicle automobile
flat apartment
house home building
doctor physician
child kid
person people human individual
movie film
phone telephone
picture image photo photograph
document file
folder directory
delete remove erase
change modify alter amend
choose select pick
show display
send submit
use utilise utilize employ
help assist support
check verify inspect examine
find discover
client customer
guest visitor
boss manager supervisor
head chief leader
chair chairman chairwoman chairperson
law statute act
contract agreement
rule regulation
area region
town city
country nation state
border frontier
road street
shop store
job position post
task duty
holiday vacation leave
trip journey
illness disease sickness
medicine drug medication
dose dosage
war conflict
goal aim objective target
answer reply response
mistake error fault
part portion share
kind type sort
way method manner
amount quantity
size dimension
speed rate
income revenue turnover
profit gain
big large
small little
quick fast rapid
yearly annual annually
monthly month
weekly week
daily day
hourly hour
near close
about around approximately roughly
also too additionally
main chief principal
free gratis
twice two
once one
several various
每周 每星期
企业 公司
职工 员工 职员 工作人员 雇员
必须 须 需要 需 务必 应当 应 要
提供 供给 给予
使用 采用 运用 利用
购买 采购 购入 买
包括 包含 含有 含 涵盖
大约 约 约为 大概 左右
目前 现在 现今
拥有 具有 有
全部 所有 全体 一律 都 均
部分 一部分
完成 完毕 结束
开始 起始
位于 在 设在 坐落
放在 存放 放置 放
负责 主管 分管
费用 费 价格 票价 费率
营业收入 营收 收入
旅客 乘客
顾客 客户 消费者
患者 病人
医生 医师 大夫
学生 学员
老师 教师
孩子 儿童 小孩
居民 住户
房屋 住宅 房子 房
汽车 车辆 车
功能 作用
开启 打开 启用
关闭 关掉 停用
每天 每日
能够 能 可以 可
禁止 不允许 不准 严禁
举行 举办 召开
发给 发放 支付 付 付给
签署 签订 签字 签
无需 不必 无须 不用 不需
制造 生产
去世 逝世 病逝
成立 创立 创办 创建 建立
修改 更改 变更
删除 移除
同意 批准
地点 地方 场所
时间 时候
"""
_NAME_OF = {
    stem(word) if word.isascii() else word: row.split()[0]
    for row in reversed(_ROWS.strip().splitlines())
    for word in row.split()
}


def plainest(word: str) -> str:
    """The one word that stands for all that say the same; ``word`` itself where none is known.

    Args:
        word: Folded, an English one in its plain form (``stems.stem``).
    """
    return _NAME_OF.get(word, word)
