import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Store } from "../services/store";

/** What the page's element says: see room/templates/room/room.html. */
export interface Page {
  readonly seminar: string;
  readonly title: string;
  readonly home: string;
  readonly view: string;
  readonly startsAt: string;
  /** The booth's address, for interpreters in the room; the room's, in the booth. */
  readonly booth?: string;
  readonly room?: string;
  /** Where what was recorded is watched. */
  readonly replay?: string;
}

export const StoreContext = createContext<Store | undefined>(undefined);
export const PageContext = createContext<Page | undefined>(undefined);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error("no store above this component");
  return store;
}

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("no page above this component");
  return page;
}
