/** For organisers: hide a stretch of the recording, its ends, or somebody's words; and what is hidden, with the reason. */
import { useEffect, useId, useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import { Refused } from "../../services/api";
import { type Preview, Tidying, type Wish } from "../../services/tidying";
import { positionOf } from "../../state/replay";
import { cueAt } from "../../state/transcript";
import { useStore } from "../context";
import { clock } from "../time";
import { useReplay } from "./context";
import { Edits, Sure } from "./Edits";
import { type Mark, markAt, textOf } from "./marks";

type Kind = "stretch" | "before" | "after" | "cue" | "question" | "answer" | "person";
const NONE: Marked = { from: { text: "", at: undefined }, to: { text: "", at: undefined } };
const EVER = 48 * 3_600_000; // longer than any recording: "to the end"

export function Tidy() {
  const replay = useReplay();
  const [tidying] = useState(() => new Tidying(replay));
  useEffect(() => {
    void tidying.list();
  }, [tidying]);
  return (
    <section class="tidy stack" aria-labelledby="tidy">
      <h2 id="tidy">{t("Tidy the recording")}</h2>
      <Form tidying={tidying} />
      <Edits tidying={tidying} />
    </section>
  );
}

function Form({ tidying }: { tidying: Tidying }) {
  const id = useId();
  const [kind, setKind] = useState<Kind>("stretch");
  const [marks, setMarks] = useState(NONE);
  const [chosen, setChosen] = useState("");
  const [reason, setReason] = useState("");
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const replay = useReplay();
  const span = useSpan(kind, marks);
  const things = useThings(kind);
  const subject = span ? "span" : (things.find(([key]) => key === chosen) ?? things[0])?.[0];
  const ready =
    subject !== undefined && (!isTime(kind) || span !== undefined) && reason.trim() !== "" && !busy;
  const send = async (redact: boolean) => {
    if (!subject) return;
    setAsking(false);
    setBusy(true);
    const wish: Wish = { subject, start: span?.[0] ?? 0, end: span?.[1] ?? 0, reason, redact };
    if (await tidying.withhold(wish)) {
      setReason("");
      setMarks(NONE);
    }
    setBusy(false);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send(false);
      }}
    >
      <Field id={`${id}what`} label={t("What to hide")}>
        <select
          class="input"
          id={`${id}what`}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Kind)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one} selected={one === kind}>
              {NAMES[one]()}
            </option>
          ))}
        </select>
      </Field>
      {kind === "stretch" ? <Marks marks={marks} onMark={setMarks} /> : null}
      {isTime(kind) ? (
        <Goes tidying={tidying} span={span} moving={kind !== "stretch" && replay.player.playing.value} />
      ) : (
        <Things things={things} chosen={chosen} onChoose={setChosen} />
      )}
      <Field id={`${id}why`} label={t("Reason, for the organisers only")}>
        <input
          class="input"
          id={`${id}why`}
          maxLength={500}
          dir="auto"
          autocomplete="off"
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </Field>
      <div class="row">
        <button type="submit" class="btn primary" aria-disabled={!ready}>
          {t("Hide")}
        </button>
        {isTime(kind) ? null : (
          <button type="button" class="btn" aria-disabled={!ready} onClick={() => ready && setAsking(true)}>
            {t("Redact for ever")}
          </button>
        )}
      </div>
      {asking ? <Sure onYes={() => void send(true)} onClose={() => setAsking(false)} /> : null}
    </form>
  );
}

const KINDS: readonly Kind[] = ["stretch", "before", "after", "cue", "question", "answer", "person"];
const NAMES: Readonly<Record<Kind, () => string>> = {
  stretch: () => t("From one second to another"),
  before: () => t("Everything before this second"),
  after: () => t("Everything after this second"),
  cue: () => t("The words that are said now"),
  question: () => t("A question with its answers"),
  answer: () => t("A written answer"),
  person: () => t("All words of a person"),
};

function isTime(kind: Kind): boolean {
  return kind === "stretch" || kind === "before" || kind === "after";
}

/** From when to when; undefined while it is not told, or ends before it begins. */
function useSpan(kind: Kind, marks: Marked): readonly [number, number] | undefined {
  const replay = useReplay();
  const spans = replay.spans.value;
  const now = Math.round(replay.moment.value);
  const [first, last] = [spans[0]?.from ?? 0, spans.at(-1)?.to ?? 0];
  const [from, to] = [marks.from.at, marks.to.at];
  if (first === 0) return undefined;
  if (kind === "before") return now > first ? [first, now] : undefined;
  if (kind === "after") return now < last ? [now, Math.min(now + EVER, last)] : undefined;
  return kind === "stretch" && from !== undefined && to !== undefined && from < to ? [from, to] : undefined;
}

/** What can be chosen of a kind: its subject, and how it reads. */
function useThings(kind: Kind): readonly (readonly [string, string])[] {
  const replay = useReplay();
  const store = useStore();
  replay.grown.value;
  const cues = replay.transcript.of(store.read.value);
  const questions = Object.values(replay.log.last.questions.questions);
  const answers = questions.flatMap((question) => question.answers);
  if (kind === "cue") {
    const cue = cues[cueAt(cues, replay.moment.value)];
    return cue ? [[`cue:${cue.id}`, cue.text]] : [];
  }
  if (kind === "question") return questions.filter(told).map(({ id, text }) => [`question:${id}`, text]);
  if (kind === "answer") return answers.filter(told).map(({ id, text }) => [`answer:${id}`, text]);
  if (kind !== "person") return [];
  const people = [
    ...cues.map(({ person }) => person),
    ...questions.filter(told).map(({ asker }) => asker),
    ...answers.filter(told).map(({ by }) => by),
    ...replay.writers.value,
  ];
  return [...new Set(people)].filter(Boolean).map((id) => [`person:${id}`, store.name(id)]);
}

function told({ text }: { readonly text: string }): boolean {
  return text !== "";
}

function Field(props: { id: string; label: string; children: preact.ComponentChildren }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      {props.children}
    </div>
  );
}

interface Marked {
  readonly from: Mark;
  readonly to: Mark;
}

function Marks({ marks, onMark }: { marks: Marked; onMark(marks: Marked): void }) {
  const replay = useReplay();
  const id = useId();
  const spans = replay.spans.value;
  const mark = (end: keyof Marked, text: string) => onMark({ ...marks, [end]: markAt(spans, text) });
  const ends: [keyof Marked, string, string][] = [
    ["from", t("From"), t("From: this second")],
    ["to", t("To"), t("To: this second")],
  ];
  return (
    <div class="row">
      {ends.map(([end, label, present]) => (
        <div class="field" key={end}>
          <label for={`${id}${end}`}>{label}</label>
          <div class="row gap-2">
            <input
              class="input num ltr"
              id={`${id}${end}`}
              size={8}
              placeholder="1:02:03"
              autocomplete="off"
              value={textOf(spans, marks[end])}
              onInput={(event) => mark(end, event.currentTarget.value)}
            />
            <button
              type="button"
              class="btn sm"
              aria-label={`${t("Now")}: ${present}`}
              onClick={() => mark(end, clock(replay.position.value))}
            >
              {t("Now")}
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}

/** What would go, before it goes: whole segments of the recording. `moving`: with what is played, so that only the
 * times are shown, and neither asked for nor said each second. */
function Goes(props: { tidying: Tidying; span: readonly [number, number] | undefined; moving: boolean }) {
  const { tidying, span, moving } = props;
  const replay = useReplay();
  const at = (moment: number) => clock(positionOf(replay.spans.value, moment));
  const [found, setFound] = useState<Preview | string>();
  const [start, end] = span ?? [0, 0];
  const second = Math.floor(start / 1000) + Math.floor(end / 1000);
  useEffect(() => {
    setFound(undefined);
    if (end <= start || moving) return;
    let gone = false;
    const later = setTimeout(() => {
      tidying.preview(start, end).then(
        (preview) => !gone && setFound(preview),
        (error: unknown) => {
          if (!(error instanceof Refused)) throw error;
          if (!gone) setFound(error.message);
        },
      );
    }, 400);
    return () => {
      gone = true;
      clearTimeout(later);
    };
  }, [tidying, moving || second]); // not at each of the many moments of a second
  const words = !span
    ? t("Choose a beginning and, after it, an end.")
    : typeof found === "string"
      ? found
      : found
        ? goes(found, at)
        : t("Connecting…");
  return (
    <>
      {span && moving ? (
        <p class="meta num ltr">
          {at(start)}–{at(end)}
        </p>
      ) : null}
      <p class="meta" role="status">
        {span && moving ? "" : words}
      </p>
    </>
  );
}

function goes({ stretches, cues }: Preview, at: (moment: number) => string): string {
  if (stretches.length === 0) return t("Nothing was recorded then.");
  const list = stretches.map(([from, to]) => `\u2068${at(from)}–${at(to)}\u2069`).join(", ");
  const seconds = Math.round(stretches.reduce((sum, [from, to]) => sum + to - from, 0) / 1000);
  return [
    t("What goes, cut where segments begin: {list}.", { list }),
    tn("{count} second", "{count} seconds", seconds),
    tn("{count} caption", "{count} captions", cues),
  ].join(" · ");
}

function Things(props: {
  things: readonly (readonly [string, string])[];
  chosen: string;
  onChoose(subject: string): void;
}) {
  const { things, chosen, onChoose } = props;
  if (things.length === 0) return <p class="meta">{t("There is nothing of this kind.")}</p>;
  if (things.length === 1)
    return (
      <blockquote class="meta" dir="auto">
        {things[0]?.[1]}
      </blockquote>
    );
  return (
    <select
      class="input"
      aria-label={t("Which")}
      value={chosen || things[0]?.[0]}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {things.map(([subject, text]) => (
        <option key={subject} value={subject}>
          {text.length > 80 ? `${text.slice(0, 79)}…` : text}
        </option>
      ))}
    </select>
  );
}
