/** Why the server would not do what was asked: on the page, and in a dialog, which hides the page from all readers. */
import { t } from "../i18n";
import { useStore } from "./context";
import { Icon } from "./Icon";

export function RefusalNotice() {
  const store = useStore();
  const refused = store.refused.value;
  if (!refused) return null;
  return (
    <div class="notice warn" role="alert">
      <Icon name="warn" />
      <p>{refused.message}</p>
      <button
        type="button"
        class="btn quiet sm"
        onClick={() => {
          store.refused.value = undefined;
        }}
      >
        {t("Close")}
      </button>
    </div>
  );
}
