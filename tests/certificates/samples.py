"""Papers in the twelve languages, with words of their own, whatever the catalogues hold yet.

The words are the tests' (nobody's translation): what counts is that every script is set as it is written.
"""

from datetime import date
from decimal import Decimal

from consilium.certificates.paper import content
from consilium.certificates.paper.content import Line, Paper, Words

# heading, opening, deed, held on, organised by, credits, minutes, rules, accredited by, reference, issued on, number,
# verify, signed, holder, seminar, organiser
_SAMPLES = {
    "en": "Certificate of attendance|This certifies that|took part in the seminar|Held on|Organised by|Credits granted|Minutes present|By the rules of|Accredited by|Accreditor's reference|Issued on|Certificate number|Verify it here, or with the code beside|This file is signed electronically: any change to it is noticed.|Dr Amina O’Connor-Śmigły|Severe viral pneumonia in the district hospital: oxygen, steroids, referral|Ministry of Health, Kazakhstan",
    "ru": "Сертификат участника|Настоящим подтверждается, что|принял(а) участие в семинаре|Дата проведения|Организатор|Начислено баллов|Минут присутствия|По правилам|Аккредитация|Номер аккредитации|Дата выдачи|Номер сертификата|Проверить можно здесь или по коду рядом|Файл подписан электронно: любое его изменение будет замечено.|Щербакова-Ёлкина Екатерина Ивановна|Тяжёлая вирусная пневмония в районной больнице: кислород, стероиды, перевод|Министерство здравоохранения, Россия",
    "zh-hans": "参会证书|兹证明|参加了研讨会|举办日期|主办方|授予学分|出席分钟数|依据规则|认证机构|认证编号|颁发日期|证书编号|可在此处或扫描旁边的二维码验证|本文件已电子签名：任何改动都会被发现。|欧阳娜娜医生|县医院重症病毒性肺炎：氧疗、糖皮质激素与转诊|国家卫生健康委员会，中国",
    "kk": "Қатысу сертификаты|Осымен расталады:|семинарға қатысты|Өткізілген күні|Ұйымдастырушы|Берілген балл|Қатысқан минуты|Ереже бойынша|Аккредитациялаған|Аккредитация нөмірі|Берілген күні|Сертификат нөмірі|Осы жерден немесе жанындағы код арқылы тексеріңіз|Файлға электрондық қол қойылған: кез келген өзгеріс байқалады.|Сейітқали Айгүл Нұрланқызы|Аудандық ауруханадағы ауыр вирустық пневмония: оттегі, стероидтар, жолдау|Денсаулық сақтау министрлігі, Қазақстан",
    "ky": "Катышуу сертификаты|Ушуну менен тастыкталат:|семинарга катышты|Өткөн күнү|Уюштуруучу|Берилген балл|Катышкан мүнөт|Эреже боюнча|Аккредитациялаган|Аккредитация номери|Берилген күнү|Сертификаттын номери|Бул жерден же жанындагы код аркылуу текшериңиз|Файлга электрондук кол коюлган: ар кандай өзгөртүү байкалат.|Жээнбекова Гүлнура Өмүрбековна|Райондук ооруканадагы оор вирустук пневмония: кычкылтек, стероиддер, жолдомо|Саламаттык сактоо министрлиги, Кыргызстан",
    "tg": "Шаҳодатномаи иштирок|Бо ин тасдиқ карда мешавад, ки|дар семинар иштирок кард|Санаи баргузорӣ|Ташкилкунанда|Имтиёзҳо|Дақиқаҳои иштирок|Мувофиқи қоидаҳои|Аккредитатсия|Рақами аккредитатсия|Санаи додашуда|Рақами шаҳодатнома|Дар ин ҷо ё бо рамзи паҳлӯ санҷед|Файл ба таври электронӣ имзо шудааст: ҳар тағйирот маълум мешавад.|Ҷӯраева Ғунча Қодировна|Пневмонияи вазнини вирусӣ дар беморхонаи ноҳиявӣ: оксиген, стероидҳо, роҳхат|Вазорати тандурустӣ, Тоҷикистон",
    "uz": "Ishtirok sertifikati|Shu bilan tasdiqlanadiki,|seminarda ishtirok etdi|O‘tkazilgan sana|Tashkilotchi|Berilgan ballar|Qatnashgan daqiqalari|Qoidalar bo‘yicha|Akkreditatsiya|Akkreditatsiya raqami|Berilgan sana|Sertifikat raqami|Shu yerda yoki yonidagi kod orqali tekshiring|Fayl elektron imzolangan: har qanday o‘zgarish bilinadi.|Gʻulomova Oʻgʻiloy Sanʼat qizi|Tuman shifoxonasida og‘ir virusli zotiljam: kislorod, steroidlar, yo‘llanma|Sog‘liqni saqlash vazirligi, O‘zbekiston",
    "hi": "सहभागिता प्रमाणपत्र|प्रमाणित किया जाता है कि|ने संगोष्ठी में भाग लिया|आयोजन की तिथि|आयोजक|प्रदत्त क्रेडिट|उपस्थिति के मिनट|नियमों के अनुसार|मान्यता देने वाला|मान्यता संदर्भ|जारी करने की तिथि|प्रमाणपत्र संख्या|यहाँ या पास के कोड से सत्यापित करें|इस फ़ाइल पर इलेक्ट्रॉनिक हस्ताक्षर है: कोई भी बदलाव पकड़ा जाएगा।|डॉ. कृष्णा श्रीवास्तव लक्ष्मी|ज़िला अस्पताल में गंभीर वायरल निमोनिया: ऑक्सीजन, स्टेरॉयड, रेफ़रल|स्वास्थ्य मंत्रालय, भारत",
    "ur": "شرکت کی سند|تصدیق کی جاتی ہے کہ|نے سیمینار میں شرکت کی|تاریخِ انعقاد|منتظم|دیے گئے کریڈٹ|حاضری کے منٹ|قواعد کے مطابق|تسلیم کنندہ|حوالہ برائے تسلیم|تاریخِ اجرا|سند نمبر|یہاں یا ساتھ والے کوڈ سے تصدیق کریں|اس فائل پر برقی دستخط ہیں: ہر تبدیلی پکڑی جاتی ہے۔|ڈاکٹر عائشہ صدیقی (Aisha Siddiqui)|ضلعی ہسپتال میں شدید وائرل نمونیا: آکسیجن، سٹیرائیڈز، ریفرل|وزارتِ صحت، پاکستان",
    "fa": "گواهی شرکت|بدین‌وسیله گواهی می‌شود که|در سمینار شرکت کرده است|تاریخ برگزاری|برگزارکننده|امتیاز اعطاشده|دقیقه‌های حضور|بر پایهٔ مقررات|اعتباربخش|شمارهٔ اعتبار|تاریخ صدور|شمارهٔ گواهی|اینجا یا با کد کنار آن بررسی کنید|این پرونده امضای الکترونیکی دارد: هر تغییری آشکار می‌شود.|دکتر پریسا گل‌محمدی (Parisa G.)|ذات‌الریهٔ ویروسی شدید در بیمارستان شهرستان: اکسیژن، استروئید، ارجاع|وزارت بهداشت، ایران",
    "be": "Сертыфікат удзельніка|Гэтым пацвярджаецца, што|прыняў(ла) удзел у семінары|Дата правядзення|Арганізатар|Налічана балаў|Хвілін прысутнасці|Паводле правіл|Акрэдытацыя|Нумар акрэдытацыі|Дата выдачы|Нумар сертыфіката|Праверыць можна тут або паводле кода побач|Файл падпісаны электронна: любая змена будзе заўважаная.|Ўладзімірава Аўгіння Іосіфаўна|Цяжкая вірусная пнеўманія ў раённай бальніцы: кісларод, стэроіды, накіраванне|Міністэрства аховы здароўя, Беларусь",
    "ar": "شهادة حضور|نشهد بأن|قد شارك في الندوة|تاريخ الانعقاد|الجهة المنظمة|الساعات المعتمدة الممنوحة|دقائق الحضور|وفق قواعد|جهة الاعتماد|مرجع الاعتماد|تاريخ الإصدار|رقم الشهادة|تحقق منها هنا أو بالرمز المجاور|هذا الملف موقّع إلكترونيًا: أي تغيير فيه يُكشف.|الدكتورة لُبنى الإدريسي (Dr Lubna)|الالتهاب الرئوي الفيروسي الشديد في مستشفى المنطقة: الأكسجين، الستيرويدات، الإحالة|وزارة الصحة",
}  # fmt: skip # ruff: noqa: E501
NUMBER = "01KCB8W2V9XQ7M5T0000000001"
LANGUAGES = tuple(_SAMPLES)


def paper(language: str = "en", **changes: object) -> Paper:
    """A paper whose every line is filled."""
    *_, holder, seminar, organiser = _SAMPLES[language].split("|")
    values: dict[str, object] = {
        "number": NUMBER,
        "url": f"https://consilium.example.org/certificates/{NUMBER}",
        "language": language,
        "holder": holder,
        "seminar": seminar,
        "held_on": date(2026, 11, 26),
        "issued_on": date(2026, 11, 28),
        "organiser": organiser,
        "unit": "credits",
        "amount": Decimal("2.50"),
        "minutes": 98,
        "rule_set": "EACCME",
        "accreditor": "European Accreditation Council for CME",
        "reference": "LEE-2026-01234",
    }
    return Paper(**(values | changes))  # type: ignore[arg-type]


def words(language: str, made: Paper | None = None) -> Words:
    """The words around it, in that language."""
    made = made or paper(language)
    heading, opening, deed, *rest = _SAMPLES[language].split("|")
    labels, (number, verify, signed) = rest[:8], rest[8:11]
    facts = [line.text for line in content.words(made).lines]
    return Words(
        heading=heading,
        opening=opening,
        holder=made.holder,
        deed=deed,
        seminar=made.seminar,
        lines=tuple(Line(label, fact) for label, fact in zip(labels, facts, strict=True)),
        number=Line(number, made.number),
        verify=verify,
        signed=signed,
    )
