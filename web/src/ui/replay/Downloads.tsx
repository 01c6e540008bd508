/** What of the recording can be taken along, under the player. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { decimal } from "../../i18n/format";
import { type DownloadFile, Downloads as Service } from "../../services/downloads";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { useReplay } from "./context";

export function Downloads() {
  const store = useStore();
  const replay = useReplay();
  const [service] = useState(() => new Service(store));
  const over = replay.takes.value.filter(({ status }) => status === "over").length;
  useEffect(() => {
    if (over > 0) void service.open();
  }, [service, over]);
  useEffect(() => () => service.close(), [service]);
  const offer = service.offer.value;
  if (!offer || over === 0 || !(offer.may || offer.decides)) return null;
  const takes = [...new Set(offer.files.map(({ take }) => take))];
  return (
    <section class="stack gap-2" aria-labelledby="downloads">
      <h2 id="downloads">{t("To keep")}</h2>
      {offer.files.length === 0 ? <p class="empty">{t("There is nothing to keep.")}</p> : null}
      {takes.map((take, index) => (
        <div key={take}>
          {takes.length > 1 ? <h3>{t("Part {number}", { number: index + 1 })}</h3> : null}
          <ul class="keep">
            {offer.files
              .filter((file) => file.take === take)
              .map((file) => (
                <Line key={`${file.kind} ${file.rendition}`} file={file} service={service} />
              ))}
          </ul>
        </div>
      ))}
      {offer.decides ? (
        <label class="check">
          <input
            type="checkbox"
            checked={offer.to_members}
            onChange={(event) => void service.handOut(event.currentTarget.checked)}
          />
          <span>{t("Every member of the seminar may keep these files")}</span>
        </label>
      ) : null}
      <p class="meta">{t("Files are deleted after a week. They can be made again.")}</p>
    </section>
  );
}

function Line({ file, service }: { file: DownloadFile; service: Service }) {
  const words = { language: file.title };
  const name = file.kind === "film" ? t("Video, {language}", words) : t("Sound, {language}", words);
  return (
    <li>
      <span>
        <bdi>{name}</bdi>
        {file.status === "ready" ? (
          <span class="meta num">{t("{size} MB", { size: decimal(file.bytes / 1_000_000) })}</span>
        ) : null}
        {file.status === "failed" ? (
          <span class="meta" role="alert">
            {file.error}
          </span>
        ) : null}
      </span>
      <Step file={file} name={name} onAsk={() => void service.ask(file)} />
    </li>
  );
}

/** What can be done with it now, or how far it is. */
function Step({ file, name, onAsk }: { file: DownloadFile; name: string; onAsk: () => void }) {
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
