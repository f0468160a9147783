"""The words the engine knows: for each meaning its English and Chinese words, with the weight each one carries."""

from __future__ import annotations

Entry = dict[str, float]
"""Word -> weight. 1 is a clear sign, 0.4 a hint, 2 leaves no doubt."""


def words(text: str, weight: float = 1.0) -> Entry:
    """Words separated by `|`, all of one weight."""
    return {word.strip(): weight for word in text.split("|") if word.strip()}


LYING_SNOW = (
    ("snow-capped mountain", "mountain"), ("snow capped mountain", "mountain"), ("snowcapped mountain", "mountain"),
    ("snowy mountain", "mountain"), ("snowy peak", "peak"), ("snow mountain", "mountain"), ("snow-covered", ""),
    ("snow covered", ""), ("snowfield", "field"), ("雪山", "山"), ("雪峰", "山峰"), ("雪原", "原野"),
    ("雪地", "原野"), ("积雪", ""),
)  # fmt: skip
"""Snow that lies and does not fall, and what remains of the words without it."""
LOOKALIKES = (
    ("黄昏", "傍晚"), ("马路", "道路"), ("上海", "都市"), ("云海", "云雾"), ("花海", "花田"),
    ("林海", "森林"), ("星海", "星空"),
    ("火车", "列车"), ("烟花", "焰火"), ("浪花", "海浪"), ("雪花", "飘雪"), ("火花", "闪烁"),
    ("白天", "中午"), ("青山", "群山"),
)  # fmt: skip
"""Chinese words that hold the sign of another meaning (黄昏 is no yellow, 上海 is no sea),
and the word to read instead."""

SCENE: dict[str, Entry] = {
    "landscape": {
        **words(
            "landscape|mountain|mountain range|peak|valley|canyon|hill|"
            "meadow|forest|woods|desert|dune|lake|glacier|alps"
        ),
        **words("风景|山|群山|雪山|山脉|山峰|山谷|峡谷|丘陵|草地|草原|森林|树林|沙漠|沙丘|湖|田野|冰川"),
        **words(
            "tree|field|snow|path|farm|village|camp|river|waterfall|countryside|nature|fox|deer|horse|wolf|bear|garden",
            0.5,
        ),
        **words("树|雪|小路|村庄|河|瀑布|乡村|大自然|狐狸|鹿|马|狼|熊|花园|竹林|梯田|茶园", 0.5),
    },
    "sea": {
        **words("sea|ocean|wave|beach|coast|seaside|surf|shore|sail|sailboat|lighthouse|tide|island|bay"),
        **words("海|海洋|大海|海浪|波浪|海滩|沙滩|海岸|海边|冲浪|帆船|灯塔|潮水|岛|海湾|浪花"),
        **words("boat|ship|water|whale|dolphin|fish", 0.5),
        **words("船|水面|鲸|海豚|鱼", 0.5),
    },
    "city": {
        **words(
            "city|skyline|street|neon|skyscraper|downtown|cyberpunk|metropolis|"
            "tokyo|new york|shanghai|hong kong|urban|cityscape",
            1.1,
        ),
        **words("城市|街道|街头|霓虹|霓虹灯|摩天大楼|高楼|都市|赛博朋克|东京|纽约|上海|香港|夜市", 1.1),
        **words("traffic|building|tower|car|taxi|window|subway|train|rooftop|corridor|room", 0.5),
        **words("车流|楼|塔|汽车|出租车|窗|地铁|火车|屋顶|走廊|客厅", 0.5),
    },
    "aurora": {
        **words("aurora|northern lights|aurora borealis|polar lights|southern lights|aurora australis", 2.5),
        **words("极光|北极光|南极光", 2.5),
        **words("arctic|iceland|norway|lapland|polar", 0.7),
        **words("北极|南极|冰岛|挪威|极地", 0.7),
    },
    "silk": {
        **words(
            "silk|satin|fabric|cloth|abstract|fluid|liquid|marble|flow|gradient|velvet|ribbon|iridescent|chrome", 1.2
        ),
        **words("丝绸|绸缎|布料|抽象|流体|液体|大理石|流动|渐变|天鹅绒|丝带|飘带|织物", 1.2),
        **words("smoke|ink|paint|texture|pattern|dance|dream|music|perfume|wallpaper|background", 0.5),
        **words("烟|墨|水墨|颜料|纹理|图案|舞|梦|音乐|香水|壁纸|背景", 0.5),
    },
    "galaxy": {
        **words(
            "galaxy|nebula|milky way|universe|cosmos|cosmic|outer space|"
            "black hole|starfield|supernova|interstellar|constellation",
            1.5,
        ),
        **words("银河|星系|星云|宇宙|太空|黑洞|星空|超新星|星际|星座|繁星", 1.5),
        **words("space|star|stars|starry|planet|astronaut|rocket|spaceship|comet", 0.8),
        **words("星|星星|行星|宇航员|火箭|飞船|彗星|流星", 0.8),
    },
    "bokeh": {
        **words(
            "bokeh|firefly|fireflies|festival|celebration|confetti|fairy lights|"
            "lantern|particles|sparkle|christmas|glitter",
            1.4,
        ),
        **words("散景|萤火虫|庆典|节日|彩带|灯笼|粒子|光斑|闪烁|圣诞|光点|派对|元宵", 1.4),
        **words("firework|烟花|焰火|烟火", 2.5),  # over whatever they are seen
        **words("party|wedding|birthday|candle|new year|magic|romantic|light|lights|glow", 0.6),
        **words("婚礼|生日|蜡烛|新年|春节|魔法|浪漫|灯光|光", 0.6),
    },
}

THINGS = (
    "fox", "cat", "dog", "horse", "bird", "wolf", "bear", "deer", "whale", "fish", "dragon", "butterfly",
    "car", "taxi", "bus",
    "train", "bike", "bicycle", "boat", "ship", "sail", "sailboat", "balloon", "umbrella", "dress", "coat",
    "jacket", "scarf",
    "hat", "shirt", "hair", "eye", "house", "door", "barn", "tent", "bridge", "lighthouse", "tower", "flag",
    "apple", "ball",
    "robot", "astronaut", "girl", "boy", "woman", "man", "flower", "rose", "tulip", "leaf", "leave", "tree",
    "maple", "grass",
    "meadow", "hill", "valley", "field", "forest", "rock", "brick", "roof",
)  # fmt: skip
"""Things whose colour is their own affair."""
THINGS_ZH = (
    "狐", "猫", "狗", "马", "鸟", "狼", "熊", "鹿", "鲸", "鱼", "龙", "蝴蝶", "车", "船", "帆", "舟", "气球",
    "伞", "裙", "衣",
    "外套", "围巾", "帽", "头发", "眼", "房", "屋", "门", "帐篷", "桥", "塔", "旗", "苹果", "球", "机器人",
    "女孩", "男孩", "花",
    "玫瑰", "叶", "枫", "树", "草", "田", "山谷", "森林", "石", "砖",
)  # fmt: skip

TIME: dict[str, Entry] = {
    "dawn": words("dawn|sunrise|daybreak|early morning|morning|first light|黎明|日出|清晨|早晨|拂晓|晨曦|朝霞|破晓"),
    "noon": {
        **words("noon|midday|daytime|daylight|sunny|afternoon|正午|中午|白天|晴天|午后|阳光明媚"),
        **words("day|sunlight|sunlit|blue sky|bright|阳光|蓝天|明媚", 0.6),
    },
    "sunset": words("sunset|dusk|golden hour|sundown|evening|twilight|日落|黄昏|夕阳|傍晚|晚霞|落日|暮色|金色时刻"),
    "night": {
        **words("night|midnight|moonlight|moonlit|nighttime|nocturnal|夜|夜晚|深夜|午夜|月光|夜色|夜空"),
        **words("moon|dark|star|starry|neon|月亮|明月|黑暗|星空|霓虹", 0.5),
    },
}

WEATHER: dict[str, Entry] = {
    "clear": words("clear|cloudless|clear sky|晴|晴朗|晴空|万里无云"),
    "clouds": words("cloud|cloudy|overcast|clouds|云|多云|云海|阴天|乌云"),
    "rain": words(
        "rain|rainy|raining|storm|stormy|thunderstorm|drizzle|downpour|wet|雨|下雨|暴雨|雷雨|细雨|雨中|雨夜|暴风雨"
    ),
    "snow": words("snow|snowy|snowing|snowfall|snowflake|blizzard|雪|下雪|飘雪|大雪|暴风雪|雪花|雪夜"),
    "mist": words("mist|misty|fog|foggy|haze|hazy|smoky|雾|薄雾|浓雾|迷雾|雾气|烟雨|云雾|朦胧"),
}

TERRAIN: dict[str, Entry] = {
    "mountains": words(
        "mountain|mountain range|peak|summit|alps|alpine|himalaya|glacier|cliff|canyon|"
        "valley|volcano|山|群山|雪山|山脉|山峰|高山|山谷|峡谷|冰川|火山|悬崖"
    ),
    "forest": words(
        "forest|woods|woodland|jungle|pine|spruce|tree|fox|deer|wolf|"
        "bear|森林|树林|丛林|松树|松林|竹林|树木|狐狸|鹿|狼|熊"
    ),
    "lake": words("lake|pond|reflection|still water|river|湖|湖泊|湖面|池塘|倒影|河|江|河流", 1.4),
    "dunes": words("desert|dune|sahara|sand|camel|沙漠|沙丘|大漠|戈壁|骆驼|撒哈拉", 1.4),
    "hills": words(
        "hill|meadow|field|grassland|prairie|countryside|farm|steppe|tuscany|savanna|"
        "horse|vineyard|丘陵|草原|草地|草甸|田野|乡村|牧场|稻田|梯田|茶园|麦田|马"
    ),
}

SEASON: dict[str, Entry] = {
    "spring": words("spring|blossom|cherry blossom|sakura|春|春天|春日|樱花|桃花|花开"),
    "summer": words("summer|夏|夏天|夏日|盛夏"),
    "autumn": words("autumn|fall colors|fall foliage|maple|秋|秋天|秋日|枫叶|红叶|落叶"),
    "winter": words("winter|icy|frozen|frost|冬|冬天|冬日|寒冬|冰封|霜"),
}

CAMERA: dict[str, Entry] = {
    "push": words(
        "push in|push-in|dolly in|dolly-in|zoom in|move forward|moving forward|flying through|"
        "fly through|approach|tracking forward|推近|推进|推镜|拉近|前进|向前|穿过|靠近"
    ),
    "pull": words("zoom out|pull back|pull out|dolly out|moving back|拉远|拉开|后退|拉镜|远离"),
    "left": words("pan left|left pan|truck left|move left|向左|左移|左摇"),
    "right": words("pan right|right pan|truck right|move right|向右|右移|右摇"),
    "pan": words("pan|panning|tracking shot|truck|sideways|横移|平移|摇镜|横摇|跟拍", 0.8),
    "rise": words(
        "rise|rising shot|crane up|crane shot|tilt up|ascend|drone|aerial|上升|升起|航拍|仰拍|俯瞰|上摇", 0.9
    ),
    "fall": words("crane down|tilt down|descend|下降|下摇"),
    "orbit": words("orbit|orbiting|circle around|circling|rotate around|revolve|环绕|绕着|旋转|盘旋|360"),
    "still": words("static|still shot|fixed camera|locked|tripod|静止|固定镜头|定格"),
}

COLOURS: dict[str, Entry] = {
    "red": words("red|crimson|scarlet|ruby|红|赤|绯|朱"),
    "orange": words("orange|amber|copper|橙|橘|琥珀"),
    "gold": words("gold|golden|金|金色"),
    "yellow": words("yellow|lemon|黄"),
    "green": words("green|emerald|jade|lime|绿|翠|碧"),
    "teal": words("teal|turquoise|mint|青绿|薄荷"),
    "cyan": words("cyan|aqua|青"),
    "blue": words("blue|azure|sapphire|navy|cobalt|蓝|湛蓝"),
    "indigo": words("indigo|靛"),
    "purple": words("purple|violet|lavender|紫|薰衣草"),
    "magenta": words("magenta|fuchsia|品红|洋红"),
    "pink": words("pink|rose|coral|sakura|cherry blossom|粉|玫瑰|樱|桃红"),
    "brown": words("brown|chocolate|coffee|棕|褐|咖啡"),
    "white": words("white|ivory|pearl|白|象牙|珍珠"),
    "black": words("black|ebony|黑"),
    "silver": words("silver|grey|gray|银|灰"),
    "rainbow": words("rainbow|colorful|colourful|multicolor|iridescent|彩虹|彩色|五彩|七彩|斑斓"),
}

SUBJECTS: dict[str, Entry] = {
    "fireflies": words("firefly|fireflies|萤火虫"),
    "festival": words("festival|celebration|confetti|party|carnival|庆典|节日|派对|彩带|狂欢"),
    "christmas": words("christmas|xmas|圣诞"),
    "fireworks": words("firework|烟花|焰火"),
    "lanterns": words("lantern|灯笼|孔明灯|元宵"),
    "candles": words("candle|烛|蜡烛"),
    "particles": words("particle|dust|sparkle|glitter|粒子|尘埃|光点"),
    "hearts": words("heart|love|valentine|爱心|爱情|情人节"),
    "bubbles": words("bubble|泡泡|气泡"),
    "petals": words("petal|blossom|sakura|flower|花瓣|樱花|桃花|花"),
    "leaves": words("leaf|leaves|maple|落叶|枫叶|叶"),
    "moon": words("moon|moonlight|月亮|明月|月光|月"),
    "sun": words("sun|sunshine|太阳|阳光"),
    "stars": words("star|stars|starry|星|星空|繁星"),
    "meteors": words("meteor|shooting star|comet|流星|彗星"),
    "planet": words("planet|saturn|jupiter|mars|行星|土星|木星|火星"),
    "black hole": words("black hole|黑洞"),
    "spiral": words("spiral|vortex|swirl|旋涡|漩涡|螺旋"),
    "lightning": words("lightning|thunder|thunderstorm|闪电|雷"),
    "birds": words("bird|seagull|gull|eagle|flock|crane|鸟|海鸥|鹰|大雁|鹤"),
    "boat": words("boat|ship|sail|sailboat|yacht|船|帆|舟|游艇"),
    "lighthouse": words("lighthouse|灯塔"),
    "island": words("island|岛|岛屿"),
    "palm": words("palm|tropical|棕榈|热带|椰"),
    "cars": words("car|traffic|taxi|车|车流"),
    "bridge": words("bridge|桥"),
    "river": words("river|waterfront|harbor|harbour|江|河|港"),
    "water": words("water|lake|pond|reflection|水|湖|倒影"),
    "street": words(
        "street|alley|road|avenue|neon|traffic|car|taxi|corridor|crossing|sidewalk|"
        "market|街|巷|道路|马路|霓虹|车流|走廊|路口|夜市|雨夜|胡同"
    ),
    "skyline": words(
        "skyline|waterfront|harbor|harbour|river|bridge|aerial|drone|"
        "skyscraper|天际线|江|河|港|桥|外滩|航拍|摩天大楼|摩天楼"
    ),
    "smoke": words("smoke|烟"),
    "ink": words("ink|水墨|墨"),
    "fire": words("fire|flame|lava|火焰|熔岩|烈火|篝火"),
    "ice": words("ice|icy|frozen|冰"),
}
