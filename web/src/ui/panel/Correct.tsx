/** Putting right what a machine wrote, or thought to read: for everybody. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { direction, endonym, TAGS } from "../../state/languages";
import { type Reading, sameLanguage } from "../../state/reading";
import { useStore } from "../context";
import { Dialog } from "../Dialog";

export interface CorrectProps {
  subject: string;
  found: Reading;
  onClose(): void;
}

const LONGEST = 8000;

export function Correct({ subject, found, onClose }: CorrectProps) {
  const store = useStore();
  const read = store.read.value;
  const [written, setWritten] = useState(found.written);
  const translates = read !== "" && !sameLanguage(written, read);
  const [text, setText] = useState(found.mark === "original" || found.mark === "none" ? "" : found.text);
  const recognise = async (choice: HTMLSelectElement) => {
    const language = choice.value;
    if (await store.post("translation/recognise", { subject, language })) {
      setWritten(language);
      setText("");
    } else choice.value = written;
  };
  const save = async () => {
    if (await store.post("translation/correct", { subject, language: read, text })) onClose();
  };
  return (
    <Dialog
      title={t("Language and translation")}
      onClose={onClose}
      actions={
        translates ? (
          <button type="button" class="btn primary" disabled={!text.trim()} onClick={() => void save()}>
            {t("Save for everybody")}
          </button>
        ) : undefined
      }
    >
      <div class="stack">
        <blockquote class="quoted" lang={written || undefined} dir="auto">
          {found.original}
        </blockquote>
        <div class="field">
          <label for="correct-written">{t("Written in")}</label>
          <select
            class="input"
            id="correct-written"
            value={written}
            onChange={(event) => void recognise(event.currentTarget)}
          >
            {[...new Set([written, ...TAGS])].map((tag) => (
              <option key={tag} value={tag} lang={tag || undefined}>
                {tag && tag !== "und" ? endonym(tag) : t("In which language?")}
              </option>
            ))}
          </select>
        </div>
        {translates ? (
          <div class="field">
            <label for="correct-text">{t("In {language}", { language: endonym(read) })}</label>
            <textarea
              class="input"
              id="correct-text"
              rows={4}
              lang={read}
              dir={direction(read)}
              maxLength={LONGEST}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
        ) : null}
      </div>
    </Dialog>
  );
}
