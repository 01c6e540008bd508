/** What was said, in the language one reads: to follow, to search, and to jump by. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Cue } from "../../protocol/states";
import { direction, endonym } from "../../state/languages";
import { positionOf } from "../../state/replay";
import { cueAt, found, marked } from "../../state/transcript";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { clock } from "../time";
import { useReplay } from "./context";

export function TranscriptPanel() {
  const replay = useReplay();
  const store = useStore();
  replay.grown.value;
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const [following, setFollowing] = useState(true);
  const body = useRef<HTMLDivElement>(null);
  const cues = replay.transcript.of(store.read.value);
  const places = useMemo(() => found(cues, wanted), [cues, wanted]);
  const chosen = places.length > 0 ? at % places.length : -1;
  const turn = (step: number) => {
    const next = (chosen + step + places.length) % places.length;
    setAt(next);
    const cue = cues[places[next] ?? 0];
    if (cue) replay.seek(cue.start);
  };
  const now = cueAt(cues, replay.moment.value);
  // the moment moves several times a second, the line it is in every few: only then are the lines drawn anew
  const lines = useMemo(() => <Lines cues={cues} now={now} wanted={wanted} />, [cues, now, wanted]);
  useEffect(() => {
    if (following) intoView(body.current, now);
  }, [following, now]);
  return (
    <section class="panel transcript" aria-labelledby="transcript">
      <header>
        <h2 id="transcript">{t("Transcript")}</h2>
        <Reads />
      </header>
      <Search
        wanted={wanted}
        count={places.length}
        chosen={chosen}
        onWant={(words) => {
          setWanted(words);
          setAt(0);
        }}
        onTurn={turn}
      />
      <div class="panel-body" ref={body} tabIndex={0} role="group" aria-label={t("Transcript")}>
        {cues.length === 0 ? <p class="empty">{t("There is no transcript in this language.")}</p> : lines}
      </div>
      <div class="panel-foot">
        <button
          type="button"
          class="switch"
          role="switch"
          aria-checked={following}
          onClick={() => setFollowing(!following)}
        >
          {t("Follow the recording")}
        </button>
      </div>
    </section>
  );
}

function Lines({ cues, now, wanted }: { cues: readonly Cue[]; now: number; wanted: string }) {
  return (
    <ol class="tr">
      {cues.map((cue, index) => (
        <Line
          key={cue.id}
          cue={cue}
          named={cue.person !== "" && cue.person !== cues[index - 1]?.person}
          now={index === now}
          wanted={wanted}
        />
      ))}
    </ol>
  );
}

/** The panel scrolls, the page does not. */
function intoView(body: HTMLElement | null, index: number): void {
  const line = body?.querySelectorAll<HTMLElement>("li")[index];
  if (!body || !line) return;
  const [box, own] = [body.getBoundingClientRect(), line.getBoundingClientRect()];
  body.scrollTop += own.top - box.top - box.height / 3;
}

function Line({ cue, named, now, wanted }: { cue: Cue; named: boolean; now: boolean; wanted: string }) {
  const replay = useReplay();
  const store = useStore();
  const text = cue.lost ? t("(some words were lost)") : cue.text;
  return (
    <li aria-current={now ? "true" : undefined}>
      {named ? (
        <p class="who">
          <bdi>{store.name(cue.person)}</bdi>
        </p>
      ) : null}
      <button type="button" onClick={() => replay.seek(cue.start)}>
        <time>{clock(positionOf(replay.spans.value, cue.start))}</time>
        <span lang={cue.language} dir={direction(cue.language)}>
          {marked(text, wanted).map((piece, index) =>
            index % 2 ? <mark key={index}>{piece}</mark> : <span key={index}>{piece}</span>,
          )}
        </span>
      </button>
    </li>
  );
}

function Search(props: {
  wanted: string;
  count: number;
  chosen: number;
  onWant(words: string): void;
  onTurn(step: number): void;
}) {
  const { wanted, count, chosen, onTurn } = props;
  return (
    <form
      class="find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (count > 0) onTurn(0);
      }}
    >
      <div class="search">
        <Icon name="search" />
        <input
          class="input sm"
          type="search"
          dir="auto"
          aria-label={t("Search the transcript")}
          placeholder={t("Search the transcript")}
          value={wanted}
          onInput={(event) => props.onWant(event.currentTarget.value)}
        />
      </div>
      {wanted.trim() ? (
        <p class="row meta gap-2">
          <span role="status">
            {tn("{count} match", "{count} matches", count)}
            {chosen >= 0 ? <span class="ltr num"> ({`${chosen + 1}/${count}`})</span> : null}
          </span>
          <Step label={t("Previous match")} icon="up" off={count === 0} onPress={() => onTurn(-1)} />
          <Step label={t("Next match")} icon="down" off={count === 0} onPress={() => onTurn(1)} />
        </p>
      ) : null}
    </form>
  );
}

function Step(props: { label: string; icon: string; off: boolean; onPress(): void }) {
  return (
    <button
      type="button"
      class={props.icon === "up" ? "btn quiet square sm push" : "btn quiet square sm"}
      aria-label={props.label}
      disabled={props.off}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
    </button>
  );
}

function Reads() {
  const replay = useReplay();
  const read = useStore().read.value;
  const tags = [...new Set([read, ...replay.languages.value])];
  return (
    <select
      class="input sm"
      aria-label={t("Read captions and texts in")}
      value={read}
      onChange={(event) => void replay.setRead(event.currentTarget.value)}
    >
      {tags.map((tag) => (
        <option key={tag} value={tag} lang={tag} selected={tag === read}>
          {endonym(tag)}
        </option>
      ))}
    </select>
  );
}
