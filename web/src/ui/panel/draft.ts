/** What is being written, kept while another tab of the panel is looked at. */
import { freshKey } from "../../services/api";
import type { Draft } from "../../services/store";
import { useStore } from "../context";

export interface Writing extends Draft {
  write(text: string): void;
  /** Whether the asker's name is told goes with the words: it must not fall back while they are kept. */
  hideName(anonymous: boolean): void;
  /** Sent and acknowledged: the next words are something new, with a key of their own. */
  sent(): void;
}

export function useDraft(name: string): Writing {
  const store = useStore();
  const draft = store.drafts.value[name] ?? { text: "", anonymous: false, key: "" };
  const keep = (changed: Partial<Draft>) => {
    const key = draft.key || freshKey();
    store.drafts.value = { ...store.drafts.value, [name]: { ...draft, key, ...changed } };
  };
  return {
    ...draft,
    write: (text) => keep({ text }),
    hideName: (anonymous) => keep({ anonymous }),
    sent: () => keep({ text: "", key: freshKey() }),
  };
}
