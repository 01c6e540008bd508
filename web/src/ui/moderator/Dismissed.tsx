/** The dismissed questions: seldom needed, never lost. */
import { t, tp } from "../../i18n";
import type { Question } from "../../protocol/states";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import type { DialogProps } from "../room/dialogs";
import { Act } from "./parts";

export function Dismissed({ dismissed, onClose }: DialogProps & { dismissed: readonly Question[] }) {
  const store = useStore();
  return (
    <Dialog title={t("Dismissed questions")} onClose={onClose}>
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
  );
}
