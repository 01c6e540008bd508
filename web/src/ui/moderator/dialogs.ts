/** The desk's dialogs: each is fetched when it is opened. */
import { t } from "../../i18n";
import type { Poll, Question } from "../../protocol/states";
import { lazyDialog } from "../lazy";
import type { DialogProps } from "../room/dialogs";
import type { Asking } from "./asking";

export const Booths = lazyDialog<DialogProps>(
  () => import("./Booths").then((module) => module.Booths),
  () => t("Booths and channels"),
);

export const Keys = lazyDialog<DialogProps>(
  () => import("./Keys").then((module) => module.Keys),
  () => t("Keyboard"),
);

export const People = lazyDialog<DialogProps>(
  () => import("./People").then((module) => module.People),
  () => t("Everyone here"),
);

export const RemoveDialog = lazyDialog<DialogProps & { person: string; name: string }>(
  () => import("./People").then((module) => module.RemoveDialog),
  ({ name }) => t("Remove {name} from the room?", { name }),
);

export const PollForm = lazyDialog<DialogProps & { draft: Poll | undefined }>(
  () => import("./PollForm").then((module) => module.PollForm),
  ({ draft }) => (draft ? t("Change the poll") : t("New poll")),
);

export const Dismissed = lazyDialog<DialogProps & { dismissed: readonly Question[] }>(
  () => import("./Dismissed").then((module) => module.Dismissed),
  () => t("Dismissed questions"),
);

export const StopRecording = lazyDialog<DialogProps & { take: string }>(
  () => import("./StopRecording").then((module) => module.StopRecording),
  () => t("Stop recording?"),
);

const ASKING: Record<Asking["what"], () => string> = {
  put: () => t("Ask live: who answers?"),
  reply: () => t("Answer in writing"),
  merge: () => t("Merge into which question?"),
};

export const AskDialogs = lazyDialog<DialogProps & { asking: Asking }>(
  () => import("./asking").then((module) => module.AskDialogs),
  ({ asking }) => ASKING[asking.what](),
);
