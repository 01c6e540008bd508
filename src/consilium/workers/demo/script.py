"""What the bots ask, answer, write and put to the vote. Medical content is plain and for show, not advice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A question in the asker's language; `answer` is written when it is not answered by word of mouth."""

    language: str
    text: str
    anonymous: bool = False
    answer: str = ""


@dataclass(frozen=True)
class Poll:
    title: str
    form: str
    options: tuple[str, ...]


QUESTIONS = (
    Asked("ru", "Если в районной больнице один концентратор кислорода, кому дать кислород первым?"),
    Asked("uz", "Uygʻoq bemor qorin bilan yotgan holatda necha soat turishi mumkin?"),
    Asked("kk", "Түнде жарық өшіп, концентратор тоқтап қалса, алдымен не істейміз?"),
    Asked(
        "hi",
        "गर्भावस्था में SpO₂ का लक्ष्य कितना रखते हैं?",
        answer="In pregnancy we aim higher: SpO₂ 94 to 96 %, and we call the obstetrician early.",
    ),
    Asked("fa", "آیا کورتیکواستروئید را پیش از انتقال شروع می‌کنید یا منتظر مرکز ارجاع می‌مانید؟"),
    Asked("zh-hans", "清醒俯卧位时，患者无法耐受怎么办？可以改为侧卧吗？"),
    Asked(
        "ur",
        "اگر نبض آکسی میٹر کی ریڈنگ اور مریض کی حالت میں فرق ہو تو کس پر بھروسا کریں؟",
        answer="Trust the patient. Warm the finger, change it, count the breathing, and treat what you see.",
    ),
    Asked("ky", "Балдарга кычкылтектин агымын кандай эсептейбиз?"),
    Asked(
        "en", "Is a pulse oximeter from a pharmacy reliable enough for triage at the door?", anonymous=True
    ),
    Asked("tg", "Агар дар беморхона таҳлили газҳои хун набошад, ба кадом нишонаҳо такя кунем?"),
    Asked("be", "Ці трэба ўвільгатняць кісларод пры патоку да чатырох літраў у хвіліну?"),
    Asked(
        "ru",
        "Можно ли перевозить пациента с потоком 10 л/мин, если дорога занимает три часа?",
        answer="Only with full cylinders, a spare mask and a nurse: three hours are 1,800 litres.",
    ),
    Asked("hi", "क्या जागते हुए मरीज़ को प्रोन करने से पहले खाना रोकना चाहिए?"),
    Asked("kk", "ӨСОА бар науқаста сатурация мақсаты 88–92 % дұрыс па?"),
    Asked("zh-hans", "县医院没有高流量设备，储氧面罩之后下一步怎么办？"),
    Asked("uz", "Homilador bemorni qachon yuqori bosqich shifoxonasiga yuborish kerak?", anonymous=True),
    Asked("fa", "برای کودک زیر پنج سال از کدام ماسک استفاده می‌کنید؟"),
    Asked("ur", "ایمبولینس بلانے سے پہلے ریفرل سینٹر کو فون پر کون سی معلومات دینی چاہئیں؟"),
    Asked("ky", "Кычкылтек баллонунда канча убакытка жетерин кантип тез эсептейбиз?"),
    Asked("tg", "Кай метавон ҷараёни оксигенро кам кард?"),
    Asked("be", "Хто і як часта павінен запісваць сатурацыю ў картку назіранняў?"),
    Asked("en", "Who decides at night: the doctor on duty or the referral centre by telephone?"),
)

MESSAGES = (
    ("en", "Good afternoon from Islamabad. The sound is clear."),
    ("ru", "Здравствуйте! Бишкек вас хорошо слышит."),
    ("kk", "Сәлеметсіздер ме! Алматыдан қосылдық."),
    ("zh-hans", "幻灯片很清楚，谢谢。"),
    ("ru", "Есть ли протокол для печати у постели больного?"),
    ("fa", "سلام از شیراز. اسلایدها بعداً در دسترس خواهند بود؟"),
    ("uz", "Rahmat, bosqichlar juda tushunarli."),
    ("hi", "हमारे ज़िला अस्पताल में भी यही चार्ट इस्तेमाल होता है।"),
    ("en", "We teach nurses the same four steps. It takes one afternoon."),
    ("ur", "بہت مفید، شکریہ۔"),
    ("ky", "Рахмат, өтө пайдалуу болду."),
    ("tg", "Ташаккур аз Душанбе."),
    ("be", "Дзякуй з Мінска! Вельмі карысна."),
    ("ru", "У нас в детском отделении та же таблица, но с другими целями."),
    ("en", "The part about counting the breathing for a full minute should be on every wall."),
    ("zh-hans", "请问讲义有中文版吗？"),
    ("kk", "Баллон есебі туралы слайдты тағы бір рет көрсетесіз бе?"),
    ("hi", "धन्यवाद, सवालों के जवाब बहुत साफ़ थे।"),
)

BACKSTAGE = (
    "Six questions are waiting; I take the one about the single concentrator first.",
    "Two minutes to the next part.",
    "I open the poll after this slide.",
    "The line from the third hospital was weak, it is good again.",
)

POLLS = (
    Poll(
        "A new adult patient has SpO₂ 91 % on room air, rate 24. What do you do first?",
        "single",
        (
            "Nasal cannula 1–5 L/min, reassess in 15 min",
            "Reservoir mask at once",
            "CT of the chest",
            "Refer without oxygen",
        ),
    ),
    Poll(
        "What does your hospital have today?",
        "multiple",
        (
            "Concentrator",
            "Cylinders",
            "Pulse oximeter in every ward",
            "High-flow device",
            "Blood gas analyser",
        ),
    ),
    Poll("How sure are you of the next step after a reservoir mask?", "scale", ("1", "2", "3", "4", "5")),
)
