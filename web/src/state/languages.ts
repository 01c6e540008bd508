/** Languages by their own names; the same twelve as src/consilium/kernel/languages.py. */

const NAMES: Readonly<Record<string, string>> = {
  en: "English",
  ru: "Русский",
  "zh-hans": "中文",
  zh: "中文",
  kk: "Қазақша",
  ky: "Кыргызча",
  tg: "Тоҷикӣ",
  uz: "Oʻzbekcha",
  hi: "हिन्दी",
  ur: "اردو",
  fa: "فارسی",
  be: "Беларуская",
  ar: "العربية",
  // sign languages, by their own tags
  rsl: "Русский жестовый язык",
  csl: "中国手语",
  ins: "भारतीय सांकेतिक भाषा",
  pks: "پاکستانی اشاراتی زبان",
  ase: "American Sign Language",
  bfi: "British Sign Language",
  fsl: "Langue des signes française",
  gsg: "Deutsche Gebärdensprache",
  ils: "International Sign",
};
const RIGHT_TO_LEFT = ["ur", "fa", "pks", "ar", "he", "ps", "sd", "ug", "yi", "dv", "ckb"];

/** The twelve of the interface. */
export const TAGS: readonly string[] = Object.keys(NAMES).filter((tag) => tag !== "zh");

/** The language's own name; the browser's word for it when it is none of the twelve, else the tag. */
export function endonym(tag: string): string {
  const key = tag.toLowerCase();
  const known = own(key) ?? own(primary(key));
  if (known) return known;
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // no tag at all
  }
}

/** "rtl" or "ltr", for the `dir` attribute. */
export function direction(tag: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.includes(primary(tag.toLowerCase())) ? "rtl" : "ltr";
}

function own(key: string): string | undefined {
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}

function primary(tag: string): string {
  return tag.split("-")[0] ?? "";
}
