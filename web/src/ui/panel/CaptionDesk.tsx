/** The captioner's desk: the latest captions to be put right in place, the floor's language, and writing oneself. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Cue } from "../../protocol/states";
import { inOrder } from "../../state/captioning";
import type { Words } from "../../state/drafts";
import { direction, endonym } from "../../state/languages";
import { own } from "../../state/records";
import { useStore } from "../context";
import { FloorLanguages } from "../room/FloorLanguage";
import { clock } from "../time";
import { useDraft } from "./draft";

const LONGEST = 500;

export function CaptionDesk() {
  const store = useStore();
  const read = store.read.value;
  const cues = inOrder(own(store.room.value.captions.cues, read) ?? []);
  const { turn } = store.room.value.stage;
  return (
    <div class="stack capdesk">
      {turn.person ? (
        <div class="stack tight">
          <p class="label" id="floor-language">
            {t("{name} speaks", { name: store.name(turn.person) })}
          </p>
          <FloorLanguages person={turn.person} labelledBy="floor-language" />
        </div>
      ) : null}
      <p class="meta">
        {t("Captions in {language}. Press Enter to correct one, Enter to save, Escape to leave it.", {
          language: endonym(read),
        })}
      </p>
      <CueList cues={cues} />
    </div>
  );
}

/** Arrows go from caption to caption; the newest stays in sight unless one has gone up. */
function CueList({ cues }: { cues: readonly Cue[] }) {
  const list = useRef<HTMLOListElement>(null);
  const newest = cues.at(-1)?.id;
  useEffect(() => {
    const box = list.current?.closest(".panel-body");
    if (newest && box && box.scrollHeight - box.scrollTop - box.clientHeight < 240)
      box.scrollTop = box.scrollHeight;
  }, [newest]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("button.cue") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  };
  if (cues.length === 0) return <p class="empty">{t("Captions begin when somebody speaks.")}</p>;
  return (
    <ol class="cues" ref={list} onKeyDown={move} aria-label={t("Captions")}>
      {cues.map((cue) => (
        <Row key={cue.id} cue={cue} />
      ))}
    </ol>
  );
}

function Row({ cue }: { cue: Cue }) {
  const store = useStore();
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const begun = store.room.value.seminar.started_at;
  const before = useRef(false);
  // at once, not after the next picture: what a fast typist presses meanwhile must not go elsewhere
  useLayoutEffect(() => {
    if (before.current && !editing) button.current?.focus();
    before.current = editing;
  }, [editing]);
  const leave = () => setEditing(false);
  const save = async (text: string) => {
    const { id, language } = cue;
    if (text === cue.text || (await store.post("captions/revise", { cue: id, language, text }))) leave();
  };
  return (
    <li>
      <time class="meta num">{clock(cue.start - begun)}</time>
      {editing ? (
        <Editor cue={cue} onSave={save} onLeave={leave} />
      ) : (
        <button type="button" class="cue" ref={button} onClick={() => setEditing(true)}>
          <span lang={cue.language} dir={direction(cue.language)}>
            {shownText(cue)}
          </span>
          <span class="vh">. {t("Correct")}</span>
        </button>
      )}
      {cue.revised_by ? <span class="meta">{t("corrected")}</span> : null}
    </li>
  );
}

function shownText(cue: Cue): string {
  if (cue.lost) return t("(some words were lost)");
  return cue.text || t("(taken away)");
}

function Editor(props: { cue: Cue; onSave(text: string): Promise<void>; onLeave(): void }) {
  const { cue } = props;
  const [text, setText] = useState(cue.text);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(cue.text.length, cue.text.length);
  }, []); // once: a correction that comes meanwhile must not move the caret
  return (
    <textarea
      ref={field}
      class="input"
      rows={2}
      maxLength={LONGEST}
      lang={cue.language}
      dir={direction(cue.language)}
      aria-label={t("The caption's words")}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (text === cue.text) props.onLeave();
      }}
      onKeyDown={(event) => {
        if (event.isComposing) return; // Enter chooses a word of the input method
        if (event.key === "Enter") {
          event.preventDefault();
          void props.onSave(text.trim());
        } else if (event.key === "Escape") {
          event.preventDefault();
          props.onLeave();
        }
      }}
    />
  );
}

/** Captions written by hand, where no machine hears the language, or it hears badly. */
export function CaptionBox() {
  const store = useStore();
  const language = store.read.value;
  const draft = useDraft(`caption ${language}`);
  const now = () => Date.now() + store.offset;
  const begun = useRef(now());
  const write = (value: string) => {
    if (draft.text === "") begun.current = now();
    draft.write(value);
  };
  const send = async (event: Event) => {
    const from = begun.current;
    const end = Math.max(now(), from + 1);
    const span = { language, start: Math.max(from, end - 60_000), end };
    const say = async ({ key, text }: Words) => {
      const done = await store.post("captions/cues", { key, text: text.trim(), ...span });
      if (!done) begun.current = from; // they stand first again
      return done;
    };
    await draft.send(say, event);
  };
  return (
    <form class="panel-foot" onSubmit={send}>
      <div class="askbox">
        <input
          class="input"
          maxLength={LONGEST}
          lang={language}
          dir={direction(language)}
          aria-label={t("Write a caption in {language}", { language: endonym(language) })}
          placeholder={t("Write a caption in {language}", { language: endonym(language) })}
          value={draft.text}
          onInput={(event) => write(event.currentTarget.value)}
        />
        <button type="submit" class="btn" aria-disabled={draft.busy || !draft.text.trim()}>
          {t("Show")}
        </button>
      </div>
    </form>
  );
}
