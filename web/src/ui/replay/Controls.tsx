/** What one does with the recording. */
import type { RefObject } from "preact";
import { t, tp } from "../../i18n";
import { decimal } from "../../i18n/format";
import { SPEEDS } from "../../services/player";
import { NEAR } from "../../services/replay";
import { endonym } from "../../state/languages";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { clock } from "../time";
import { useReplay } from "./context";
import { toggle } from "./Screen";

export const SKIP = 10_000;

export function Controls(props: { onTurn: (() => void) | undefined; frame: RefObject<HTMLElement | null> }) {
  const replay = useReplay();
  const { player } = replay;
  const { onTurn, frame } = props;
  return (
    <div class="ctl">
      <Button
        icon={player.playing.value ? "pause" : "play"}
        label={player.playing.value ? t("Pause") : t("Play")}
        onPress={() => toggle(replay)}
      />
      <Button icon="back10" label={t("Back 10 seconds")} onPress={() => replay.skip(-SKIP)} />
      <Button icon="fwd10" label={t("Forward 10 seconds")} onPress={() => replay.skip(SKIP)} />
      <span class="num ltr nowrap">
        {clock(replay.position.value)} / {clock(replay.length.value)}
      </span>
      {replay.going.value ? <Live /> : null}
      <span class="push" />
      <Light />
      <Sounds />
      <Reads />
      <Speeds />
      {onTurn ? <Button icon="swap" label={t("Exchange slide and picture")} onPress={onTurn} /> : null}
      {player.pictured.value && document.pictureInPictureEnabled ? (
        <Button icon="stage" label={t("Picture in picture")} onPress={() => void aside(frame.current)} />
      ) : null}
      <Button icon="expand" label={t("Full screen")} onPress={() => void whole(frame.current)} />
    </div>
  );
}

function Button(props: { icon: string; label: string; onPress(): void }) {
  return (
    <button
      type="button"
      class="btn quiet square"
      aria-label={props.label}
      title={props.label}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
    </button>
  );
}

/** While it goes on: how far one is behind, and the ways to come back. */
function Live() {
  const replay = useReplay();
  const behind = replay.length.value - replay.position.value;
  const near = behind < NEAR + 4000;
  return (
    <>
      <button type="button" class="btn sm quiet livebtn" aria-pressed={near} onClick={() => replay.toLive()}>
        <span class={near ? "badge live" : "badge"}>{t("Live")}</span>
        {near ? null : <span class="wide-only">{t("{time} behind", { time: clock(behind) })}</span>}
      </button>
      {near ? null : (
        <button
          type="button"
          class="btn sm quiet"
          aria-pressed={replay.catching.value}
          aria-label={t("Catch up at {speed}×", { speed: decimal(1.5) })}
          title={t("Catch up at {speed}×", { speed: decimal(1.5) })}
          onClick={() => (replay.catching.value ? replay.setRate(1) : replay.catchUp())}
        >
          <Icon name="right" flip />
          <span class="ltr">{decimal(1.5)}×</span>
        </button>
      )}
    </>
  );
}

/** For a weak line: no picture is fetched at all. */
function Light() {
  const replay = useReplay();
  const on = replay.light.value;
  const label = t("Light: slides, sound and captions without the picture");
  return (
    <button
      type="button"
      class="btn sm quiet"
      aria-pressed={on}
      aria-label={label}
      title={label}
      onClick={() => replay.setLight(!on)}
    >
      {tp("replay", "Light")}
    </button>
  );
}

function Sounds() {
  const { player } = useReplay();
  const sounds = player.sounds.value;
  if (sounds.length === 0) return null;
  return (
    <select
      class="input sm"
      aria-label={t("Audio language")}
      value={player.sound.value}
      onChange={(event) => {
        const sound = sounds.find(({ id }) => id === Number(event.currentTarget.value));
        if (sound) player.choose(sound);
      }}
    >
      {sounds.map(({ id, name, language }) => (
        <option key={id} value={id} lang={language || undefined} selected={id === player.sound.value}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Captions in a language, or none. */
function Reads() {
  const replay = useReplay();
  const store = useStore();
  const read = store.read.value;
  const { shown } = store.captions.wishes.value;
  const tags = [...new Set([read, ...replay.languages.value])];
  const choose = (tag: string) => {
    store.captions.wish({ shown: tag !== "" });
    if (tag && tag !== read) void replay.setRead(tag);
  };
  return (
    <select
      class="input sm"
      aria-label={t("Captions")}
      value={shown ? read : ""}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="" selected={!shown}>
        {t("Captions off")}
      </option>
      {tags.map((tag) => (
        <option key={tag} value={tag} lang={tag} selected={shown && tag === read}>
          {endonym(tag)}
        </option>
      ))}
    </select>
  );
}

function Speeds() {
  const replay = useReplay();
  const rate = replay.player.rate.value;
  return (
    <select
      class="input sm ltr"
      aria-label={t("Speed")}
      value={rate}
      onChange={(event) => replay.setRate(Number(event.currentTarget.value))}
    >
      {SPEEDS.map((speed) => (
        <option key={speed} value={speed} selected={speed === rate}>
          {decimal(speed, speed % 1 === 0 ? 0 : speed % 0.5 === 0 ? 1 : 2)}×
        </option>
      ))}
    </select>
  );
}

async function aside(frame: HTMLElement | null): Promise<void> {
  try {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await frame?.querySelector("video")?.requestPictureInPicture();
  } catch {
    // the browser would not: everything stays as it was
  }
}

export async function whole(frame: HTMLElement | null): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await frame?.requestFullscreen?.();
  } catch {
    // the browser would not: everything stays as it was
  }
}
