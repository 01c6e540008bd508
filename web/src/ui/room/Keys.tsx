import { t } from "../../i18n";
import { Dialog } from "../Dialog";

export function Keys({ onClose }: { onClose(): void }) {
  const list: [string, string][] = [
    ["H", t("Raise or lower your hand")],
    ["M", t("Microphone on or off, when you may speak")],
    ["Q", t("Write a question")],
    ["L", t("Choose the language you hear")],
    ["R", t("Choose the language you read")],
    ["C", t("Captions on or off")],
    ["B", t("Low bandwidth")],
    ["1 – 5", t("Questions, poll, chat, agenda")],
    ["← →", t("Turn slides")],
    ["F6", t("Next region of the page")],
    ["?", t("This list")],
  ];
  return <KeyList list={list} onClose={onClose} />;
}

/** Keys and what they do, in a dialog. */
export function KeyList({ list, onClose }: { list: readonly [string, string][]; onClose(): void }) {
  return (
    <Dialog title={t("Keyboard")} onClose={onClose}>
      <dl class="keys">
        {list.map(([key, what]) => (
          <div class="row" key={what}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
