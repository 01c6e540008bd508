/** People: who works here and where they stand, who has the floor, who waits for it. */
import { useState } from "preact/hooks";
import { t, tn, tp } from "../../i18n";
import { backstage, type Heard, queue, type Standing } from "../../state/backstage";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { clock, useNow } from "../time";
import { RemoveDialog } from "./dialogs";
import { Act, about, More, Panel, Person } from "./parts";

export function Backstage({ onPeople }: { onPeople(): void }) {
  const store = useStore();
  const [leaving, setLeaving] = useState("");
  store.mediaTurn.value;
  const stage = store.room.value.stage;
  const standing = backstage(store.staff.value, stage, store.media.peers(), (id) => store.name(id));
  const here = standing.filter((one) => one.peer);
  const missing = standing.filter((one) => !one.peer);
  const rows = (all: readonly Standing[]) =>
    all.map((one) => <StaffRow key={one.person} standing={one} onRemove={() => setLeaving(one.person)} />);
  return (
    <Panel
      id="backstage"
      title={tp("people", "Backstage")}
      head={
        <>
          <span class="meta">
            {missing.length > 0
              ? tn("{count} not here", "{count} not here", missing.length)
              : t("All are here")}
          </span>
          <button
            type="button"
            class="btn quiet square sm"
            aria-label={t("Everyone here")}
            onClick={onPeople}
          >
            <Icon name="people" />
          </button>
        </>
      }
    >
      <ul class="list">{rows(here)}</ul>
      <Floor onRemove={setLeaving} />
      <Hands />
      {missing.length > 0 ? (
        <section aria-labelledby="h-missing">
          <h3 class="subhead" id="h-missing">
            {t("Not here")}
          </h3>
          <ul class="list">{rows(missing)}</ul>
        </section>
      ) : null}
      <Removed />
      {leaving ? (
        <RemoveDialog person={leaving} name={store.name(leaving)} onClose={() => setLeaving("")} />
      ) : null}
    </Panel>
  );
}

/** Where someone stands, in words; the dot's shape says it too. */
function Place({ peer, onStage }: { peer: Heard | undefined; onStage: boolean }) {
  if (!peer) return <span class="dot off">{onStage ? t("A seat is kept") : t("Not connected")}</span>;
  if (!onStage) return <span class="dot wait">{t("Waits backstage")}</span>;
  if (peer.speaking) return <span class="dot on">{t("Speaking now")}</span>;
  return <span class="dot on">{peer.microphoneOn ? t("On stage, quiet") : t("On stage, muted")}</span>;
}

function StaffRow({ standing, onRemove }: { standing: Standing; onRemove(): void }) {
  const store = useStore();
  const [open, setOpen] = useState(false);
  const { person, onStage, peer } = standing;
  const name = store.name(person);
  return (
    <li>
      <Person person={person}>
        <Place peer={peer} onStage={onStage} />
        {peer?.camera && peer.costly ? <> · {t("sends VP8: costs more to record")}</> : null}
      </Person>
      {onStage ? null : (
        <Act label={t("Bring on")} of={name} onPress={() => store.post("stage", { person, on: true })} />
      )}
      <More of={name} open={open} onToggle={() => setOpen(!open)} />
      {open ? (
        <div class="acts">
          {onStage ? (
            <Act
              label={t("Off stage")}
              of={name}
              onPress={() => store.post("stage", { person, on: false })}
            />
          ) : null}
          <Sources person={person} peer={peer} />
          {person === store.me.value.id ? null : (
            <Act label={t("Remove…")} of={name} kind="danger" onPress={onRemove} />
          )}
        </div>
      ) : null}
    </li>
  );
}

/** What may be switched off for someone: a place does not move, what is off already says so. */
export function Sources({ person, peer }: { person: string; peer: Heard | undefined }) {
  const store = useStore();
  const name = store.name(person);
  const mute = (source: string) => () => store.post("mute", { person, source });
  const why = peer ? "" : t("This person is not here.");
  return (
    <>
      <Act
        label={t("Mute")}
        of={name}
        why={why || (peer?.microphoneOn ? "" : t("The microphone is off."))}
        onPress={mute("microphone")}
      />
      <Act
        label={t("Stop camera")}
        of={name}
        why={why || (peer?.camera ? "" : t("The camera is off."))}
        onPress={mute("camera")}
      />
      {peer?.screen ? <Act label={t("Stop screen")} of={name} onPress={mute("screen_share")} /> : null}
    </>
  );
}

function Floor({ onRemove }: { onRemove(person: string): void }) {
  const store = useStore();
  const now = useNow(store.offset);
  const floor = queue(store.room.value.stage.floor);
  if (floor.length === 0) return null;
  const peers = store.media.peers();
  return (
    <section aria-labelledby="h-floor">
      <h3 class="subhead" id="h-floor">
        <Icon name="mic" />
        {t("Has the floor")}
      </h3>
      <ul class="list">
        {floor.map(([person, since]) => (
          <li key={person}>
            <Person person={person}>
              <span class="num">{clock(now - since)}</span> {about(store, person)}
            </Person>
            <Act
              label={tp("floor", "Take back")}
              of={store.name(person)}
              onPress={() => store.post("floor", { person, given: false })}
            />
            <div class="acts">
              <Sources person={person} peer={peers.find((peer) => peer.identity === person)} />
              <Act
                label={t("Remove…")}
                of={store.name(person)}
                kind="quiet"
                onPress={() => onRemove(person)}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hands() {
  const store = useStore();
  const now = useNow(store.offset);
  const hands = queue(store.room.value.stage.hands);
  return (
    <section aria-labelledby="h-hands">
      <h3 class="subhead" id="h-hands">
        <Icon name="hand" />
        {t("Hands raised")} <span class="count-chip">{hands.length}</span>
      </h3>
      {hands.length === 0 ? (
        <p class="meta">{t("Nobody waits for the floor.")}</p>
      ) : (
        <ul class="list">
          {hands.map(([person, since]) => (
            <li key={person}>
              <Person person={person}>
                <span class="num">{clock(now - since)}</span> {about(store, person)}
              </Person>
              <Act
                label={t("Invite")}
                of={store.name(person)}
                onPress={() => store.post("floor", { person, given: true })}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Removed() {
  const store = useStore();
  const removed = queue(store.room.value.stage.removed);
  if (removed.length === 0) return null;
  return (
    <details class="aside">
      <summary class="subhead">
        <Icon name="lock" />
        {t("Removed")} <span class="count-chip">{removed.length}</span>
      </summary>
      <ul class="list">
        {removed.map(([person]) => (
          <li key={person}>
            <Person person={person}>{about(store, person)}</Person>
            <Act
              label={t("Readmit")}
              of={store.name(person)}
              onPress={() => store.post("readmit", { person })}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
