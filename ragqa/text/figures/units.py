"""What numbers measure: the names of each unit in Chinese and English."""

from __future__ import annotations

_UNITS = {
    "day": "天 日 day days",
    "week": "周 星期 个星期 week weeks",
    "month": "月 个月 月份 month months",
    "year": "年 周年 年度 岁 year years",
    "hour": "小时 个小时 个钟头 hour hours hr hrs",
    "minute": "分钟 minute minutes min mins",
    "second": "秒 秒钟 second seconds sec",
    "millisecond": "毫秒 ms millisecond milliseconds",
    "decade": "decades",
    "century": "个世纪 centuries",
    "quarter": "季度 个季度",
    "percent": "% 个百分点 percent",
    "yuan": "元 块钱 人民币 yuan rmb cny",
    "dollar": "美元 dollar dollars usd",
    "euro": "欧元 euro euros eur",
    "sterling": "英镑 gbp",
    "yen": "日元 jpy",
    "hong_kong_dollar": "港元 港币 hkd",
    "bit": "bit bits",
    "kilobyte": "kb kilobyte kilobytes",
    "megabyte": "mb megabyte megabytes",
    "gigabyte": "gb gigabyte gigabytes",
    "terabyte": "tb terabyte terabytes",
    "kilometre": "公里 千米 km kilometre kilometres kilometer kilometers",
    "metre": "米 m metre metres meter meters",
    "centimetre": "厘米 cm centimetre centimetres centimeter centimeters",
    "millimetre": "毫米 mm millimetre millimetres millimeter millimeters",
    "inch": "英寸 inch inches",
    "foot": "英尺 foot feet ft",
    "square_metre": "平方米 平米 m2",
    "square_kilometre": "平方公里 平方千米 km2",
    "hectare": "公顷 hectare hectares ha",
    "acre": "英亩 acre acres",
    "mu": "亩",
    "mile": "英里 mile miles",
    "kilogram": "公斤 千克 kg kilogram kilograms",
    "gram": "克 g gram grams",
    "milligram": "毫克 mg milligram milligrams",
    "microgram": "微克 μg microgram micrograms",
    "pound": "磅 pound pounds lb lbs",
    "ounce": "盎司 ounce ounces oz",
    "tonne": "吨 tonne tonnes ton tons",
    "litre": "升 litre litres liter liters",
    "millilitre": "毫升 ml millilitre millilitres milliliter milliliters",
    "gallon": "加仑 gallon gallons",
    "watt": "瓦 w watt watts",
    "kilowatt": "千瓦 kw kilowatt kilowatts",
    "megawatt": "兆瓦 megawatt megawatts",
    "volt": "伏 伏特 v volt volts",
    "ampere": "安培 ampere amperes amp amps",
    "hertz": "赫兹 hz hertz",
    "kilohertz": "千赫 khz",
    "megahertz": "兆赫 mhz",
    "gigahertz": "吉赫 ghz",
    "degree": "度 摄氏度 ° °c degree degrees",
    "page": "页 page pages",
    "character": "字符 个字符 个字 个汉字 个字母 character characters",
    "person": "人 名 位 people persons",
    "time": "次 times",
    "piece": "个 项 条 件 种 台 倍 届 章 节 级 层 楼 号 份 家 本 张 支 座 只 辆 款 门",
}
UNIT_OF = {word: name for name, words in _UNITS.items() for word in words.split()}
"""The one name of the unit that a folded word stands for: "day" for 天 and days."""

# A month's "个" and a person's "个" are the same word: only such units tell numbers apart.
VAGUE = frozenset({"piece", "time", "degree"})
# "一个" is an article, "一天" may be a measure.
MEASURED = frozenset(
    {"day", "week", "month", "year", "hour", "minute", "percent", "yuan", "dollar", "euro"}
)
