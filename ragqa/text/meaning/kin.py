"""Words that people ask by, beside those that documents answer with: dog and pet, 管饭 and 午餐.

Wider than ``synonyms``: what is in one row may be another thing, but a sentence with it may answer
a question by the other. A sign that a text is about what was asked, never that two say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ragqa.text.meaning.stems import stem
from ragqa.text.meaning.synonyms import plainest

# Each row: of one matter of daily life, as it is asked about and as it is written of.
_ROWS = """
dog cat puppy animal pet
kid baby toddler infant teenager teen minor son daughter youngster
parent mum mom mother dad father guardian
friend guest visitor companion mate
wear dress clothes clothing outfit attire garment uniform shoe shirt jacket footwear
bring take carry pack
eat food meal lunch dinner breakfast supper snack diet menu dish catering board
hungry food meal
drink beverage water coffee tea
alcohol alcoholic beer wine spirit drink
vegetarian vegan meat dietary diet
allergy allergic allergen
hotel hostel inn lodging accommodation room guesthouse
stay overnight sleep lodging accommodation
sleep bed bedroom sofa
party reception celebration
wedding marry marriage bride groom
gift present
quit cancel resign terminate withdraw unsubscribe end notice
pause freeze suspend interrupt
rent hire lease tenant borrow
borrow lend loan
deposit security bond caution prepayment
refund reimburse return
discount reduction reduced cheaper cheap concession
fine penalty surcharge
late overdue delay delayed arrear
teach teacher instructor lecturer professor tutor trainer coach
textbook book reading literature
exam examination test final midterm quiz
homework assignment exercise
grade mark score
worth count percent weight value
absent absence miss attend attendance unable apology excuse
sick ill illness unwell disease fever
hurt pain painful ache sore discomfort
cure treat treatment therapy
bathroom toilet restroom washroom lavatory wc shower
bath bathtub tub shower
wifi wi-fi wlan internet network online wireless
tv television
park parking garage lot
drive driver driving car
bus shuttle coach transport transfer
train rail railway station
plane fly flight airport
ticket admission entry entrance
open opening hour
close closed closing shut
christmas december holiday
weekend saturday sunday
night evening overnight
checkin check-in arrive arrival
checkout check-out depart departure
trash garbage rubbish waste bin litter recycling
break broken damage fault faulty defect defective malfunction
fix repair maintenance service technician
lose lost missing loss replace replacement
steal stolen theft thief
call phone ring contact telephone hotline dial
contact ask reach email e-mail mail write question enquiry inquiry
rsvp reply respond response confirm
register registration sign enrol enroll enrolment apply application
join member membership
insure insurance cover policy
warranty guarantee
deliver delivery ship shipping dispatch
boss manager supervisor head director
job work employment
salary wage pay earn remuneration
vacation holiday leave absence
phone mobile smartphone device
laptop computer notebook device
chatgpt ai chatbot
treadmill cardio equipment
run jog sport exercise workout training
lift lifting weight
swim swimming pool
smoke smoking cigarette vape tobacco
noise loud noisy quiet silence
clean cleaning wash wipe
laundry washing
hot heat heating warm temperature
cold cool cooling chill chilly
aircon air-conditioning conditioning cooling
pregnant pregnancy
old age aged year
tall high height
big size square
heavy weigh weight
far distance away
deadline due latest until before
photo photography picture camera film
own owner belong landlord lessor property
extend extension renew renewal prolong
retry again repeat
insurer insurance company
vote election ballot proxy
approve approval consent permission authorise authorize
allow permission permitted prohibit forbid welcome
store storage refrigerator fridge freezer shelf
bake oven cook
serve serving portion
doctor surgeon physician clinic dentist
nurse doctor clinic hospital
appointment visit consultation check-up
meet meeting assembly gathering
begin start opening
rain rainy weather wet
change alter swap exchange
move relocate relocation
password code pin login
key lock
elevator lift
stair step floor
garden yard lawn
organise organize organizer organiser host
promise agree commit
decide decision resolve vote
sell seller vendor retailer dealer sale
make manufacturer producer maker
狗 猫 宠物 犬 猫狗 小狗 狗狗
孩子 宝宝 婴儿 幼儿 未成年人 子女 小朋友
家长 父母 监护人
老人 老年人 长者
管饭 包饭 包吃 吃饭 饭 午餐 晚餐 早餐 用餐 餐 伙食 食堂 餐费 就餐 午饭 晚饭 早饭
吃饭 用餐 餐厅 食堂 就餐 餐
穿 着装 服装 衣服 校服 衣着 鞋 正装 衣物
带 携带 自带 自备 准备
玩 游玩 游览 春游 秋游 参观 景点 活动
住 住宿 酒店 宾馆 入住 民宿 过夜 客房 旅馆
喝酒 饮酒 酒 酒精
抽烟 吸烟 烟 禁烟
洗澡 淋浴 浴室 沐浴
厕所 卫生间 洗手间
上网 网络 wifi 无线网 无线 宽带
停车 车位 停车场 停车位 停放
开车 驾驶 驾车 自驾
坐车 乘车 大巴 班车 车费 公交 地铁
坏 故障 损坏 维修 报修 破损
修 维修 修理 报修 检修
退 退货 退款 退还 退费 退回 退订
换 换货 更换 调换 兑换
要钱 收费 免费 费用 收取 价格 付费
花钱 费用 收费 免费 预算
交钱 交费 缴费 付款 支付 收款 缴纳 费用
便宜 优惠 折扣 打折 减免
押金 保证金 定金 订金
赔 赔偿 赔付 理赔 补偿
赔钱 赔偿 赔付 补偿
罚 罚款 违约金 处罚
丢 遗失 丢失 挂失 补办
迟到 逾期 超时 延迟 晚到
请假 缺席 病假 事假 缺勤 未到
没来 缺席 请假 未到
开会 会议 例会 主持
下雨 雨天 雨 大雨 雨具
冷 低温 气温 保暖
热 高温 气温
生病 患病 不适 病假 病人
怀孕 孕妇 孕期 妊娠
过敏 过敏者 过敏史
副作用 不良反应
治 适应症 治疗 主治 缓解
吃药 服用 口服 服药 用药
保质期 有效期 保存 贮藏
剩菜 剩余 剩下
关门 打烊 闭馆 关闭 停止营业
开门 营业 开放 开馆
上班 工作时间 营业 办公 出勤
下班 工作时间 营业 办公
报名 登记 申请 注册 预约
预约 预订 订 报名
取消 退订 解约 终止 解除
搬走 退租 搬离 搬出 腾退
回来 返校 返回 返程 回程 到家
出发 发车 启程 动身
老板 经理 负责人 店长
管 负责 主管 管理
电话 热线 手机 拨打 致电 联系
找 联系 咨询 拨打 询问
邮箱 邮件 email
买 购买 采购 经销商 销售 选购
卖 出售 销售 售价
生产 企业 厂家 制造商
厂家 生产企业 制造商 公司
上门 来人 到场
拆 拆装 拆卸 拆开 拆封
保修 质保 保固 三包
改 改到 变更 调整 推迟 延期
推迟 延期 改期 顺延
作业 练习 习题
考试 期末 测验 考核
老师 班主任 讲师
放假 假期 休息 停课 假日
吵 噪音 噪声 安静
贵重 财物 现金
密码 口令
快递 包裹 配送 送货 发货
送货 配送 发货 快递
垃圾 回收 清运
电梯 楼梯 楼层
签字 签名 盖章
工资 薪资 薪酬 薪水
加班 调休 加班费
报销 发票 凭证
"""


@cache
def _kin() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _ROWS.strip().splitlines():
        terms = {plainest(stem(word)) for word in row.split()}
        for term in terms:
            found.setdefault(term, set()).update(terms)
    return {term: frozenset(others - {term}) for term, others in found.items()}


def kin(term: str) -> frozenset[str]:
    """Terms by which a question about ``term`` may be answered; none where none is known.

    Args:
        term: In its plain form (``terms.Term.text``).
    """
    return _kin().get(term, frozenset())
