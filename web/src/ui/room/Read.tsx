/** In which language one reads: captions, and what others write. What one hears is chosen apart. */
import { useId } from "preact/hooks";
import { t } from "../../i18n";
import { decimal } from "../../i18n/format";
import type { Store } from "../../services/store";
import { missing, springOf } from "../../state/captioning";
import { endonym, TAGS } from "../../state/languages";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { useNow } from "../time";
import { useMenu } from "./menu";
import { Row } from "./Row";

export function Read() {
  const store = useStore();
  const menu = useMenu();
  const panel = useId();
  const { shown } = store.captions.wishes.value;
  const read = store.read.value;
  return (
    <div
      class="menu-wrap"
      role="group"
      aria-label={t("Read")}
      ref={menu.wrap}
      onKeyDown={menu.onKeyDown}
      onFocusOut={menu.onFocusOut}
    >
      <button
        type="button"
        class="langctl"
        id="read"
        ref={menu.button}
        aria-haspopup="menu"
        aria-expanded={menu.open}
        aria-controls={panel}
        aria-keyshortcuts="R"
        onClick={menu.toggle}
      >
        <Icon name="read" />
        <span class="k">{t("Read")}</span>
        <span class="v">
          <Endonym tag={read} />
          {shown ? "" : `, ${t("captions off")}`}
        </span>
        <Icon name="up" />
      </button>
      {menu.open ? (
        <div class="menu" id={panel}>
          <Languages onChosen={menu.close} />
          <Quality />
        </div>
      ) : null}
    </div>
  );
}

function Endonym({ tag }: { tag: string }) {
  return <bdi lang={tag || undefined}>{tag ? endonym(tag) : t("All languages")}</bdi>;
}

function Languages({ onChosen }: { onChosen(): void }) {
  const store = useStore();
  const now = useNow(store.offset);
  const { shown } = store.captions.wishes.value;
  const read = store.read.value;
  const choose = (tag: string) => {
    onChosen();
    store.captions.wish({ shown: true });
    if (tag !== read) void store.setRead(tag);
  };
  return (
    <div role="menu" aria-label={t("Read captions and texts in")}>
      <div class="menu-title" aria-hidden="true">
        {t("Read captions and texts in")}
      </div>
      <Row
        checked={!shown}
        onChoose={() => {
          onChosen();
          store.captions.wish({ shown: false });
        }}
      >
        {t("Captions off")}
      </Row>
      {offered(store).map((tag) => (
        <Row
          key={tag}
          checked={shown && tag === read}
          note={note(store, tag, now)}
          onChoose={() => choose(tag)}
        >
          <Endonym tag={tag} />
        </Row>
      ))}
    </div>
  );
}

/** The interface's languages, and what else is spoken here. */
function offered(store: Store): readonly string[] {
  const { interpretation, stage } = store.room.value;
  const spoken = [...Object.keys(interpretation.channels), stage.turn.language, store.read.value];
  return [...new Set([...TAGS, ...spoken])].filter((tag) => tag !== "");
}

/** Whence the captions of a language would come now. */
function note(store: Store, tag: string, now: number): string {
  const room = store.room.value;
  const spring = springOf(room, tag, now);
  if (spring.from === "none") return "";
  if (missing(spring, tag, room.captions, store.captions.facts.value.pairs))
    return t("captions not available");
  if (spring.from === "channel") return t("from the interpreter");
  return spring.from === "floor" ? t("from the floor") : t("translated by machine");
}

/** What the server measured of itself, in the language that is heard for these captions. */
function Quality() {
  const store = useStore();
  const now = useNow(store.offset);
  const { heard } = springOf(store.room.value, store.read.value, now);
  const measured = store.captions.facts.value.measured[heard];
  if (!heard) return null;
  const figures = measured && {
    words: decimal(measured.wer * 100),
    seconds: decimal(measured.delay / 1000),
  };
  return (
    <p class="menu-note">
      {t("Speech recognition")}, <Endonym tag={heard} />:{" "}
      {figures
        ? t("word errors {words} %, delay {seconds} s (measured on this server)", figures)
        : t("not measured on this server")}
    </p>
  );
}
