/** The moderators' room: people, the programme, the questions; on a phone one of them at a time under the stage. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { useStore } from "../context";
import { type Tab, Tabs } from "../panel/Tabs";
import { Settings } from "../room/dialogs";
import { Notices } from "../room/Notices";
import { AgendaDesk } from "./AgendaDesk";
import { Attendance } from "./Attendance";
import { Backstage } from "./Backstage";
import { Board } from "./Board";
import { Keys, People } from "./dialogs";
import { Foot } from "./Foot";
import { Head } from "./Head";
import { Interpretation } from "./Interpretation";
import { useModeratorKeys } from "./keys";
import { OnStage } from "./OnStage";
import { PollDesk } from "./PollDesk";
import { useMatches } from "./parts";
import { type Chat, Talk } from "./Talk";

const NARROW = "(max-width: 47.99rem)";

export function Moderator() {
  const narrow = useMatches(NARROW);
  const [dialog, setDialog] = useState<"" | "settings" | "keys" | "people">("");
  const [chat, setChat] = useState<Chat>("say-staff");
  const [tab, setTab] = useState("board");
  const close = () => setDialog("");
  useModeratorKeys({ onKeys: () => setDialog("keys"), onBoard: () => setTab("board") });
  const messageBackstage = () => {
    setTab("talk");
    setChat("say-staff");
    requestAnimationFrame(() => document.getElementById("say-backstage")?.focus());
  };
  const parts = {
    backstage: <Backstage onPeople={() => setDialog("people")} />,
    talk: <Talk chosen={chat} onChoose={setChat} />,
    board: <Board narrow={narrow} />,
  };
  return (
    <div class="room moderating">
      <a class="skip" href={narrow ? "#tab-board" : "#mod-board"} onClick={() => setTab("board")}>
        {t("Skip to questions")}
      </a>
      <Head />
      <main class="modroom" id="main">
        <Notices />
        {narrow ? <Narrow {...parts} tab={tab} onTab={setTab} /> : <Wide {...parts} />}
      </main>
      <Foot
        onSettings={() => setDialog("settings")}
        onKeys={() => setDialog("keys")}
        onBackstage={messageBackstage}
      />
      {dialog === "settings" ? <Settings onClose={close} /> : null}
      {dialog === "keys" ? <Keys onClose={close} /> : null}
      {dialog === "people" ? <People onClose={close} /> : null}
    </div>
  );
}

interface Parts {
  backstage: ComponentChildren;
  talk: ComponentChildren;
  board: ComponentChildren;
}

function Wide({ backstage, talk, board }: Parts) {
  return (
    <div class="mod">
      <div class="col a">
        {backstage}
        <Attendance />
      </div>
      <div class="col b">
        <OnStage />
        <AgendaDesk />
        <Interpretation />
        {talk}
      </div>
      <div class="col c">
        {board}
        <PollDesk />
      </div>
    </div>
  );
}

function Narrow({ backstage, talk, board, tab, onTab }: Parts & { tab: string; onTab(tab: string): void }) {
  const state = useStore().room.value;
  const fresh = Object.values(state.questions.questions).filter(({ status }) => status === "pending").length;
  const people = (
    <>
      {backstage}
      <Attendance />
    </>
  );
  const tabs: Tab[] = [
    { id: "board", label: t("Questions"), count: fresh, body: board },
    { id: "people", label: t("People"), count: Object.keys(state.stage.hands).length, body: people },
    { id: "agenda", label: t("Agenda"), body: <AgendaDesk /> },
    { id: "booths", label: t("Interpretation"), body: <Interpretation /> },
    { id: "polls", label: t("Polls"), body: <PollDesk /> },
    { id: "talk", label: t("Chat"), body: talk },
  ];
  return (
    <div class="mod">
      <OnStage />
      <Tabs label={t("Questions, people, agenda, polls, chat")} tabs={tabs} chosen={tab} onChoose={onTab} />
    </div>
  );
}
