/**
 * Days and decimals in the interface language.
 *
 * Chromium's Intl lacks Kyrgyz, Tajik and Belarusian, so the words come from Babel's CLDR with the catalogue
 * (tools/message_formats.py). Digits are 0 to 9 in every language: a dose must look the same to all.
 */
export interface Formats {
  /** The sign between whole and part: "," or ".". */
  decimal: string;
  /** A CLDR pattern of the signs d, dd, M, MM, MMMM and quoted words: "d MMMM". */
  day: string;
  /** The twelve months as they stand beside a day. */
  months: string[];
}

const ENGLISH: Formats = {
  decimal: ".",
  day: "d MMMM",
  months: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
};

let formats = ENGLISH;

export function useFormats(given?: Formats): void {
  formats = given ?? ENGLISH;
}

/** 2.4 -> "2,4". `digits` after the sign. */
export function decimal(value: number, digits = 1): string {
  return value.toFixed(digits).replace(".", formats.decimal);
}

/** The day and month of a moment in the reader's own zone: "24 лістапада". */
export function dayOf(at: number): string {
  const date = new Date(at);
  const [day, month] = [date.getDate(), date.getMonth()];
  return formats.day.replace(/'([^']*)'|d+|M+/g, (sign, quoted?: string) => {
    if (quoted !== undefined) return quoted;
    if (sign[0] === "d") return String(day).padStart(sign.length, "0");
    return sign.length > 2 ? formats.months[month]! : String(month + 1).padStart(sign.length, "0");
  });
}
