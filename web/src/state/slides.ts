/** Decks and the page before the audience; the same as src/consilium/slides/state.py. */
import type { Entry } from "../protocol/entry";
import type { SlidesState } from "../protocol/states";
import { withKey, withoutKey } from "./records";

export const emptySlides: SlidesState = { decks: {}, deck: "", page: 0 };

export function foldSlides(state: SlidesState, entry: Entry): SlidesState {
  switch (entry.kind) {
    case "deck.added": {
      const { deck, title, pages } = entry.data;
      return { ...state, decks: withKey(state.decks, deck, { title, pages }) };
    }
    case "deck.withdrawn": {
      const decks = withoutKey(state.decks, entry.data.deck);
      return state.deck === entry.data.deck ? { ...emptySlides, decks } : { ...state, decks };
    }
    case "slide.shown": {
      const { deck, page } = entry.data;
      return Object.hasOwn(state.decks, deck) ? { ...state, deck, page } : state;
    }
    default:
      return state;
  }
}
