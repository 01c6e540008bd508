/** Booths and channels, set up and changed while live: languages, seats. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Booth } from "../../protocol/states";
import { freshKey } from "../../services/api";
import { readStaff } from "../../services/staff";
import type { Store } from "../../services/store";
import { heldBy } from "../../state/channels";
import { endonym, TAGS } from "../../state/languages";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import { useNow } from "../time";
import { Act, Person } from "./parts";

const path = (rest: string): string => `interpretation/${rest}`;

export function Booths({ onClose }: { onClose(): void }) {
  const store = useStore();
  const { booths } = store.room.value.interpretation;
  useEffect(() => readStaff(store), [store]);
  return (
    <Dialog title={t("Booths and channels")} onClose={onClose}>
      <div class="stack booths">
        {Object.values(booths).map((booth) => (
          <BoothCard key={booth.id} booth={booth} />
        ))}
        <NewBooth />
        <Channels />
      </div>
    </Dialog>
  );
}

function BoothCard({ booth }: { booth: Booth }) {
  const store = useStore();
  const free = interpreters(store).filter((person) => !booth.team.includes(person));
  return (
    <section class="booth-card" aria-labelledby={`booth-${booth.id}`}>
      <header class="row">
        <h3 id={`booth-${booth.id}`} dir="auto">
          {booth.name}
        </h3>
        <Names tags={booth.languages} />
        <Act
          label={t("Close the booth")}
          of={booth.name}
          kind="quiet"
          onPress={() => store.post(path("booths/close"), { booth: booth.id })}
        />
      </header>
      {booth.team.length === 0 ? <p class="meta">{t("Nobody works here yet.")}</p> : null}
      <ul class="list">
        {booth.team.map((person) => (
          <li key={person}>
            <Person person={person}>{t("Interpreter")}</Person>
            <OffAir person={person} />
            <Act
              label={t("Take the seat back")}
              of={store.name(person)}
              kind="quiet"
              onPress={() => store.post(path("booths/leave"), { booth: booth.id, person })}
            />
          </li>
        ))}
      </ul>
      {free.length === 0 ? null : (
        <div class="row">
          {free.map((person) => (
            <Act
              key={person}
              icon="plus"
              label={store.name(person)}
              of={t("give a seat in {booth}", { booth: booth.name })}
              onPress={() => store.post(path("booths/join"), { booth: booth.id, person })}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** Ends somebody's turn: for a line that is dead, or a microphone that was forgotten. */
function OffAir({ person }: { person: string }) {
  const store = useStore();
  const now = useNow(store.offset);
  const language = heldBy(store.room.value.interpretation.channels, person, now);
  if (!language) return null;
  return (
    <Act
      label={t("Take off air")}
      of={`${store.name(person)}, ${endonym(language)}`}
      kind="quiet"
      onPress={() => store.post(path("return"), { language })}
    />
  );
}

/** Who holds the interpreter's role here. */
function interpreters(store: Store): string[] {
  return store.staff.value.filter(({ roles }) => roles.includes("interpreter")).map(({ id }) => id);
}

function NewBooth() {
  const store = useStore();
  const key = useRef(freshKey());
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const { booths } = store.room.value.interpretation;
  const languages = [first, second].filter(Boolean);
  const open = async () => {
    const name = t("Booth {number}", { number: Object.keys(booths).length + 1 });
    if (await store.post(path("booths"), { key: key.current, name, languages })) {
      key.current = freshKey();
      setFirst("");
      setSecond("");
    }
  };
  return (
    <fieldset class="field">
      <legend>{t("New booth")}</legend>
      <div class="row">
        <Choice label={t("speaks into")} value={first} onChange={setFirst} />
        <Choice label={t("and back into")} value={second} onChange={setSecond} />
        <Act
          label={t("Open the booth")}
          kind="primary"
          why={first ? "" : t("Choose the language first.")}
          onPress={open}
        />
      </div>
      {interpreters(store).length === 0 ? (
        <p class="hint">
          {t("Nobody holds the interpreter's role yet. The organiser gives it under People.")}
        </p>
      ) : null}
    </fieldset>
  );
}

function Channels() {
  const store = useStore();
  const [tag, setTag] = useState("");
  const open = Object.keys(store.room.value.interpretation.channels).sort();
  return (
    <fieldset class="field">
      <legend>{t("Channels")}</legend>
      <div class="row">
        {open.map((language) => (
          <Act
            key={language}
            icon="x"
            kind="quiet"
            label={endonym(language)}
            of={t("close the channel")}
            onPress={() => store.post(path("channels/close"), { language })}
          />
        ))}
      </div>
      <div class="row">
        <Choice label={t("Another channel")} value={tag} onChange={setTag} without={open} />
        <Act
          label={t("Open the channel")}
          why={tag ? "" : t("Choose the language first.")}
          onPress={async () => {
            if (await store.post(path("channels"), { language: tag, kind: "" })) setTag("");
          }}
        />
      </div>
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange(tag: string): void;
  without?: readonly string[];
}

function Choice({ label, value, onChange, without = [] }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select class="input sm" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">–</option>
        {TAGS.filter((tag) => !without.includes(tag)).map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {endonym(tag)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Names({ tags }: { tags: readonly string[] }) {
  return (
    <ul class="names">
      {tags.map((tag) => (
        <li key={tag} lang={tag} dir="auto">
          {endonym(tag)}
        </li>
      ))}
    </ul>
  );
}
