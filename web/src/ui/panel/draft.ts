/** What is being written, kept while another tab of the panel is looked at. */
import { freshKey } from "../../services/api";
import { answered, type Draft, nothingWritten, taken, type Words } from "../../state/drafts";
import { useStore } from "../context";

export interface Writing extends Draft {
  write(text: string): void;
  /** Whether the asker's name is told goes with the words: it must not fall back while they are kept. */
  hideName(anonymous: boolean): void;
  /** Send the words; of a form's field they are taken, and it has the focus for the next. True when they arrived. */
  send(post: (words: Words) => Promise<boolean>, event?: Event): Promise<boolean>;
}

export function useDraft(name: string): Writing {
  const store = useStore();
  const now = () => store.drafts.peek()[name] ?? nothingWritten;
  const keep = (changed: Partial<Draft>) => {
    store.drafts.value = { ...store.drafts.peek(), [name]: { ...now(), ...changed } };
  };
  const send: Writing["send"] = async (post, event) => {
    event?.preventDefault();
    if (!now().text.trim() || now().busy) return false;
    (event?.currentTarget as HTMLElement | undefined)?.querySelector<HTMLElement>(".input")?.focus();
    const sent = taken(now(), freshKey());
    keep(sent);
    let done = false;
    try {
      done = await post(sent.tried);
    } finally {
      keep({ tried: undefined, ...answered(now(), done) });
    }
    return done;
  };
  return {
    ...(store.drafts.value[name] ?? nothingWritten),
    write: (text) => keep({ text }),
    hideName: (anonymous) => keep({ anonymous }),
    send,
  };
}
