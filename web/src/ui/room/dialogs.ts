/** The room's dialogs: each is fetched when it is opened. */
import { t } from "../../i18n";
import { lazyDialog } from "../lazy";

export interface DialogProps {
  onClose(): void;
}

export const Settings = lazyDialog<DialogProps>(
  () => import("./Settings").then((module) => module.Settings),
  () => t("Settings"),
);

export const Keys = lazyDialog<DialogProps>(
  () => import("./Keys").then((module) => module.Keys),
  () => t("Keyboard"),
);
