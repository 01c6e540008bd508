/** Which slide one looks at, and turning it: for everyone when one presents, for oneself otherwise. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Deck, Slide } from "../../services/snapshot";
import type { Store } from "../../services/store";

export interface Place {
  readonly deck: string;
  readonly page: number;
}

export interface Turning {
  readonly place: Place;
  readonly pages: number;
  readonly slide: Slide | undefined;
  readonly following: boolean;
  /** Whether turning turns it for everyone. */
  readonly presenting: boolean;
  turn(step: number): void;
  returnToLive(): void;
}

export function useTurning(store: Store): Turning {
  const [look, setLook] = useState<Place | undefined>(undefined);
  const shown = store.room.value.slides;
  const live: Place = { deck: shown.deck, page: shown.page };
  const place = look && Object.hasOwn(shown.decks, look.deck) ? look : live;
  const pages = shown.decks[place.deck]?.pages ?? 0;
  const decks = store.decks.value;
  const presenting = look === undefined && isMine(decks, place.deck);
  usePreload(slideAt(decks, { deck: place.deck, page: place.page + 1 }));
  const turn = (step: number) => {
    const page = place.page + step;
    if (page < 1 || page > pages) return;
    if (presenting) void store.post("slides/show", { deck: place.deck, page });
    else setLook(place.deck === live.deck && page === live.page ? undefined : { deck: place.deck, page });
  };
  useArrows(turn);
  const returnToLive = () => setLook(undefined);
  return { place, pages, slide: slideAt(decks, place), following: !look, presenting, turn, returnToLive };
}

function isMine(decks: readonly Deck[], id: string): boolean {
  return decks.some((deck) => deck.id === id && deck.mine);
}

function slideAt(decks: readonly Deck[], place: Place): Slide | undefined {
  return decks.find((deck) => deck.id === place.deck)?.slides[place.page - 1];
}

/** The next page is fetched while this one is looked at: on a weak line it is there when it is turned. */
function usePreload(slide: Slide | undefined): void {
  const url = slide?.url;
  useEffect(() => {
    if (url) new Image().src = url;
  }, [url]);
}

const KEEPS_ARROWS =
  "input, textarea, select, [role=tablist], [role=toolbar], [role=listbox], dialog, .board";

/** +1, -1 or 0: what a key says about turning. Left and right change places in right-to-left pages. */
export function stepOf(key: string, rightToLeft: boolean): number {
  const arrows = { ArrowRight: rightToLeft ? -1 : 1, ArrowLeft: rightToLeft ? 1 : -1 };
  return { ...arrows, PageDown: 1, PageUp: -1 }[key] ?? 0;
}

/** Arrows turn pages wherever the focus is not in something that needs them itself; a held one turns one. */
export function useArrows(turn: (step: number) => void): void {
  const latest = useRef(turn);
  latest.current = turn;
  // at once, as useSingleKeys
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = stepOf(event.key, document.documentElement.dir === "rtl");
      const other = event.defaultPrevented || event.repeat || event.altKey || event.ctrlKey || event.metaKey;
      if (step === 0 || other || (event.target as HTMLElement).closest(KEEPS_ARROWS)) return;
      latest.current(step);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
