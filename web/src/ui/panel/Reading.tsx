/** Words of others in the language one reads: marked, with the original one tap away, or under it where in doubt. */
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Store } from "../../services/store";
import { direction, endonym } from "../../state/languages";
import { type Reading as Found, reading } from "../../state/reading";
import { useStore } from "../context";
import { lazyDialog } from "../lazy";
import type { CorrectProps } from "./Correct";

export interface Words {
  /** What it is called: "question:<id>". */
  readonly subject: string;
  readonly text: string;
  readonly language: string;
  /** Whether the reader wrote it. */
  readonly own?: boolean;
  /** Of the paragraph. */
  readonly kind?: string;
  /** Of the buttons: a board keeps one card in the tab order. */
  readonly tab?: number;
}

export function readingOf(store: Store, subject: string, text: string, language: string): Found {
  const { translation } = store.room.value;
  return reading(translation, subject, text, language, store.read.value, store.captions.facts.value.pairs);
}

/** A text as a span: a title, an option. What is in doubt has its original behind it. */
export function ReadingSpan({ subject, text, language }: Words) {
  const found = readingOf(useStore(), subject, text, language);
  const doubtful = found.doubts.length > 0;
  return (
    <>
      <span lang={found.language || undefined} dir="auto" title={found.mark === "machine" ? text : undefined}>
        {found.text}
      </span>
      {doubtful ? (
        <span class="meta" lang={found.written || undefined} dir="auto">
          {" "}
          ({found.original})
        </span>
      ) : null}
    </>
  );
}

/** A text as a paragraph, and under it whence its words come. */
export function Reading({ subject, text, language, own = false, kind = "", tab }: Words) {
  const store = useStore();
  const [turned, setTurned] = useState(false);
  const found = readingOf(store, subject, text, language);
  const translated = found.mark === "machine" || found.mark === "human";
  const doubtful = found.doubts.length > 0;
  const original = turned && !doubtful;
  const mayCorrect = own || corrects(store);
  return (
    <>
      <Paragraph
        kind={kind}
        text={original ? text : found.text}
        tag={original ? found.written : found.language}
      />
      {doubtful ? <Doubts found={found} kind={kind} /> : null}
      {found.mark === "original" && !mayCorrect ? null : (
        <div class="acts whence">
          <Whence found={found} />
          {translated && !doubtful ? (
            <Turn turned={turned} tab={tab} onTurn={() => setTurned(!turned)} />
          ) : null}
          {mayCorrect ? <CorrectButton subject={subject} found={found} tab={tab} /> : null}
        </div>
      )}
    </>
  );
}

function Turn(props: { turned: boolean; tab: number | undefined; onTurn(): void }) {
  return (
    <button type="button" class="linkish machine" tabIndex={props.tab} onClick={props.onTurn}>
      {props.turned ? t("Show translation") : t("Show original")}
    </button>
  );
}

function Paragraph({ kind, text, tag }: { kind: string; text: string; tag: string }) {
  return (
    <p class={kind || undefined} lang={tag || undefined} dir={tag ? direction(tag) : "auto"}>
      {text}
    </p>
  );
}

/** A dose is never shown only in translation. */
function Doubts({ found, kind }: { found: Found; kind: string }) {
  return (
    <>
      <p class="doubts">
        <span class="badge warn">{t("Check the figures")}</span> <bdi>{found.doubts.join(" · ")}</bdi>
      </p>
      <Paragraph kind={`${kind} original`.trim()} text={found.original} tag={found.written} />
    </>
  );
}

function Whence({ found }: { found: Found }) {
  if (found.mark === "original") return null;
  if (found.mark === "none") {
    const why =
      found.why === "no_model"
        ? t("Not available in your language: no model for {pair}")
        : t("Being translated from {pair}");
    return <span class="meta">{around(why, found)}</span>;
  }
  return (
    <span class="meta">
      {found.mark === "machine" ? t("Machine") : t("Translated by a person")}
      {found.written ? (
        <>
          {" · "}
          <span lang={found.written}>{endonym(found.written)}</span>
        </>
      ) : null}
    </span>
  );
}

/** A sentence with the language's own name in it, told to screen readers as such. */
function around(sentence: string, found: Found) {
  const [before, after] = sentence.split("{pair}");
  const name = found.written && found.written !== "und" ? endonym(found.written) : "?";
  return (
    <Fragment>
      {before}
      <bdi lang={found.written || undefined}>{name}</bdi>
      {after}
    </Fragment>
  );
}

function corrects(store: Store): boolean {
  const { moderator, roles } = store.me.value;
  return moderator || roles.includes("interpreter") || roles.includes("captioner");
}

/** The editor is a chunk of its own, fetched by who opens it. */
const Correct = lazyDialog<CorrectProps>(
  () => import("./Correct").then((module) => module.Correct),
  () => t("Language and translation"),
);

function CorrectButton({ subject, found, tab }: { subject: string; found: Found; tab: number | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="linkish" tabIndex={tab} onClick={() => setOpen(true)}>
        {found.mark === "original" ? languageMark(found) : t("Correct")}
      </button>
      {open ? <Correct subject={subject} found={found} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function languageMark(found: Found): string {
  const known = found.written && found.written !== "und";
  return known ? t("In {language}", { language: endonym(found.written) }) : t("In which language?");
}
