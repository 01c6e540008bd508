/** Beside the field in which a question is typed: the nearest that were answered before. Asking goes on as it was. */
import { useEffect, useMemo } from "preact/hooks";
import { t, tn } from "../../i18n";
import { type Answered, AnsweredBefore as Finder, type Words } from "../../services/answered";
import { useStore } from "../context";
import { Icon } from "../Icon";

/** What looks for them, for the words in the field. */
export function useAnswered(text: string): Finder {
  const store = useStore();
  const finder = useMemo(() => new Finder(store.api), [store]);
  useEffect(() => finder.typed(text), [finder, text]);
  useEffect(() => () => finder.stop(), [finder]);
  return finder;
}

export function AnsweredBefore({ finder }: { finder: Finder }) {
  const found = finder.found.value;
  const said = tn(
    "{count} similar question was answered before",
    "{count} similar questions were answered before",
    found.length,
  );
  return (
    <div class="before">
      <p class="vh" role="status">
        {found.length ? said : ""}
      </p>
      {found.length ? (
        <section aria-labelledby="before">
          <header>
            <h2 id="before">{t("Answered before")}</h2>
            <button
              type="button"
              class="btn quiet sm icon"
              aria-label={t("Hide")}
              onClick={() => hide(finder)}
            >
              <Icon name="x" />
            </button>
          </header>
          <ul>
            {found.map((one) => (
              <Offer key={one.url + one.question.text} one={one} />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

/** The button that had the focus goes with the list. */
function hide(finder: Finder): void {
  finder.close();
  document.getElementById("ask")?.focus();
}

function Offer({ one }: { one: Answered }) {
  return (
    <li>
      <a href={one.url} target="_blank" rel="noopener">
        <Text words={one.question} />
        <span class="vh">{t("opens in a new tab")}</span>
      </a>
      {one.answer ? (
        <p class="answer">
          <Text words={one.answer} />
        </p>
      ) : null}
      <p class="meta">
        <bdi>{one.seminar}</bdi>
        {one.question.machine || one.answer?.machine ? (
          <span class="badge ai">{t("machine translation")}</span>
        ) : null}
        {one.answer ? null : <span>{t("Answered aloud: listen to it in the recording.")}</span>}
      </p>
    </li>
  );
}

function Text({ words }: { words: Words }) {
  return (
    <span lang={words.language || undefined} dir="auto">
      {words.text}
    </span>
  );
}
