/** What is done with a question more seldom: fetched when it is opened. */
import { t } from "../../i18n";
import type { Question } from "../../protocol/states";
import { useStore } from "../context";
import { Reading } from "../panel/Reading";
import type { ActsProps } from "./Card";
import { Act, panelOf } from "./parts";

export function Further({ question, column, desk, tab }: ActsProps) {
  const store = useStore();
  const path = `questions/${question.id}`;
  const answered = column === "answered";
  const ask = (what: "merge" | "reply") => () => desk.ask({ what, question: question.id });
  return (
    <>
      {answered ? null : <PutTo question={question} tab={tab} />}
      <div class="acts">
        {column === "new" ? (
          <Act label={t("Ask live")} tabIndex={tab} onPress={() => desk.move(question, "take-up")} />
        ) : null}
        {column === "open" ? null : <Act label={t("Reply")} tabIndex={tab} onPress={ask("reply")} />}
        {column === "open" ? <Act label={t("Merge")} tabIndex={tab} onPress={ask("merge")} /> : null}
        {column === "open" ? (
          <Act label={t("Answered already")} tabIndex={tab} onPress={() => store.post(`${path}/answered`)} />
        ) : null}
        {answered ? (
          <Act label={t("Back to the list")} tabIndex={tab} onPress={() => desk.move(question, "reopen")} />
        ) : (
          <Act label={t("Dismiss")} tabIndex={tab} onPress={() => store.post(`${path}/dismiss`)} />
        )}
      </div>
      {question.answers.map((answer) => (
        <Reading
          kind="answer t"
          key={answer.id}
          subject={`answer:${answer.id}`}
          text={answer.text}
          language={answer.language}
          tab={tab}
        />
      ))}
    </>
  );
}

function PutTo({ question, tab }: { question: Question; tab: number }) {
  const store = useStore();
  const on = panelOf(store);
  const choices = on.includes(question.assigned) || !question.assigned ? on : [...on, question.assigned];
  const id = `put-${question.id}`;
  return (
    <div class="field">
      <label for={id}>{t("Put to")}</label>
      <select
        class="input sm"
        id={id}
        tabIndex={tab}
        value={question.assigned}
        onChange={(event) =>
          void store.post(`questions/${question.id}/assign`, { to: event.currentTarget.value })
        }
      >
        <option value="">{t("Anyone on the stage")}</option>
        {choices.map((person) => (
          <option key={person} value={person}>
            {store.name(person)}
          </option>
        ))}
      </select>
    </div>
  );
}
