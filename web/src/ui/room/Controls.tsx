/** The bottom bar: places do not move, and a control that cannot be used says why. */
import { t, tn } from "../../i18n";
import { REACTIONS } from "../../services/gestures";
import { progress } from "../../state/agenda";
import { usePage, useStore } from "../context";
import { Icon } from "../Icon";
import { clock, useNow } from "../time";
import { SpeakingTools, Tool, useStanding } from "./Tools";

export function AgendaNow() {
  const store = useStore();
  const now = useNow(store.offset);
  const agenda = store.agenda.value;
  const { index, part, gone, planned, share } = progress(store.room.value.seminar, agenda, now);
  if (!part) return null;
  const place = { part: index + 1, parts: agenda.length, title: part.title };
  return (
    <span class="agenda-now">
      <span class="clip">
        {t("Part {part} of {parts}: {title}", place)}, {t("{time} left", { time: clock(planned - gone) })}
      </span>
      <span class="bar" style={{ "--v": Math.round(share * 100) }} aria-hidden="true" />
    </span>
  );
}

function Reactions() {
  const store = useStore();
  return (
    <details class="reactions">
      <summary class="tool">
        <Icon name="react" />
        {t("React")}
      </summary>
      <div class="menu open" role="group" aria-label={t("Send a reaction")}>
        {REACTIONS.map((mark) => (
          <button type="button" class="btn quiet square" key={mark} onClick={() => store.react(mark)}>
            {mark}
          </button>
        ))}
      </div>
    </details>
  );
}

export function Controls(props: { onLayout(): void; onSettings(): void; onKeys(): void }) {
  const store = useStore();
  const page = usePage();
  const { handUp, maySpeak } = useStanding();
  const live = store.room.value.seminar.status === "live";
  const leave = () => {
    store.close();
    location.assign(page.home);
  };
  return (
    <footer class="room-controls">
      <div class="side">
        <AgendaNow />
      </div>
      <div class="toolbar" role="toolbar" aria-label={t("Hand, microphone, camera and more")}>
        <Tool
          icon="hand"
          label={handUp ? t("Lower hand") : t("Raise hand")}
          pressed={handUp}
          why={maySpeak ? t("You may speak already.") : live ? "" : t("The seminar is not live.")}
          onPress={() => void store.raise(!handUp)}
        />
        <SpeakingTools />
        <span class="sep wide-only" />
        {store.sources.place.value === "broadcast" ? null : <Reactions />}
        <Tool icon="swap" label={t("Layout")} kind="wide-only" onPress={props.onLayout} />
        <Tool icon="settings" label={t("Settings")} onPress={props.onSettings} />
        <Tool icon="leave" label={t("Leave")} kind="leave" onPress={leave} />
      </div>
      <div class="side">
        <span class="nowrap">{tn("{count} present", "{count} present", store.room.value.stage.present)}</span>
        <button type="button" class="btn quiet sm wide-only" onClick={props.onKeys}>
          {t("Keyboard")} <kbd>?</kbd>
        </button>
      </div>
    </footer>
  );
}
