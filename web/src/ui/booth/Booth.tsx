/** The interpreter's page: what one hears, the slide, the console, glossary and messages, on one screen. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Desk } from "../../services/booth";
import type { Trouble as Refused } from "../../services/boothsending";
import { usePage, useStore } from "../context";
import { Icon } from "../Icon";
import { Brand, Live, Quality } from "../room/Bar";
import { Notices } from "../room/Notices";
import { RecordingMark } from "../room/Recording";
import { hourOf } from "../time";
import { Console } from "./Console";
import { DeskContext, useDesk } from "./context";
import { BoothKeys, BoothSettings } from "./Dialogs";
import { FloorWords } from "./FloorWords";
import { Glossary } from "./Glossary";
import { useBoothKeys } from "./keys";
import { Messages } from "./Messages";
import { Tongue } from "./parts";
import { Sources } from "./Sources";
import { TurnPanel } from "./TurnPanel";
import { useAhead, View } from "./View";

export function Booth() {
  const store = useStore();
  const [desk, setDesk] = useState<Desk | undefined>(undefined);
  useEffect(() => {
    const made = new Desk(store);
    setDesk(made);
    return () => made.close();
  }, [store]);
  if (!desk) return null;
  return (
    <DeskContext.Provider value={desk}>
      <Page />
    </DeskContext.Provider>
  );
}

function Page() {
  const desk = useDesk();
  const [dialog, setDialog] = useState<"" | "settings" | "keys">("");
  useBoothKeys(desk, { onKeys: () => setDialog("keys") });
  return (
    <div class="room boothroom">
      <a class="skip" href="#console">
        {desk.device === "camera" ? t("Skip to the camera") : t("Skip to the microphone")}
      </a>
      <Top onSettings={() => setDialog("settings")} onKeys={() => setDialog("keys")} />
      <main class="boothmain" id="main">
        <div class="notices">
          <Trouble />
          <Notices />
        </div>
        {desk.booth.value ? <Places /> : <Unassigned />}
      </main>
      {dialog === "settings" ? <BoothSettings onClose={() => setDialog("")} /> : null}
      {dialog === "keys" ? <BoothKeys onClose={() => setDialog("")} /> : null}
    </div>
  );
}

function Places() {
  const ahead = useAhead();
  return (
    <div class="booth">
      <div class="col a">
        <Sources />
        <TurnPanel />
      </div>
      <div class="col b">
        <View ahead={ahead} />
        <FloorWords />
        <Console />
      </div>
      <div class="col c">
        <Glossary slideText={ahead.slide?.text ?? ""} />
        <Messages />
      </div>
    </div>
  );
}

function Top({ onSettings, onKeys }: { onSettings(): void; onKeys(): void }) {
  const desk = useDesk();
  const page = usePage();
  const booth = desk.booth.value;
  const told = desk.told.value;
  return (
    <header class="room-bar">
      <Brand home={page.home} />
      <h1>
        {booth?.name || t("Booth")}
        {booth?.languages.map((tag, index) => (
          <span key={tag}>
            {index ? " ⇄ " : ": "}
            <Tongue tag={tag} />
          </span>
        ))}
      </h1>
      <div class="facts">
        <Live />
        <RecordingMark />
        <span class="wide-only clip">{page.title}</span>
      </div>
      <div class="facts end">
        <Quality />
        <button type="button" class="btn sm" onClick={() => void desk.callTechnician()}>
          <Icon name="bell" />
          {told?.what === "technician"
            ? t("Technician called at {hour}", { hour: hourOf(told.at) })
            : t("Call technician")}
        </button>
        {page.room ? (
          <a class="btn quiet sm wide-only" href={page.room}>
            {t("To the room")}
          </a>
        ) : null}
        <button type="button" class="btn quiet square sm" aria-label={t("Settings")} onClick={onSettings}>
          <Icon name="settings" />
        </button>
        <button type="button" class="btn quiet square sm" aria-label={t("Keyboard")} onClick={onKeys}>
          <kbd>?</kbd>
        </button>
      </div>
    </header>
  );
}

function Trouble() {
  const desk = useDesk();
  const trouble = desk.sending.trouble.value;
  if (!trouble) return null;
  return (
    <div class="notice warn" role="alert">
      <Icon name="warn" />
      <p>{inWords(trouble)}</p>
      <button type="button" class="btn sm" onClick={() => void desk.open(trouble.device)}>
        {t("Try again")}
      </button>
    </div>
  );
}

function inWords({ device, why }: Refused): string {
  if (why === "busy") return t("The device is used by another program. Close it there and try again.");
  if (why === "missing") {
    return device === "camera"
      ? t("No camera was found. Plug one in, then try again.")
      : t("No microphone was found. Plug one in, then try again.");
  }
  return device === "camera"
    ? t(
        "The browser gives no camera. Press the lock or camera sign beside the address, allow it, then try again.",
      )
    : t(
        "The browser gives no microphone. Press the lock or camera sign beside the address, allow it, then try again.",
      );
}

function Unassigned() {
  return (
    <div class="notice center" role="status">
      <Icon name="info" />
      <p>{t("You have no booth yet. A moderator assigns you one; this page opens it by itself.")}</p>
    </div>
  );
}
