/** The slide of that second, the speaker's picture beside its captions, the seek bar and the controls. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Cue } from "../../protocol/states";
import { writer } from "../../state/captioning";
import { direction, endonym } from "../../state/languages";
import { captionAt } from "../../state/transcript";
import { useStore } from "../context";
import { SlidePicture } from "../SlidePicture";
import { SlideTitle } from "../SlideTitle";
import { Controls } from "./Controls";
import { useReplay } from "./context";
import { useReplayKeys } from "./keys";
import { Track } from "./Track";

export function Screen({ onKeys }: { onKeys(): void }) {
  const replay = useReplay();
  const { player, store } = replay;
  const frame = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [turned, setTurned] = useState(false);
  // at once: the keys work from now on, and need it
  useLayoutEffect(() => {
    if (video.current) replay.attach(video.current);
  }, [replay]);
  useReplayKeys(replay, frame, onKeys);
  const { slides, stage } = store.room.value;
  const slide = store.decks.value.find((deck) => deck.id === slides.deck)?.slides[slides.page - 1];
  const slideFirst = slide !== undefined && stage.layout === "slides";
  const large = slideFirst !== turned || !player.pictured.value ? "slide" : "picture";
  return (
    <section class={`player on-dark ${large}-first`} aria-label={t("Player")} ref={frame}>
      <div class={slide ? "slide" : "slide bare"} data-page={slides.page}>
        <SlidePicture slide={slide} deck={slides.deck} small={replay.light.value} />
      </div>
      <div class={player.pictured.value ? "face" : "face unseen"}>
        {/* biome-ignore lint/a11y/useMediaCaption: captions are the log's words, drawn beside the picture */}
        <video
          ref={video}
          playsInline
          preload="auto"
          aria-label={t("Speaker")}
          onClick={() => toggle(replay)}
        />
      </div>
      <SlideTitle deck={slides.deck} slide={slide} />
      <Said />
      <Trouble />
      <Track />
      <Controls
        onTurn={slide && player.pictured.value ? () => setTurned(!turned) : undefined}
        frame={frame}
      />
    </section>
  );
}

export function toggle(replay: ReturnType<typeof useReplay>): void {
  const { player } = replay;
  if (player.playing.value) player.pause();
  else player.play();
}

const WRITERS = {
  machine: () => t("Machine"),
  captioner: () => t("Captioner"),
  interpreter: () => t("Interpreter"),
};

function Said() {
  const replay = useReplay();
  const store = useStore();
  const read = store.read.value;
  const { shown } = store.captions.wishes.value;
  replay.grown.value;
  const cue = shown ? captionAt(replay.transcript.of(read), replay.moment.value) : undefined;
  return (
    <section class="said" aria-label={t("Captions: {language}", { language: endonym(read) })}>
      {cue && !cue.lost ? <Whose cue={cue} /> : null}
      {cue ? (
        <p lang={cue.language} dir={direction(cue.language)} data-cue={cue.id}>
          {cue.lost ? t("(some words were lost)") : cue.text}
        </p>
      ) : null}
    </section>
  );
}

function Whose({ cue }: { cue: Cue }) {
  const store = useStore();
  const who = writer(cue, store.room.value);
  return (
    <p class="meta row">
      <span class={who === "machine" ? "badge machine" : "badge accent"}>{WRITERS[who]()}</span>
      {cue.person ? <bdi>{store.name(cue.person)}</bdi> : null}
    </p>
  );
}

function Trouble() {
  const { player } = useReplay();
  const words = {
    "": "",
    line: t("Reconnecting. Nothing is lost: what happens meanwhile comes afterwards."),
    broken: t("This part of the recording cannot be played."),
    unable: t("This browser cannot play recordings. Please use a newer one."),
  }[player.failure.value];
  if (words)
    return (
      <p class="trouble" role="alert">
        {words}
      </p>
    );
  return player.waiting.value ? (
    <p class="trouble" role="status">
      {t("Connecting…")}
    </p>
  ) : null;
}
