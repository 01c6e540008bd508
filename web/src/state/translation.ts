/** Texts in other languages as one reader knows them; the same as src/consilium/translation/state.py. */
import type { Entry } from "../protocol/entry";
import type { TranslationState } from "../protocol/states";
import { own, withKey, withoutKey } from "./records";

export const emptyTranslation: TranslationState = { readings: {}, recognised: {}, wanted: {} };

export function foldTranslation(state: TranslationState, entry: Entry): TranslationState {
  switch (entry.kind) {
    case "text.translated": {
      const { subject, language, ...reading } = entry.data;
      const known = withKey(own(state.readings, subject) ?? {}, language, reading);
      return { ...state, readings: withKey(state.readings, subject, known) };
    }
    case "text.recognised": {
      const { subject, language } = entry.data;
      const recognised = withKey(state.recognised, subject, language);
      return { ...state, readings: withoutKey(state.readings, subject), recognised };
    }
    case "text.withdrawn": {
      const { subject } = entry.data;
      return {
        ...state,
        readings: withoutKey(state.readings, subject),
        recognised: withoutKey(state.recognised, subject),
      };
    }
    case "language.wanted": {
      const { language } = entry.data;
      if (Object.hasOwn(state.wanted, language)) return state;
      return { ...state, wanted: withKey(state.wanted, language, entry.at) };
    }
    default:
      return state;
  }
}
