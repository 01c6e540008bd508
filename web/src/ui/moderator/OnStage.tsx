/** The programme as the audience sees it, and the hand on it: layout, who speaks, slides. */
import { t, tp } from "../../i18n";
import type { Peer } from "../../services/media";
import { type Layout, principal } from "../../state/arrange";
import { useStore } from "../context";
import { Captions } from "../room/LangPair";
import { SlideStage } from "../room/SlideStage";
import { useSpeakers } from "../room/speakers";
import { Screen, Tile } from "../room/Tiles";
import { Act, Panel } from "./parts";

const BESIDE_SLIDE = 2;

export function OnStage() {
  const store = useStore();
  store.mediaTurn.value;
  const layout = store.room.value.stage.layout as Layout;
  const peers = useSpeakers();
  const lead = leadOf(peers, store.lastSpeaker, store.media.light);
  store.lastSpeaker = lead?.identity ?? "";
  return (
    <Panel id="stage" title={t("On stage")} head={<LayoutChoice layout={layout} />}>
      <Programme layout={layout} peers={peers} lead={lead} />
      <Captions />
      {lead ? <LeadTools peer={lead} /> : null}
    </Panel>
  );
}

function leadOf(peers: readonly Peer[], last: string, light: boolean): Peer | undefined {
  const identity = principal(
    peers.map((peer) => ({ ...peer, hasPicture: !light && peer.camera !== undefined })),
    last,
  );
  return peers.find((peer) => peer.identity === identity);
}

function LayoutChoice({ layout }: { layout: Layout }) {
  const store = useStore();
  const names: [Layout, string][] = [
    ["slides", t("Slide + speaker")],
    ["speakers", tp("person", "Speaker")],
    ["gallery", t("Gallery")],
  ];
  return (
    <div class="segmented" role="group" aria-label={t("What the audience sees")}>
      {names.map(([value, name]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === layout}
          onClick={() => void store.post("layout", { layout: value })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function Programme(props: { layout: Layout; peers: readonly Peer[]; lead: Peer | undefined }) {
  const { layout, peers, lead } = props;
  const others = peers.filter((peer) => peer !== lead);
  const sharing = peers.find((peer) => peer.screen && !peer.local);
  const shown = lead ? [lead, ...others] : others;
  const slides = layout === "slides" || sharing;
  return (
    <div class={slides ? "onstage" : "onstage faces"}>
      {sharing?.screen ? (
        <Screen peer={sharing} track={sharing.screen} />
      ) : layout === "slides" ? (
        <SlideStage />
      ) : null}
      <div class="tiles">
        {(slides ? shown.slice(0, BESIDE_SLIDE) : layout === "speakers" ? shown.slice(0, 1) : shown).map(
          (peer) => (
            <Tile key={peer.identity} peer={peer} />
          ),
        )}
        {peers.length === 0 ? <p class="meta none">{t("Nobody on the stage is here yet.")}</p> : null}
      </div>
    </div>
  );
}

/** Quick hands on who is seen large now. */
function LeadTools({ peer }: { peer: Peer }) {
  const store = useStore();
  const person = peer.identity;
  const name = peer.local ? t("You") : store.name(person);
  return (
    <div class="leadtools">
      <b class="clip">
        <bdi>{name}</bdi>
      </b>
      <Act
        label={t("Mute")}
        of={name}
        icon="mic-off"
        why={peer.microphoneOn ? "" : t("The microphone is off.")}
        onPress={() => store.post("mute", { person, source: "microphone" })}
      />
      {Object.hasOwn(store.room.value.stage.stage, person) ? (
        <Act
          label={t("Off stage")}
          of={name}
          kind="quiet"
          onPress={() => store.post("stage", { person, on: false })}
        />
      ) : (
        <Act
          label={tp("floor", "Take back")}
          of={name}
          kind="quiet"
          onPress={() => store.post("floor", { person, given: false })}
        />
      )}
    </div>
  );
}
