/** What was hidden or redacted: by whom, when and why; and the way back. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Edit, Tidying } from "../../services/tidying";
import { positionOf } from "../../state/replay";
import { Dialog } from "../Dialog";
import { clock, momentOf } from "../time";
import { useReplay } from "./context";
import { useKeptFocus } from "./focus";

export function Edits({ tidying }: { tidying: Tidying }) {
  const edits = tidying.edits.value;
  if (edits.length === 0) return <p class="empty">{t("Nothing of this recording is hidden.")}</p>;
  return (
    <ol class="edits" aria-label={t("What was hidden")}>
      {edits.map((edit) => (
        <Line key={edit.id} edit={edit} tidying={tidying} />
      ))}
    </ol>
  );
}

const NAMES: Readonly<Record<string, () => string>> = {
  cue: () => t("A caption"),
  question: () => t("A question"),
  answer: () => t("A written answer"),
  person: () => t("All words of a person"),
};

function Line({ edit, tidying }: { edit: Edit; tidying: Tidying }) {
  const replay = useReplay();
  const element = useKeptFocus<HTMLLIElement>();
  const at = (moment: number) => clock(positionOf(replay.whole.value, moment));
  const kind = edit.subject.split(":")[0] ?? "";
  return (
    <li ref={element} tabIndex={-1}>
      <div>
        <p>
          {NAMES[kind]?.() ?? (
            <span class="num ltr nowrap">
              {at(edit.start)}–{at(edit.end)}
            </span>
          )}
          {edit.words > 0 ? ` · ${tn("{count} text", "{count} texts", edit.words)}` : ""}
        </p>
        <p dir="auto">{edit.reason}</p>
        <p class="meta">
          <bdi>{edit.by || "–"}</bdi>, {momentOf(edit.at)}
          {edit.undone
            ? ` · ${t("Undone by {name}, {time}", { name: edit.undone_by || "–", time: momentOf(edit.undone) })}`
            : ""}
        </p>
      </div>
      {edit.undone ? (
        <span class="badge">{t("Shown again")}</span>
      ) : edit.redacted ? (
        <span class="badge">{t("Redacted")}</span>
      ) : (
        <Ways edit={edit} tidying={tidying} />
      )}
    </li>
  );
}

/** What is hidden is in no list to choose from any longer: so its words are redacted from here. */
function Ways({ edit, tidying }: { edit: Edit; tidying: Tidying }) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const once = async (work: () => Promise<boolean>) => {
    if (busy) return;
    setBusy(true);
    await work();
    setBusy(false);
  };
  const { subject, start, end, reason } = edit;
  const redact = () => {
    setAsking(false);
    void once(() => tidying.withhold({ subject, start, end, reason, redact: true, of: edit.id }));
  };
  return (
    <span class="row gap-2">
      <button
        type="button"
        class="btn sm"
        aria-disabled={busy}
        onClick={() => void once(() => tidying.undo(edit.id))}
      >
        {t("Show again")}
      </button>
      {subject === "span" ? null : (
        <button type="button" class="btn sm" aria-disabled={busy} onClick={() => !busy && setAsking(true)}>
          {t("Redact for ever")}
        </button>
      )}
      {asking ? <Sure onYes={redact} onClose={() => setAsking(false)} /> : null}
    </span>
  );
}

/** Asked once more before words are gone. */
export function Sure({ onYes, onClose }: { onYes(): void; onClose(): void }) {
  return (
    <Dialog
      title={t("Redact for ever")}
      onClose={onClose}
      close={t("Cancel")}
      actions={
        <button type="button" class="btn danger" onClick={onYes}>
          {t("Redact")}
        </button>
      }
    >
      <p>{t("The words are deleted, in every language. Nobody can bring them back.")}</p>
      <p>{t("The sound still says them: hide that stretch too.")}</p>
    </Dialog>
  );
}
