/** The offline pack: one line for all its languages, of which one is chosen. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { DownloadFile, Downloads as Service } from "../../services/downloads";
import { useStore } from "../context";
import { Step, Told } from "./FileStep";

export function Pack({ packs, service }: { packs: readonly DownloadFile[]; service: Service }) {
  const store = useStore();
  const [wanted, setWanted] = useState(store.read.value);
  const file = packs.find(({ rendition }) => rendition === wanted) ?? packs[0];
  if (!file) return null;
  const name = `${t("Offline pack")}, ${file.title}`;
  return (
    <li>
      <div>
        {t("Offline pack")}
        <Told file={file} />
        <span class="meta">{t("Slides, sound and transcript for places without a line")}</span>
        <select
          class="input sm"
          aria-label={t("Language of the offline pack")}
          value={file.rendition}
          onChange={(event) => setWanted(event.currentTarget.value)}
        >
          {packs.map(({ rendition, title }) => (
            <option
              key={rendition}
              value={rendition}
              lang={rendition}
              selected={rendition === file.rendition}
            >
              {title}
            </option>
          ))}
        </select>
      </div>
      <Step key={file.rendition} file={file} name={name} onAsk={() => void service.ask(file)} />
    </li>
  );
}
