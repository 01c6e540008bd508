/** The agenda in the moderators' hands: time taken, time lost, the next part. */
import { t } from "../../i18n";
import { type TimetableRow, timetable } from "../../state/timetable";
import { usePage, useStore } from "../context";
import { clock, hourOf, useNow } from "../time";
import { Act, Panel } from "./parts";

const MORE_MINUTES = 5;
/** Less than this is neither behind nor ahead. */
const SOME = 60_000;

export function AgendaDesk() {
  const store = useStore();
  const page = usePage();
  const now = useNow(store.offset);
  const seminar = store.room.value.seminar;
  const { rows, behind, next } = timetable(seminar, store.agenda.value, Date.parse(page.startsAt), now);
  const live = seminar.status === "live";
  const part = seminar.running;
  const not = live ? "" : t("The seminar is not live.");
  return (
    <Panel
      id="agenda"
      title={t("Agenda")}
      head={
        <>
          {live && part ? <Behind behind={behind} /> : null}
          <Act
            label={t("+{minutes} min", { minutes: MORE_MINUTES })}
            why={not || (part ? "" : t("No part has begun."))}
            onPress={() => store.make(`contributions/${part}/extend`, { minutes: MORE_MINUTES })}
          />
          <Act
            label={part || !next ? t("Next part") : t("First part")}
            why={not || (next ? "" : t("This is the last part."))}
            onPress={() => next && store.post(`contributions/${next.id}/start`)}
          />
        </>
      }
    >
      {rows.length === 0 ? <p class="meta">{t("No programme has been announced.")}</p> : null}
      <ol class="agenda">
        {rows.map((row) => (
          <Row key={row.part.id} row={row} />
        ))}
      </ol>
    </Panel>
  );
}

function Behind({ behind }: { behind: number }) {
  const time = clock(Math.abs(behind));
  if (behind >= SOME) return <span class="badge warn num">{t("{time} behind", { time })}</span>;
  if (behind <= -SOME) return <span class="badge ok num">{t("{time} ahead", { time })}</span>;
  return <span class="badge ok">{t("On time")}</span>;
}

function Row({ row }: { row: TimetableRow }) {
  const { part, standing, due, gone, planned, percent } = row;
  const running = standing === "running";
  const minutes = Math.round(planned / 60_000);
  return (
    <li class={standing === "done" ? "done" : undefined} aria-current={running ? "step" : undefined}>
      <time>{Number.isFinite(due) && due > 0 ? hourOf(due) : ""}</time>
      <span dir="auto">{part.title}</span>
      <span class="t">
        {standing === "ahead" || gone === 0
          ? t("{minutes} min", { minutes })
          : t("{time} of {minutes}", { time: clock(gone), minutes })}
      </span>
      {running ? <span class="bar" style={{ "--v": percent }} aria-hidden="true" /> : null}
    </li>
  );
}
