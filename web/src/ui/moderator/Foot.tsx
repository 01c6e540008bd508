/** The moderators' bottom bar: one's own microphone and camera, settings, the way out, the end of the seminar. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { usePage, useStore } from "../context";
import { Dialog } from "../Dialog";
import { Icon } from "../Icon";
import { ListenControl, Read } from "../room/LangPair";
import { SpeakingTools, Tool, useStanding } from "../room/Tools";
import { hourOf, useNow } from "../time";
import { Act } from "./parts";

export function Foot(props: { onSettings(): void; onKeys(): void; onBackstage(): void }) {
  const store = useStore();
  const page = usePage();
  const [ending, setEnding] = useState(false);
  const live = store.room.value.seminar.status === "live";
  const leave = () => {
    store.close();
    location.assign(page.home);
  };
  return (
    <footer class="room-controls modctl">
      <div class="side">
        <button type="button" class="btn sm quiet" onClick={props.onBackstage}>
          <Icon name="chat" />
          {t("Message backstage")}
        </button>
        <div class="langpair">
          <ListenControl />
          <Read />
        </div>
      </div>
      <div class="toolbar" role="toolbar" aria-label={t("Microphone, camera and more")}>
        <Seat />
        <SpeakingTools />
        <span class="sep wide-only" />
        <Tool icon="settings" label={t("Settings")} onPress={props.onSettings} />
        <Tool icon="leave" label={t("Leave")} onPress={leave} />
        <Tool
          icon="x"
          label={t("End")}
          kind="leave"
          why={live ? "" : t("The seminar is not live.")}
          onPress={() => setEnding(true)}
        />
      </div>
      <div class="side">
        <Hour />
        <button type="button" class="btn quiet sm wide-only" onClick={props.onKeys}>
          {t("Keyboard")} <kbd>?</kbd>
        </button>
      </div>
      {ending ? <EndDialog onClose={() => setEnding(false)} /> : null}
    </footer>
  );
}

function Hour() {
  const now = useNow();
  return <span class="nowrap num">{t("{time} in your zone", { time: hourOf(now) })}</span>;
}

/** An organiser has no seat of their own; they may take one. */
function Seat() {
  const store = useStore();
  const { onStage } = useStanding();
  const live = store.room.value.seminar.status === "live";
  if (onStage || !live) return null;
  const person = store.me.value.id;
  return (
    <Tool
      icon="stage"
      label={t("Go on stage")}
      onPress={() => void store.post("stage", { person, on: true })}
    />
  );
}

function EndDialog({ onClose }: { onClose(): void }) {
  const store = useStore();
  const end = async () => {
    if (await store.post("end")) onClose();
  };
  return (
    <Dialog
      title={t("End the seminar for everyone?")}
      onClose={onClose}
      close={t("Cancel")}
      actions={<Act label={t("End the seminar")} kind="danger" onPress={end} />}
    >
      <p>{t("Sound and picture stop, and nobody can ask or vote any longer. It cannot be opened again.")}</p>
    </Dialog>
  );
}
