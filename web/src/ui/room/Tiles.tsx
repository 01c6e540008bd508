/** Faces: attached to what the SFU sends, arranged by pure functions. */
import type { Track } from "livekit-client";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Peer } from "../../services/media";
import { initials } from "../../state/names";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { TurnBadge } from "./TurnBadge";

export function Video({
  track,
  mirrored = false,
  label,
}: {
  track: Track;
  mirrored?: boolean;
  label: string;
}) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    track.attach(video);
    return () => {
      track.detach(video);
    };
  }, [track]);
  return (
    <video
      ref={element}
      class={mirrored ? "mirrored" : undefined}
      aria-label={label}
      playsInline
      muted
      autoPlay
    />
  );
}

export function Tile({ peer }: { peer: Peer }) {
  const store = useStore();
  const name = peer.local ? t("You") : store.name(peer.identity);
  const card = store.people.value[peer.identity];
  const about = [card?.specialty, store.states.value[card?.state ?? ""]].filter(Boolean).join(", ");
  const track = store.media.light && !peer.local ? undefined : peer.camera;
  return (
    <figure class={peer.speaking ? "tile speaking" : "tile"} data-person={peer.identity}>
      {track ? (
        <Video track={track} mirrored={peer.local} label={name} />
      ) : (
        <div class="stillface">
          <span class="avatar lg" aria-hidden="true">
            {initials(store.name(peer.identity))}
          </span>
        </div>
      )}
      <figcaption>
        <Icon name={peer.microphoneOn ? "mic" : "mic-off"} />
        <span class="vh">{peer.microphoneOn ? t("Microphone on") : t("Microphone off")}</span>
        <span dir="auto">{name}</span>
        {about ? (
          <span class="about" dir="auto">
            {about}
          </span>
        ) : null}
        <TurnBadge person={peer.identity} />
      </figcaption>
    </figure>
  );
}

export function Screen({ peer, track }: { peer: Peer; track: Track }) {
  const store = useStore();
  return (
    <section class="stage" aria-label={t("Shared screen")}>
      <div class="slide">
        <Video track={track} label={t("Screen of {name}", { name: store.name(peer.identity) })} />
      </div>
    </section>
  );
}
