/** In which language a person speaks on the floor: put right by moderators and captioners at one press. */
import { t } from "../../i18n";
import { endonym, TAGS } from "../../state/languages";
import { useStore } from "../context";
import { Dialog } from "../Dialog";

export function FloorLanguages(props: { person: string; labelledBy: string; onDone?(): void }) {
  const store = useStore();
  const { stage, interpretation } = store.room.value;
  const spoken = stage.turn.person === props.person ? stage.turn.language : "";
  const tags = [...new Set([...TAGS, ...Object.keys(interpretation.channels), spoken])].filter(Boolean);
  const set = async (language: string) => {
    if (await store.post("floor/turn", { person: props.person, language })) props.onDone?.();
  };
  return (
    <div class="row chips" role="group" aria-labelledby={props.labelledBy}>
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          class="btn quiet sm"
          aria-pressed={tag === spoken}
          lang={tag}
          onClick={() => void set(tag)}
        >
          {endonym(tag)}
        </button>
      ))}
    </div>
  );
}

export function FloorLanguage({ person, onClose }: { person: string; onClose(): void }) {
  const store = useStore();
  const id = `floor-language-${person}`;
  return (
    <Dialog title={t("Language on the floor")} onClose={onClose}>
      <p id={id}>{t("{name} speaks", { name: store.name(person) })}</p>
      <FloorLanguages person={person} labelledBy={id} onDone={onClose} />
    </Dialog>
  );
}
