import { useState } from "preact/hooks";
import { t, tp } from "../../i18n";
import type { Question } from "../../protocol/states";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import { Act } from "./parts";

/** The dismissed questions, behind a button: seldom needed, never lost. */
export function Dismissed({ dismissed }: { dismissed: readonly Question[] }) {
  const store = useStore();
  const [open, setOpen] = useState(false);
  if (dismissed.length === 0) return null;
  return (
    <>
      <button type="button" class="btn quiet sm" onClick={() => setOpen(true)}>
        {t("Dismissed")} <span class="count-chip">{dismissed.length}</span>
      </button>
      {open ? (
        <Dialog title={t("Dismissed questions")} onClose={() => setOpen(false)}>
          <ul class="list scrolls" tabIndex={0} aria-label={t("Dismissed questions")}>
            {dismissed.map((question) => (
              <li key={question.id}>
                <p class="grow" lang={question.language} dir="auto">
                  {question.text}
                </p>
                <Act
                  label={tp("question", "Take back")}
                  onPress={() => store.post(`questions/${question.id}/reopen`)}
                />
              </li>
            ))}
          </ul>
        </Dialog>
      ) : null}
    </>
  );
}
