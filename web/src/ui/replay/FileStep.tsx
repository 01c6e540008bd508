/** One file of a recording: what is told of it, and what can be done with it now. */
import { t } from "../../i18n";
import { decimal } from "../../i18n/format";
import type { DownloadFile } from "../../services/downloads";
import { Icon } from "../Icon";

/** How large it is, or why there is none. */
export function Told({ file }: { file: DownloadFile }) {
  if (file.status === "ready")
    return <span class="meta num">{t("{size} MB", { size: decimal(file.bytes / 1_000_000) })}</span>;
  if (file.status !== "failed") return null;
  return (
    <span class="meta" role="alert">
      {file.error}
    </span>
  );
}

/** What can be done with it now, or how far it is. */
export function Step({ file, name, onAsk }: { file: DownloadFile; name: string; onAsk: () => void }) {
  const { status, done, url } = file;
  if (status === "queued" || status === "working")
    return (
      <span class="making" role="status">
        <progress aria-label={name} max={100} value={status === "working" ? done : undefined} />
        <span class="meta num">{status === "working" ? `${done} %` : t("Waiting")}</span>
      </span>
    );
  if (status === "ready")
    return (
      <a class="btn sm" href={url} download aria-label={`${t("Download")}: ${name}`}>
        <Icon name="download" />
        {t("Download")}
      </a>
    );
  const label = status === "failed" ? t("Try again") : t("Prepare");
  return (
    <button type="button" class="btn sm" aria-label={`${label}: ${name}`} onClick={onAsk}>
      {label}
    </button>
  );
}
