/** One file of a recording: what is told of it, and what can be done with it now. */
import { useRef } from "preact/hooks";
import { t } from "../../i18n";
import { decimal } from "../../i18n/format";
import type { DownloadFile } from "../../services/downloads";
import { Icon } from "../Icon";
import { useKeptFocus } from "./focus";

const isBusy = ({ status }: DownloadFile) => status === "queued" || status === "working";
const size = ({ bytes }: DownloadFile) => t("{size} MB", { size: decimal(bytes / 1_000_000) });

/** How large it is, or why there is none. */
export function Told({ file }: { file: DownloadFile }) {
  if (file.status === "ready") return <span class="meta num">{size(file)}</span>;
  if (file.status !== "failed") return null;
  return (
    <span class="meta" role="alert">
      {file.error}
    </span>
  );
}

interface Props {
  readonly file: DownloadFile;
  readonly name: string;
  onAsk(): void;
}

/** What can be done with it now, or how far it is. That it is there is said aloud; each per cent is not. */
export function Step(props: Props) {
  const { file, name } = props;
  const element = useKeptFocus<HTMLSpanElement>();
  const made = useRef(false);
  made.current ||= isBusy(file);
  return (
    <span ref={element}>
      <Now {...props} />
      <span class="vh" role="status">
        {made.current && file.status === "ready" ? `${name}: ${size(file)}` : ""}
      </span>
    </span>
  );
}

function Now({ file, name, onAsk }: Props) {
  const { status, done, url } = file;
  if (isBusy(file))
    return (
      <span class="making" tabIndex={-1}>
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
