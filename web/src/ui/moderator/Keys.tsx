import { t } from "../../i18n";
import { KeyList } from "../room/Keys";

export function Keys({ onClose }: { onClose(): void }) {
  const list: [string, string][] = [
    ["M", t("Your microphone on or off")],
    ["H", t("Give the floor to the next raised hand")],
    ["Q", t("Go to the questions")],
    ["1 – 3", t("New, to answer, answered")],
    ["↑ ↓ ← →", t("From question to question")],
    ["⇧ ← →", t("Move the question to the next column")],
    ["S", t("Go to the stage")],
    ["← →", t("Turn slides, outside the questions")],
    ["L", t("Choose the language you hear")],
    ["R", t("Choose the language you read")],
    ["C", t("Captions on or off")],
    ["B", t("Low bandwidth")],
    ["F6", t("Next region of the page")],
    ["?", t("This list")],
  ];
  return <KeyList list={list} onClose={onClose} />;
}
