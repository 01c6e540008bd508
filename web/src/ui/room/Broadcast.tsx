/** The broadcast in the place of the faces: one picture, of who speaks. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Broadcast } from "../../services/broadcast";
import { useStore } from "../context";
import { Icon } from "../Icon";

export function BroadcastTile() {
  const broadcast = useStore().sources.broadcast.value;
  return broadcast ? <Playing broadcast={broadcast} /> : <p class="empty">{t("Connecting…")}</p>;
}

function Playing({ broadcast }: { broadcast: Broadcast }) {
  const place = useRef<HTMLDivElement>(null);
  const { player, video } = broadcast;
  // moved, not made anew: in the same task, so that it plays on
  useLayoutEffect(() => {
    place.current?.append(video);
    video.ariaLabel = t("Broadcast");
    if (player.playing.peek()) broadcast.play();
  }, [broadcast, player, video]);
  return (
    <figure class="tile broadcast">
      <div class="moving" ref={place} />
      {player.failure.value === "broken" ? (
        <button type="button" class="btn primary sm" onClick={() => broadcast.again()}>
          {t("Try again")}
        </button>
      ) : player.playing.value ? null : (
        <button type="button" class="btn primary sm" onClick={() => broadcast.play()}>
          <Icon name="play" />
          {t("Play")}
        </button>
      )}
      <figcaption>
        <Icon name="rec" />
        <span>{stateOf(broadcast)}</span>
      </figcaption>
    </figure>
  );
}

function stateOf({ player, behind }: Broadcast): string {
  switch (player.failure.value) {
    case "line":
      return t("Connecting…");
    case "broken":
    case "unable":
      return t("The broadcast cannot be played here.");
    default:
      return behind.value ? t("{seconds} s behind", { seconds: behind.value }) : t("Connecting…");
  }
}
