/** The seek bar: chapters above it, questions below it. */
import { t } from "../../i18n";
import { positionOf } from "../../state/replay";
import { useStore } from "../context";
import { clock } from "../time";
import { useReplay } from "./context";
import { titleOf } from "./Lists";

const STEP = 5; // seconds that one press of an arrow goes

export function Track() {
  const replay = useReplay();
  const length = replay.length.value;
  const position = replay.position.value;
  const share = (at: number) => (length > 0 ? Math.min(100, (100 * at) / length) : 0);
  const said = t("{page} of {pages}", { page: clock(position), pages: clock(length) });
  return (
    <div class="track">
      <Marked share={share} />
      <input
        type="range"
        min={0}
        max={Math.max(1, Math.floor(length / 1000))}
        step={1}
        value={Math.floor(position / 1000)}
        aria-label={t("Position")}
        aria-valuetext={said}
        style={{ "--at": `${share(position)}%` }}
        onKeyDown={(event) => {
          const by = arrow(event.key);
          if (!by) return;
          event.preventDefault(); // the bar's own step is one second, so that it lies where the time is
          event.stopPropagation();
          replay.seekTo(Math.min(length, Math.max(0, position + by * STEP * 1000)));
        }}
        onInput={(event) => replay.seekTo(event.currentTarget.valueAsNumber * 1000)}
      />
    </div>
  );
}

/** 1 onwards, -1 back, 0 for any other key. */
function arrow(key: string): number {
  const onwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key === "ArrowUp" || key === onwards) return 1;
  return key.startsWith("Arrow") ? -1 : 0;
}

/** What a mouse finds on the bar. By keyboard and by ear the lists below the player lead to the same places. */
function Marked({ share }: { share(at: number): number }) {
  const replay = useReplay();
  const store = useStore();
  const spans = replay.spans.value;
  const end = spans.at(-1)?.to ?? 0;
  const at = (moment: number) => share(positionOf(spans, moment));
  const { moment } = replay;
  return (
    <div class="marks" aria-hidden="true">
      {replay.chapters.value.map((chapter) => {
        const from = at(chapter.from);
        const here = chapter.from <= moment.value && (chapter.to === 0 || moment.value < chapter.to);
        return (
          <button
            type="button"
            tabIndex={-1}
            key={chapter.from}
            class={here ? "chap on" : "chap"}
            title={titleOf(store, chapter.contribution)}
            style={{ "--at": `${from}%`, "--w": `${Math.max(0, at(chapter.to || end) - from)}%` }}
            onClick={() => replay.seek(chapter.from)}
          />
        );
      })}
      {replay.answers.value.map((answer) => (
        <button
          type="button"
          tabIndex={-1}
          key={answer.question}
          class="q"
          title={replay.log.last.questions.questions[answer.question]?.text}
          style={{ "--at": `${at(answer.at)}%` }}
          onClick={() => replay.seek(answer.at)}
        />
      ))}
    </div>
  );
}
