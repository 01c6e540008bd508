/** Terms beside the slide: floor language and one's own, those on the slide first. */
import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import { Refused } from "../../services/api";
import { type Row, rows, type Term, termIn } from "../../state/glossary";
import { useStore } from "../context";
import { useDesk } from "./context";
import { BoothPanel, Tongue } from "./parts";

type Read = "reading" | "read" | "failed";

function useTerms() {
  const store = useStore();
  const [terms, setTerms] = useState<readonly Term[]>([]);
  const [state, setState] = useState<Read>("reading");
  const read = () => {
    setState("reading");
    store.api.get<{ terms: readonly Term[] }>("translation/glossary").then(
      (found) => {
        setTerms(found.terms);
        setState("read");
      },
      (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        setState("failed");
      },
    );
  };
  useEffect(read, [store]);
  return { terms, state, read };
}

export function Glossary({ slideText }: { slideText: string }) {
  const { terms, state, read } = useTerms();
  const [search, setSearch] = useState("");
  const found = rows(terms, search, slideText);
  const here = found.filter((row) => row.here).length;
  const count = tn("{count} term", "{count} terms", terms.length);
  return (
    <BoothPanel
      id="glossary"
      title={t("Glossary")}
      head={
        <span class="meta">
          {here ? t("{count}, {here} on this slide", { count, here }) : state === "read" ? count : ""}
        </span>
      }
    >
      <label class="vh" for="glossary-search">
        {t("Search the glossary")}
      </label>
      <input
        class="input"
        type="search"
        id="glossary-search"
        placeholder={t("Search, or press /")}
        autocomplete="off"
        dir="auto"
        value={search}
        aria-keyshortcuts="/"
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      {state === "failed" ? <Failed onAgain={read} /> : null}
      {state === "read" && terms.length === 0 ? (
        <p class="empty">{t("This seminar has no glossary yet. The organiser can import one.")}</p>
      ) : null}
      {terms.length > 0 && found.length === 0 ? <p class="empty">{t("No such term.")}</p> : null}
      {found.length > 0 ? <Terms found={found} /> : null}
    </BoothPanel>
  );
}

function Failed({ onAgain }: { onAgain(): void }) {
  return (
    <div class="empty" role="status">
      <p>{t("The glossary cannot be read at the moment.")}</p>
      <button type="button" class="btn sm" onClick={onAgain}>
        {t("Try again")}
      </button>
    </div>
  );
}

function Terms({ found }: { found: readonly Row[] }) {
  const desk = useDesk();
  const turn = useStore().room.value.stage.turn.language;
  const target = desk.situation.value.language;
  const source =
    turn && turn !== target ? turn : (desk.booth.value?.languages.find((tag) => tag !== target) ?? "en");
  return (
    <table class="table gloss">
      <thead>
        <tr>
          {[source, target].map((tag) => (
            <th key={tag} scope="col">
              <Tongue tag={tag} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {found.map((row) => (
          <tr key={row.id} class={row.here ? "here" : undefined}>
            {[source, target].map((tag, index) => (
              <td key={tag} lang={tag} dir="auto">
                {termIn(row, tag) || (row.keep ? Object.values(row.languages)[0] : "–")}
                {index === 0 && row.note ? <small>{row.note}</small> : null}
                {index === 1 && row.keep ? <small>{t("kept as it is")}</small> : null}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
