/** Polls of the moderators: the one that is on with its live bars, drafts, and what has been. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Poll } from "../../protocol/states";
import { pollDesk } from "../../state/desk";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { Bars } from "../panel/Bars";
import { clock, useNow } from "../time";
import { PollForm } from "./dialogs";
import { Act, Panel } from "./parts";

export function PollDesk() {
  const store = useStore();
  const [form, setForm] = useState<"" | "new" | Poll>("");
  const { current, drafts, past } = pollDesk(store.room.value.polls);
  return (
    <Panel id="polls" title={t("Polls")} head={current ? <CurrentHead poll={current} /> : undefined}>
      <div class="polls">
        <div class="stack">
          {current ? <Current poll={current} /> : <p class="meta">{t("No poll is open.")}</p>}
          {past.length > 0 ? <Past polls={past} /> : null}
        </div>
        <div class="stack">
          {current ? <Turnout poll={current} /> : null}
          {drafts.length > 0 ? <p class="label">{t("Ready to open")}</p> : null}
          {drafts.map((poll) => (
            <Draft key={poll.id} poll={poll} busy={current?.status === "open"} onEdit={() => setForm(poll)} />
          ))}
          <button type="button" class="btn sm start" onClick={() => setForm("new")}>
            <Icon name="plus" />
            {t("New poll")}
          </button>
        </div>
      </div>
      {form ? <PollForm draft={form === "new" ? undefined : form} onClose={() => setForm("")} /> : null}
    </Panel>
  );
}

function Current({ poll }: { poll: Poll }) {
  return (
    <>
      <p dir="auto">
        <b>{poll.title}</b>
      </p>
      <Bars poll={poll} />
    </>
  );
}

function CurrentHead({ poll }: { poll: Poll }) {
  const store = useStore();
  const now = useNow(store.offset);
  if (poll.status === "closed") {
    return (
      <>
        <span class="badge">{t("Closed")}</span>
        <Act label={t("Show the result")} onPress={() => store.post(`polls/${poll.id}/publish`)} />
      </>
    );
  }
  const time = poll.closes_at > 0 ? clock(poll.closes_at - now) : clock(now - poll.opened_at);
  return (
    <>
      <span class="badge live num">
        {poll.closes_at > 0 ? t("Open, {time} left", { time }) : t("Open for {time}", { time })}
      </span>
      <Act label={t("Close")} kind="quiet" onPress={() => store.post(`polls/${poll.id}/close`)} />
      <Act label={t("Close and show")} onPress={() => store.post(`polls/${poll.id}/publish`)} />
    </>
  );
}

function Turnout({ poll }: { poll: Poll }) {
  const present = Math.max(poll.voters, useStore().room.value.stage.present);
  return <p>{t("{voters} of {present} answered", { voters: poll.voters, present })}</p>;
}

const MINUTES = [0, 1, 2, 3, 5, 10];

function Draft({ poll, busy, onEdit }: { poll: Poll; busy: boolean; onEdit(): void }) {
  const store = useStore();
  const [minutes, setMinutes] = useState(2);
  const live = store.room.value.seminar.status === "live";
  const why = live ? (busy ? t("Close the open poll first.") : "") : t("The seminar is not live.");
  const id = `minutes-${poll.id}`;
  return (
    <div class="draft">
      <p dir="auto">{poll.title}</p>
      <div class="acts">
        <Act
          label={t("Open")}
          of={poll.title}
          why={why}
          onPress={() => store.post(`polls/${poll.id}/open`, minutes > 0 ? { minutes } : {})}
        />
        <label class="vh" for={id}>
          {t("How long it stays open")}
        </label>
        <select
          class="input sm"
          id={id}
          value={minutes}
          onChange={(event) => setMinutes(Number(event.currentTarget.value))}
        >
          {MINUTES.map((each) => (
            <option key={each} value={each}>
              {each ? t("{minutes} min", { minutes: each }) : t("until closed")}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="btn quiet square sm"
          aria-label={t("Edit {title}", { title: poll.title })}
          onClick={onEdit}
        >
          <Icon name="edit" />
        </button>
      </div>
    </div>
  );
}

function Past({ polls }: { polls: readonly Poll[] }) {
  return (
    <details class="aside">
      <summary class="subhead">
        {t("Earlier polls")} <span class="count-chip">{polls.length}</span>
      </summary>
      <ul class="stack">
        {polls.map((poll) => (
          <li key={poll.id}>
            <p dir="auto">
              <b>{poll.title}</b>
            </p>
            <Bars poll={poll} />
            <p class="meta">{tn("{count} person answered", "{count} persons answered", poll.voters)}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
