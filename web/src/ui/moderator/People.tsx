/** Everyone who is connected now: to find someone of the audience, give them the floor or send them out. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import { Act, about, Person } from "./parts";

const SHOWN = 100;

export function People({ onClose }: { onClose(): void }) {
  const store = useStore();
  const [sought, setSought] = useState("");
  const [leaving, setLeaving] = useState("");
  store.mediaTurn.value;
  const words = sought.trim().toLocaleLowerCase();
  const found = store.media
    .peers()
    .map(({ identity }) => ({ person: identity, name: store.name(identity) }))
    .filter(({ person, name }) => `${name} ${about(store, person)}`.toLocaleLowerCase().includes(words))
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Dialog title={t("Everyone here")} onClose={onClose}>
      <div class="stack">
        <div class="field">
          <label for="people-sought">{t("Name, specialty or state")}</label>
          <input
            class="input"
            id="people-sought"
            type="search"
            autocomplete="off"
            value={sought}
            onInput={(event) => setSought(event.currentTarget.value)}
          />
        </div>
        <p class="meta" role="status">
          {tn("{count} person", "{count} persons", found.length)}
        </p>
        <ul class="list scrolls" tabIndex={0} aria-label={t("Everyone here")}>
          {found.slice(0, SHOWN).map(({ person }) => (
            <PresentRow key={person} person={person} onRemove={() => setLeaving(person)} />
          ))}
        </ul>
      </div>
      {leaving ? (
        <RemoveDialog person={leaving} name={store.name(leaving)} onClose={() => setLeaving("")} />
      ) : null}
    </Dialog>
  );
}

function PresentRow({ person, onRemove }: { person: string; onRemove(): void }) {
  const store = useStore();
  const { stage, floor } = store.room.value.stage;
  const name = store.name(person);
  const speaks = Object.hasOwn(stage, person) || Object.hasOwn(floor, person);
  return (
    <li>
      <Person person={person}>{about(store, person)}</Person>
      {speaks ? (
        <span class="badge accent">{t("May speak")}</span>
      ) : (
        <Act
          label={t("Give the floor")}
          of={name}
          onPress={() => store.post("floor", { person, given: true })}
        />
      )}
      {person === store.me.value.id ? null : (
        <Act label={t("Remove…")} of={name} kind="quiet" onPress={onRemove} />
      )}
    </li>
  );
}

export function RemoveDialog({ person, name, onClose }: { person: string; name: string; onClose(): void }) {
  const store = useStore();
  const remove = async () => {
    if (await store.post("remove", { person })) onClose();
  };
  return (
    <Dialog
      title={t("Remove {name} from the room?", { name })}
      onClose={onClose}
      close={t("Cancel")}
      actions={<Act label={t("Remove")} kind="danger" of={name} onPress={remove} />}
    >
      <p>
        {t(
          "They can neither hear nor write until a moderator readmits them. What they said and asked stays.",
        )}
      </p>
    </Dialog>
  );
}
