/** The floor's language on the tile of who speaks; a press sets it, for those who may. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { endonym } from "../../state/languages";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { lazyDialog } from "../lazy";

const FloorLanguage = lazyDialog<{ person: string; onClose(): void }>(
  () => import("./FloorLanguage").then((module) => module.FloorLanguage),
  () => t("Language on the floor"),
);

export function TurnBadge({ person }: { person: string }) {
  const store = useStore();
  const [open, setOpen] = useState(false);
  const { turn } = store.room.value.stage;
  const { moderator, roles } = store.me.value;
  const may = (moderator || roles.includes("captioner")) && store.room.value.seminar.status === "live";
  const language = turn.person === person ? turn.language : "";
  const badge = language ? (
    <span class="lang" lang={language}>
      {endonym(language)}
    </span>
  ) : null;
  if (!may) return badge ? <span class="end">{badge}</span> : null;
  const label = t("Set the language that {name} speaks", { name: store.name(person) });
  return (
    <span class="end">
      <button
        type="button"
        class="turnbtn"
        aria-haspopup="dialog"
        aria-label={label}
        title={label}
        onClick={() => setOpen(true)}
      >
        {badge ?? <Icon name="globe" />}
      </button>
      {open ? <FloorLanguage person={person} onClose={() => setOpen(false)} /> : null}
    </span>
  );
}
