/** The words behind translated captions, fetched when one asks for them, and for as long as one does. */
import { useEffect, useState } from "preact/hooks";
import type { Cue } from "../../protocol/states";
import { Refused } from "../../services/api";
import type { Store } from "../../services/store";

export interface Originals {
  /** Whether any of the cues is a translation. */
  readonly any: boolean;
  readonly on: boolean;
  toggle(): void;
  /** The cue to show: as it was heard when that is wished and known. */
  of(cue: Cue): Cue;
}

export function useOriginals(store: Store, cues: readonly Cue[]): Originals {
  const [on, setOn] = useState(false);
  const [known, setKnown] = useState<ReadonlyMap<string, Cue>>(new Map());
  const translated = cues.filter((cue) => cue.original !== "");
  const wanted = on ? translated.filter((cue) => !known.has(cue.id)).map((cue) => cue.id) : [];
  const key = wanted.join();
  useEffect(() => {
    for (const id of key ? key.split(",") : []) {
      store.api.get<Cue>(`captions/cues/${id}`).then(
        (cue) => setKnown((before) => new Map(before).set(id, cue)),
        (error: unknown) => {
          if (!(error instanceof Refused)) throw error; // the translation stays
        },
      );
    }
  }, [store, key]);
  const of = (cue: Cue) => (on && cue.original ? (known.get(cue.id) ?? cue) : cue);
  return { any: translated.length > 0, on, toggle: () => setOn(!on), of };
}
