import { t } from "../../i18n";
import type { AgendaPart } from "../../services/snapshot";
import { own } from "../../state/records";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { hourOf } from "../time";
import { ReadingSpan } from "./Reading";

/** The programme with what has begun; the running part is marked in words as well. */
export function Agenda() {
  const store = useStore();
  const state = store.room.value.seminar;
  const agenda = store.agenda.value;
  if (agenda.length === 0) return <p class="empty">{t("No programme has been announced.")}</p>;
  const title = (part: AgendaPart) => <ReadingSpan subject={part.subject} text={part.title} language="" />;
  return (
    <ol class="stack agenda">
      {agenda.map((part) => {
        const begun = own(state.parts, part.id)?.started_at ?? 0;
        const running = part.id === state.running;
        return (
          <li class="row" key={part.id} aria-current={running ? "step" : undefined}>
            <time class="meta num">{begun ? hourOf(begun) : ""}</time>
            <span>
              {running ? <b>{title(part)}</b> : title(part)}
              <span class="meta"> {part.speakers.map((id) => store.name(id)).join(", ")}</span>
            </span>
            <span class="push meta">
              {running ? (
                t("Now")
              ) : begun ? (
                <Icon name="check" />
              ) : (
                t("{minutes} min", { minutes: part.minutes })
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
