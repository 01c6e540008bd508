/** What was hidden or redacted: by whom, when and why; and the way back. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Edit, Tidying } from "../../services/tidying";
import { positionOf } from "../../state/replay";
import { clock, momentOf } from "../time";
import { useReplay } from "./context";

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
  const [busy, setBusy] = useState(false);
  const at = (moment: number) => clock(positionOf(replay.whole.value, moment));
  const kind = edit.subject.split(":")[0] ?? "";
  const undo = async () => {
    setBusy(true);
    await tidying.undo(edit.id);
    setBusy(false);
  };
  return (
    <li>
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
      {edit.redacted ? (
        <span class="badge">{t("Redacted")}</span>
      ) : edit.undone ? (
        <span class="badge">{t("Shown again")}</span>
      ) : (
        <button type="button" class="btn sm" aria-disabled={busy} onClick={() => !busy && void undo()}>
          {t("Show again")}
        </button>
      )}
    </li>
  );
}
