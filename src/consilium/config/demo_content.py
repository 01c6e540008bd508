"""What the demo shows: fictional persons and seminars. Medical content is for show, not advice."""

from dataclasses import dataclass

STATES = ("BY", "CN", "IN", "IR", "KZ", "KG", "PK", "RU", "TJ", "UZ")
TOPICS = {
    "infectious-disease": "Infectious disease",
    "critical-care": "Critical care",
    "mother-and-child": "Mother and child",
    "tuberculosis": "Tuberculosis",
    "imaging": "Imaging",
    "surgery-and-trauma": "Surgery and trauma",
}
GROUPS = {
    "epidemic-preparedness": "Epidemic preparedness",
    "digital-medicine": "Digital medicine",
    "essential-medicines": "Essential medicines",
}
SERIES = (
    "respiratory-winter",
    "Respiratory winter",
    "Eight evenings on breathing trouble in small hospitals.",
)


@dataclass(frozen=True)
class Someone:
    """A person of the demo. `plays` names a bot's part, "" is for people at the keyboard and for faculty."""

    mail: str
    name: str
    title: str
    specialty: str
    institution: str
    state: str
    spoken: tuple[str, ...]
    role: str = ""
    plays: str = ""
    biography: str = ""
    interests: str = ""


HUMANS = (
    Someone(
        "organiser",
        "Madina Orozova",
        "",
        "Medical education",
        "Secretariat of the seminars",
        "KG",
        ("ru", "en"),
        "organiser",
    ),
    Someone(
        "moderator",
        "Timur Akhmedov",
        "Dr",
        "Emergency medicine",
        "Republican Emergency Centre",
        "UZ",
        ("ru", "uz", "en"),
        "moderator",
        interests="None declared.",
    ),
    Someone(
        "panellist",
        "Ananya Rao",
        "Dr",
        "Anaesthesia and intensive care",
        "District Hospital, Kolar",
        "IN",
        ("en", "hi"),
        "panellist",
        biography="Runs a twelve-bed intensive care unit and teaches oxygen therapy to nurses.",
        interests="Travel costs from a manufacturer of pulse oximeters, 2024.",
    ),
    Someone(
        "interpreter",
        "Zhou Min",
        "",
        "Conference interpreter",
        "Secretariat of the seminars",
        "CN",
        ("zh-hans", "ru"),
        "interpreter",
    ),
    Someone(
        "attendee",
        "Sergey Volkov",
        "Dr",
        "General practice",
        "Central District Hospital, Kungur",
        "RU",
        ("ru",),
        "attendee",
    ),
)

BOTS = (
    Someone(
        "presenter",
        "Li Wenhua",
        "Prof.",
        "Infectious disease",
        "First Teaching Hospital, Urumqi",
        "CN",
        ("en", "zh-hans"),
        "presenter",
        "presenter",
        "Head of infectious diseases; leads an oxygen protocol used in fourteen district hospitals.",
        "None declared.",
    ),
    Someone(
        "chair",
        "Nurlan Bekov",
        "Prof.",
        "Emergency medicine",
        "National Centre of Emergency Medicine",
        "KZ",
        ("ru", "kk", "en"),
        "chair",
        "chair",
        "Chairs the working group on epidemic preparedness.",
        "Member of a ministry's advisory council; no payments.",
    ),
    Someone(
        "desk",
        "Seminar desk",
        "",
        "Medical education",
        "Secretariat of the seminars",
        "KG",
        ("en", "ru"),
        "moderator",
        "moderator",
    ),
    Someone(
        "minsk",
        "Alena Kavaliova",
        "Dr",
        "Paediatrics",
        "Children's Hospital 3, Minsk",
        "BY",
        ("be", "ru"),
        "attendee",
        "attendee",
    ),
    Someone(
        "kashgar",
        "Wang Lei",
        "Dr",
        "Emergency medicine",
        "County Hospital, Shache",
        "CN",
        ("zh-hans",),
        "attendee",
        "attendee",
    ),
    Someone(
        "pune",
        "Rohit Deshmukh",
        "Dr",
        "Internal medicine",
        "Rural Hospital, Junnar",
        "IN",
        ("hi", "en"),
        "attendee",
        "attendee",
    ),
    Someone(
        "shiraz",
        "Leila Karimi",
        "Dr",
        "Internal medicine",
        "District Hospital, Marvdasht",
        "IR",
        ("fa",),
        "attendee",
        "attendee",
    ),
    Someone(
        "almaty",
        "Aidos Zhumabek",
        "Dr",
        "Intensive care",
        "District Hospital, Talgar",
        "KZ",
        ("kk", "ru"),
        "attendee",
        "attendee",
    ),
    Someone(
        "osh",
        "Gulnara Asanova",
        "Dr",
        "Paediatrics",
        "District Hospital, Uzgen",
        "KG",
        ("ky", "ru"),
        "attendee",
        "attendee",
    ),
    Someone(
        "multan",
        "Bilal Hussain",
        "Dr",
        "Pulmonology",
        "Tehsil Hospital, Shujabad",
        "PK",
        ("ur", "en"),
        "attendee",
        "attendee",
    ),
    Someone(
        "islamabad",
        "Sana Malik",
        "Dr",
        "Emergency medicine",
        "Capital Hospital, Islamabad",
        "PK",
        ("en", "ur"),
        "attendee",
        "attendee",
    ),
    Someone(
        "perm",
        "Olga Smirnova",
        "Dr",
        "Anaesthesia",
        "District Hospital, Lysva",
        "RU",
        ("ru",),
        "attendee",
        "attendee",
    ),
    Someone(
        "khujand",
        "Farrukh Rahimov",
        "Dr",
        "Internal medicine",
        "District Hospital, Isfara",
        "TJ",
        ("tg", "ru"),
        "attendee",
        "attendee",
    ),
    Someone(
        "namangan",
        "Dilnoza Yusupova",
        "",
        "Intensive care nurse",
        "District Hospital, Chust",
        "UZ",
        ("uz",),
        "attendee",
        "attendee",
    ),
    Someone(
        "booth-zh-1",
        "Zhao Lan",
        "",
        "Conference interpreting",
        "Booth of the secretariat",
        "CN",
        ("zh-hans", "en"),
        "interpreter",
        "interpreter",
    ),
    Someone(
        "booth-zh-2",
        "He Qing",
        "",
        "Conference interpreting",
        "Booth of the secretariat",
        "CN",
        ("zh-hans", "en"),
        "interpreter",
        "interpreter",
    ),
)

TITLE = "Severe viral pneumonia in the district hospital: triage, oxygen, referral"
ABSTRACT = (
    "A patient arrives short of breath at a hospital with one concentrator, no blood gas analyser and a road "
    "that closes at night. This seminar sets out what to do in the first hour, the first day, and when to "
    "send the patient on.\n\n"
    "The teaching hospital presents eighteen weeks of its own register: what triage at the door changed, "
    "which patients deteriorated after admission, and the oxygen protocol now in use in fourteen district "
    "hospitals.\n\n"
    "Bring your own cases. A third of the time is kept for questions."
)
OBJECTIVES = (
    "Sort patients at the door in under two minutes\n"
    "Step oxygen up and down by target, time and sign\n"
    "Recognise who must be referred, and prepare the journey"
)
AGENDA = (
    ("Opening", "discussion", 5, ("chair",)),
    ("Triage at the door", "talk", 30, ("panellist",)),
    ("Oxygen in four steps", "talk", 25, ("presenter",)),
    ("When and how to refer", "talk", 20, ("panellist",)),
    ("Questions and two cases", "case", 25, ("chair", "presenter", "panellist")),
)
RUNNING = 2  # the contribution that has just begun
#: Name, outgoing languages, who works there.
BOOTHS = (
    ("Booth 1", ("zh-hans",), ("booth-zh-1", "booth-zh-2", "interpreter")),
    ("Booth 2", ("ru",), ()),  # nobody is there: whoever listens hears the floor, and is told so
)
LANGUAGES = (
    ("en", "floor"),
    ("zh-hans", "interpreter"),
    ("ru", "interpreter"),
    ("hi", "interpreter"),
    ("ur", "interpreter"),
    ("fa", "interpreter"),
    ("kk", "interpreter"),
    ("uz", "captions"),
    ("tg", "captions"),
)
