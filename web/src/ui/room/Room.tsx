/** The room of who listens or speaks: slide and words first, faces beside, the panel with what one may say. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Peer } from "../../services/media";
import type { Store } from "../../services/store";
import { arrange, type Layout, principal } from "../../state/arrange";
import { useStore } from "../context";
import { lazyPart, ownPart } from "../lazy";
import { Agenda } from "../panel/Agenda";
import { ChatBox, Messages } from "../panel/Chat";
import { deskTab } from "../panel/Desk";
import { Polls } from "../panel/Poll";
import { AskBox, Questions } from "../panel/Questions";
import { type Tab, Tabs } from "../panel/Tabs";
import { Bar } from "./Bar";
import { Controls } from "./Controls";
import { Keys, Settings } from "./dialogs";
import { useKeys } from "./keys";
import { LangPair } from "./LangPair";
import { Notices } from "./Notices";
import { SlideStage } from "./SlideStage";
import { useSpeakers } from "./speakers";
import { Screen, Tile } from "./Tiles";

const BroadcastTile = lazyPart(() => import("./Broadcast").then((module) => module.BroadcastTile));
const LAYOUTS: readonly Layout[] = ["slides", "speakers", "gallery"];

function seen(peer: Peer, light: boolean) {
  return { ...peer, hasPicture: !light && peer.camera !== undefined };
}

export function Faces({ layout }: { layout: Layout }) {
  const store = useStore();
  const peers = useSpeakers();
  const lead = principal(
    peers.map((peer) => seen(peer, store.media.light)),
    store.lastSpeaker,
  );
  store.lastSpeaker = lead;
  const plan = arrange(
    peers.map((peer) => seen(peer, store.media.light)),
    layout,
    lead,
  );
  const of = (identity: string) => peers.find((peer) => peer.identity === identity);
  const tiles = (ids: readonly string[]) =>
    ids.map((id) => {
      const peer = of(id);
      return peer ? <Tile key={id} peer={peer} /> : null;
    });
  const signer = useSigner(peers);
  const sharing = peers.find((peer) => peer.screen && !peer.local);
  if (store.sources.place.value === "broadcast") return <Broadcasted layout={layout} />;
  return (
    <>
      {sharing?.screen && !store.media.light ? <Screen peer={sharing} track={sharing.screen} /> : null}
      {!sharing && layout === "slides" ? <SlideStage /> : null}
      {!sharing && layout !== "slides" ? (
        <section class="stage gallery" aria-label={t("Speakers")} style={{ "--columns": plan.columns }}>
          {plan.grid.length > 0 ? (
            tiles(plan.grid)
          ) : (
            <p class="empty">{t("Nobody is on the stage at the moment.")}</p>
          )}
        </section>
      ) : null}
      {plan.rail.length > 0 || signer ? (
        <div class="rail">
          {tiles(plan.rail)}
          {signer ? <Tile key={signer.identity} peer={signer} /> : null}
        </div>
      ) : null}
    </>
  );
}

/** The same places with the broadcast: its picture is of who speaks. */
function Broadcasted({ layout }: { layout: Layout }) {
  const slides = layout === "slides";
  return (
    <>
      {slides ? <SlideStage /> : null}
      <div class={slides ? "rail" : "stage gallery"}>
        <BroadcastTile />
      </div>
    </>
  );
}

/** The interpreter whose signing one has chosen to watch, unless seen already. */
function useSigner(shown: readonly Peer[]): Peer | undefined {
  const store = useStore();
  const signer = store.listening.value?.signer.value;
  if (!signer || shown.some((peer) => peer.identity === signer)) return undefined;
  return store.media.peers().find((peer) => peer.identity === signer);
}

function useTabs(choose: (tab: string) => void) {
  const store = useStore();
  const { questions, polls, chat } = store.room.value;
  const waiting = Object.values(questions.questions).filter(
    (q) => q.status === "open" || q.status === "pending",
  );
  const open = Object.values(polls.polls).filter((poll) => poll.status === "open");
  const tabs: Tab[] = [
    {
      id: "questions",
      label: t("Questions"),
      count: waiting.length,
      body: <Questions onPoll={() => choose("poll")} />,
      foot: <AskBox />,
    },
    { id: "poll", label: t("Poll"), count: open.length, body: <Polls /> },
    { id: "chat", label: t("Chat"), count: chat.messages.length, body: <Messages />, foot: <ChatBox /> },
    { id: "agenda", label: t("Agenda"), body: <Agenda /> },
  ];
  if (store.me.value.staff) {
    const foot = <ChatBox backstage />;
    tabs.push({
      id: "backstage",
      label: t("Backstage"),
      count: chat.backstage.length,
      body: <Messages backstage />,
      foot,
    });
  }
  const desk = deskTab(store);
  return desk ? [...tabs, desk] : tabs;
}

export function Room() {
  const store = useStore();
  const [tab, setTab] = useState("questions");
  const [own, setOwn] = useState<Layout | undefined>(undefined);
  const [dialog, setDialog] = useState<"" | "settings" | "keys">("");
  store.mediaTurn.value; // light mode is the media's to know
  const chosen = store.room.value.stage.layout as Layout;
  const layout = own ?? (LAYOUTS.includes(chosen) ? chosen : "slides");
  const tabs = useTabs(setTab);
  const nextLayout = () => setOwn(LAYOUTS[(LAYOUTS.indexOf(layout) + 1) % LAYOUTS.length]);
  useKeys({ tabs: tabs.map((each) => each.id), onTab: setTab, onKeys: () => setDialog("keys") });
  return (
    <div class={store.media.light ? "room audio" : "room"}>
      <a class="skip" href="#panel-questions">
        {t("Skip to questions")}
      </a>
      <Bar />
      <main class={`attend worded${store.media.light ? " audio" : ""}`} id="main">
        <Faces layout={layout} />
        <LangPair />
        <div class="side-panel">
          <Notices />
          <Tabs label={t("Questions, poll, chat, agenda")} tabs={tabs} chosen={tab} onChoose={setTab} />
        </div>
      </main>
      <Controls
        onLayout={nextLayout}
        onSettings={() => setDialog("settings")}
        onKeys={() => setDialog("keys")}
      />
      <Shown />
      {isAttending(store) ? <Attending /> : null}
      {dialog === "settings" ? <Settings onClose={() => setDialog("")} /> : null}
      {dialog === "keys" ? <Keys onClose={() => setDialog("")} /> : null}
    </div>
  );
}

/** Presence is watched only where the rules of a certificate want it, and of the audience alone. */
const Attending = ownPart(() => import("./Attending").then((module) => module.Attending));

function isAttending(store: Store): boolean {
  const { checks } = store.room.value;
  return store.mine.value.checks.asked && (checks.tab || checks.checks.length > 0);
}

/** Reactions float by and are not kept. */
function Shown() {
  const reactions = useStore().reactions.value;
  return (
    <div class="reactions-shown" aria-hidden="true">
      {reactions.map((reaction) => (
        <span key={reaction.id}>{reaction.mark}</span>
      ))}
    </div>
  );
}
