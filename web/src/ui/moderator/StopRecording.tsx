/** What is stopped is asked about first: a gap cannot be filled later. */
import { t } from "../../i18n";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import type { DialogProps } from "../room/dialogs";
import { Act } from "./parts";

export function StopRecording({ take, onClose }: DialogProps & { take: string }) {
  const store = useStore();
  const stop = async () => {
    if (await store.post(`recordings/${take}/stop`)) onClose();
  };
  return (
    <Dialog
      title={t("Stop recording?")}
      onClose={onClose}
      close={t("Cancel")}
      actions={<Act label={t("Stop recording")} kind="danger" onPress={stop} />}
    >
      <p>{t("What happens after this is in no recording. You can start another at any time.")}</p>
    </Dialog>
  );
}
