/** Words on their way: out of their field at once, and back in front of what stands there if they did not arrive. */

export interface Words {
  readonly text: string;
  readonly anonymous: boolean;
  /** Makes a second try of the same words recognisable. */
  readonly key: string;
}

/** Words not sent yet, and beside them those that are on their way or came back. */
export interface Draft {
  readonly text: string;
  readonly anonymous: boolean;
  readonly tried?: Words | undefined;
  readonly busy: boolean;
}

export const nothingWritten: Draft = { text: "", anonymous: false, busy: false };

/** The same words keep their key, for the first try may have arrived; what was changed since is something new. */
export function taken({ text, anonymous, tried }: Draft, fresh: string): Draft & { readonly tried: Words } {
  const same = tried?.text === text && tried.anonymous === anonymous;
  return { text: "", anonymous, busy: true, tried: same ? tried : { text, anonymous, key: fresh } };
}

/** Whoever withheld their name for the words that come back withholds it for all that then stands there. */
export function answered(draft: Draft, done: boolean): Draft {
  const { text, anonymous, tried } = draft;
  if (done || !tried) return { text, anonymous, busy: false };
  const all = [tried.text, text].filter((words) => words.trim()).join(" ");
  return { text: all, anonymous: anonymous || tried.anonymous, busy: false, tried };
}
