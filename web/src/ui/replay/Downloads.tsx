/** What of the recording can be taken along, under the player. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { type DownloadFile, Downloads as Service } from "../../services/downloads";
import { useStore } from "../context";
import { useReplay } from "./context";
import { Step, Told } from "./FileStep";
import { Pack } from "./Pack";

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
  const handOut = async (box: HTMLInputElement) => {
    if (!(await service.handOut(box.checked))) box.checked = offer.to_members;
  };
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
              .filter((file) => file.take === take && file.kind !== "pack")
              .map((file) => (
                <Line key={`${file.kind} ${file.rendition}`} file={file} service={service} />
              ))}
            <Pack
              packs={offer.files.filter((file) => file.take === take && file.kind === "pack")}
              service={service}
            />
          </ul>
        </div>
      ))}
      {offer.decides ? (
        <label class="check">
          <input
            type="checkbox"
            checked={offer.to_members}
            onChange={(event) => void handOut(event.currentTarget)}
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
        <Told file={file} />
      </span>
      <Step file={file} name={name} onAsk={() => void service.ask(file)} />
    </li>
  );
}
