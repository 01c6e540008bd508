"""How units, multiples and small numbers are written in our languages. Tables only; read by `doses`.

Every spelling is lower case. A spelling that ends in "*" is the beginning of words ("миллиграмм*").
"""

from collections.abc import Mapping

#: Units that must not change or go missing.
HARD: Mapping[str, str] = {
    "mg": (
        "mg мг milligram* miligram* миллиграм* міліграм* 毫克 मिलीग्राम मिग्रा मि.ग्रा. ملغ ملجم "
        "مجم ملغم ملغرام* ميليغرام* مليغرام* ملليغرام* ملليجرام* ملیگرم میلیگرم میلی‌گرم ملی‌گرام "
        "ملیگرام ملی-گرام"
    ),
    "ug": (
        "µg μg ug mcg мкг microgram* микрограм* мікраграм* 微克 माइक्रोग्राम ميكروغرام* ميكروجرام* "
        "مكغ میکروگرم مائیکروگرام"
    ),
    "ng": "ng нг nanogram* нанограм* 纳克 नैनोग्राम نانوغرام* نانوگرم نینوگرام",
    "g": (
        "g г gr гр gram gramme grams grammes grama gramas gramm grammdan грамм* грам* 克 ग्राम غرام* جرام* "
        "غ جم گرم گرام"
    ),
    "kg": (
        "kg кг kilogram* quilo quilos quilogram* kilo kilos килограм* кілаграм* кило 公斤 千克 "
        "किलोग्राम किग्रा किलो कि.ग्रा. كغ كجم كيلوغرام* كيلوجرام* كيلو کیلوگرم کیلو کلوگرام کلو"
    ),
    "ml": (
        "ml мл millilit* mililit* миллилитр* мілілітр* cc см3 см³ cm3 cm³ 毫升 मिलीलीटर मिली मि.ली. "
        "एमएल ملليلتر* مليلتر* ميليلتر* مل ملل میلی‌لیتر میلیلیتر ملی‌لیٹر ملیلیٹر"
    ),
    "l": ("l л liter liters litre litres litro litros litr litri литр* літр* 升 लीटर لتر* ليتر* لیتر لیٹر"),
    "dl": "dl дл decilit* децилитр* 分升 डेसीलीटर ديسيلتر دسی‌لیتر",
    "iu": (
        "iu ui u ме ед хб вб xb uns units unit unidade unidades единиц* бірлік* бирдик* воҳид* birlik* "
        "адзін* 单位 国际单位 यूनिट इकाई وحدة وحدات واحد یونٹ"
    ),
    "mmol": "mmol ммоль millimol* milimol* миллимол* 毫摩尔 मिलीमोल ملليمول میلی‌مول ملی‌مول",
    "umol": "µmol μmol umol мкмоль micromol* микромол* 微摩尔",
    "mol": "mol моль 摩尔",
    "meq": "meq мэкв mэкв milliequivalent* мілліэкв* 毫当量",
    "mmhg": "mmhg ммртст torr 毫米汞柱 mmдт",
    "cmh2o": "cmh2o смводст 厘米水柱",
    "kpa": "kpa кпа 千帕",
    "mm": ("mm мм millimet* milímetr* milimetr* миллиметр* 毫米 मिमी मिलीमीटर مم ملليمتر* میلی‌متر ملی‌میٹر"),
    "cm": (
        "cm см centimet* centímetr* santimetr* сантиметр* сантыметр* 厘米 सेमी सेंटीमीटर سم "
        "سنتيمتر* سانتی‌متر سینٹی‌میٹر"
    ),
    "gy": "gy гр.изл gray грей",
    "msv": "msv мзв",
    "m2": "m²",
    "kcal": "kcal ккал kilocalor* quilocalor* килокалор* 千卡 किलोकैलोरी",
}
#: Units that must not contradict each other; one may be told by other words.
SOFT: Mapping[str, str] = {
    "%": (
        "% ٪ ％ percent porcento porciento pour-cent процент* процэнт* працэнт* пайыз* пайиз* фоиз* "
        "foiz* адсот* дарсад 百分 प्रतिशत فیصد درصد بالمئة بالمائة"
    ),
    "°c": (
        "°c ºc ℃ ˚c °с ºс grau graus degree degrees градус* daraja* дараҷ* 度 摄氏度 डिग्री درجة "
        "درجات درجه ڈگری"
    ),
    "s": (
        "sec secs second seconds segundo segundos сек секунд* сония* soniya* sekund* 秒 सेकंड "
        "सेकेंड ثانية ثوان* ثانیه سیکنڈ"
    ),
    "min": (
        "min mins minute minutes minuto minutos мин минут* minut* хвілін* мінут* дақиқа* daqiqa* 分钟 मिनट "
        "دقيقة دقائق دقیقه منٹ"
    ),
    "h": (
        "h hr hrs hour hours hora horas heure heures ч час часа часов часы часам гадзін* сағат* "
        "саат* соат* soat* 小时 घंटे घंटा घंटों ساعة ساعات ساعت گھنٹ*"
    ),
    "d": (
        "d day days dia dias jour jours día días сут сутки суток день дня дней дні дзён дзень "
        "күн* рӯз* kun kunlik kuni kunda 天 日 दिन दिनों يوم* ايام أيام يوميا روز دن دنوں"
    ),
    "w": (
        "week weeks semana semanas semaine* неделя недели недель неделю тыдзень тыдні тыдняў "
        "апта* жума* ҳафта* hafta* 周 星期 सप्ताह हफ्ते हफ़्ते أسبوع* أسابيع اسبوع* هفته ہفتے ہفتہ"
    ),
    "mo": (
        "month months mês mes meses mois месяц* ай айлық моҳ* oy oylik 个月 月 महीने महीना माह شهر* "
        "أشهر ماه مہینے مہینہ ماہ"
    ),
    "y": (
        "year years ano anos an ans año años год года лет годы гадоў гады жыл* жас жаш* сол* сола "
        "yil yosh* 岁 年 वर्ष साल سنة سنوات عام* سال"
    ),
}
#: Written after a number, they make it so many times greater.
MULTIPLES: Mapping[str, str] = {
    "1000": (
        "thousand mil mille тыс тысяч* тысяча* тысяч мың миң ҳазор ming 千 हज़ार हजार ألف آلاف الف هزار ہزار"
    ),
    "10000": "万",
    "100000": "lakh लाख لاکھ",
    "1000000": (
        "million millions milhão milhões millón millones млн миллион* мільён* million* 百万 मिलियन "
        "مليون* ملايين میلیون ملین"
    ),
    "10000000": "crore करोड़ کروڑ",
    "100000000": "亿",
    "1000000000": (
        "billion billions bilhão bilhões bilhao млрд миллиард* мільярд* milliard* 十亿 अरब مليار* میلیارد ارب"
    ),
}
#: Numbers as words, for figures that one of the two texts spells out.
WORDS: Mapping[str, str] = {
    "0": "zero нол* нуль ноль сифр nol 零 शून्य صفر",
    "0.5": ("half meio meia metade пол половин* полов* жарты жарым ним yarim палов* 半 आधा आधी نصف نیم آدھ*"),
    "0.25": (
        "quarter quarters quarto quart четверт* чвэрц* ширек* чейрек* chorak* чоряк* ربع चौथाई چوتھائی چارک"
    ),
    "1": (
        "one once a an um uma un une uno una один одна одно одну одного первы* бир бір як bir* "
        "адзін адна раз 一 एक واحد واحدة یک ایک مرة first primeir*"
    ),
    "2": (
        "two twice dois duas deux dos два две двух двум дважды двойн* дзве екі эки ду ikki* 二 两 "
        "दो اثن* مرتين مرتان دو second segund* втор*"
    ),
    "3": (
        "three três tres trois три трех трёх трижды тры үш* үч* се uch* 三 तीन ثلاث* سه تین third "
        "terceir* трет*"
    ),
    "4": (
        "four quatro quatre cuatro четыре четырех четырёх чатыры төрт* чор чаҳор* to‘rt* toʻrt* 四 "
        "चार أربع* چهار چار"
    ),
    "5": "five cinco cinq пять пяти пяць бес беш панҷ* besh* 五 पांच पाँच خمس* پنج پانچ",
    "6": "six seis шесть шести шэсць алты* шаш* olti* 六 छह छः ست ستة شش چھ",
    "7": "seven sete sept siete семь семи сем жеті* жети* ҳафт* yetti* 七 सात سبع* هفت سات",
    "8": "eight oito huit ocho восемь восьми восем сегіз* сегиз* ҳашт* sakkiz* 八 आठ ثمان* هشت آٹھ",
    "9": ("nine nove neuf nueve девять девяти дзевяць тоғыз* тогуз* нуҳ* to‘qqiz* toʻqqiz* 九 नौ تسع* نه نو"),
    "10": "ten dez dix diez десять десяти дзесяць он даҳ* o‘n oʻn 十 दस عشر* ده دس",
    "11": "eleven onze once одиннадцат* адзінаццац* 十一 ग्यारह",
    "12": "twelve doze douze doce двенадцат* дванаццац* 十二 बारह اثنا",
    "20": (
        "twenty vinte vingt veinte двадцат* дваццац* жиырма* жыйырма* бист* yigirma* 二十 बीस عشرون "
        "عشرين بیست بیس"
    ),
}
MINUS = frozenset(
    ("menos", "minus", "moins", "минус", "мінус", "سالب", "منفی", "ناقص", "ऋण", "माइनस", "负", "零下")
)
