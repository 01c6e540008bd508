/** Dialogs of the board: put a question to someone, answer it in writing, merge it into another. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Question } from "../../protocol/states";
import { candidates } from "../../state/likeness";
import { own } from "../../state/records";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import { useDraft } from "../panel/draft";
import { Reading, ReadingSpan, readingOf } from "../panel/Reading";
import { Act, panelOf } from "./parts";

export interface Asking {
  readonly what: "put" | "reply" | "merge";
  readonly question: string;
}

const LONGEST_ANSWER = 4000;

export function AskDialogs({ asking, onClose }: { asking: Asking; onClose(): void }) {
  const question = own(useStore().room.value.questions.questions, asking.question);
  if (!question) return null;
  const Dialogs = { put: PutDialog, reply: ReplyDialog, merge: MergeDialog };
  const Chosen = Dialogs[asking.what];
  return <Chosen question={question} onClose={onClose} />;
}

interface Props {
  question: Question;
  onClose(): void;
}

function Quoted({ question }: { question: Question }) {
  return (
    <blockquote class="quoted">
      <Reading subject={`question:${question.id}`} text={question.text} language={question.language} />
    </blockquote>
  );
}

function PutDialog({ question, onClose }: Props) {
  const store = useStore();
  const take = async (to: string) => {
    const done = await store.post(`questions/${question.id}/take-up`, { ...(to ? { to } : {}) });
    if (done) onClose();
  };
  return (
    <Dialog title={t("Ask live: who answers?")} onClose={onClose} close={t("Cancel")}>
      <div class="stack">
        <Quoted question={question} />
        <div class="choices">
          {panelOf(store).map((person) => (
            <Act key={person} label={store.name(person)} kind="start" onPress={() => take(person)} />
          ))}
          <Act label={t("Anyone on the stage")} kind="start quiet" onPress={() => take("")} />
        </div>
      </div>
    </Dialog>
  );
}

/** What was written stays when the dialog is left: until the answer is acknowledged, one comes back to it. */
function ReplyDialog({ question, onClose }: Props) {
  const store = useStore();
  const draft = useDraft(`reply ${question.id}`);
  const send = async () => {
    const path = `questions/${question.id}/answers`;
    if (await draft.send(({ key, text }) => store.post(path, { key, text }))) onClose();
  };
  return (
    <Dialog
      title={t("Answer in writing")}
      onClose={onClose}
      close={t("Cancel")}
      actions={
        <Act
          label={t("Send the answer")}
          kind="primary"
          why={draft.busy || draft.text.trim() ? "" : t("Write something first.")}
          onPress={send}
        />
      }
    >
      <div class="stack">
        <Quoted question={question} />
        <div class="field">
          <label for="reply-text">{t("Your answer, for everyone to read")}</label>
          <textarea
            class="input"
            id="reply-text"
            rows={5}
            dir="auto"
            maxLength={LONGEST_ANSWER}
            value={draft.text}
            onInput={(event) => draft.write(event.currentTarget.value)}
          />
        </div>
      </div>
    </Dialog>
  );
}

function MergeDialog({ question, onClose }: Props) {
  const store = useStore();
  const [into, setInto] = useState("");
  const read = ({ id, text, language }: Question) => readingOf(store, `question:${id}`, text, language).text;
  const found = candidates(question, Object.values(store.room.value.questions.questions), read);
  const merge = async () => {
    if (await store.post(`questions/${question.id}/merge`, { into })) onClose();
  };
  return (
    <Dialog
      title={t("Merge into which question?")}
      onClose={onClose}
      close={t("Cancel")}
      actions={
        <Act
          label={t("Merge")}
          kind="primary"
          why={into ? "" : t("Choose a question first.")}
          onPress={merge}
        />
      }
    >
      <div class="stack">
        <Quoted question={question} />
        {found.length === 0 ? (
          <p class="meta">{t("There is no other question to merge it into.")}</p>
        ) : (
          <fieldset class="choices scrolls">
            <legend class="vh">{t("Merge into which question?")}</legend>
            {found.map(({ question: other, likely }) => (
              <label class="check" key={other.id}>
                <input
                  type="radio"
                  name="merge-into"
                  checked={into === other.id}
                  onChange={() => setInto(other.id)}
                />
                <ReadingSpan subject={`question:${other.id}`} text={other.text} language={other.language} />
                <span class="count">
                  {likely ? <span class="badge accent">{t("Looks alike")}</span> : null}{" "}
                  {tn("{count} vote", "{count} votes", other.votes)}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <p class="meta">{t("Its votes go with it; whoever voted for both counts once.")}</p>
      </div>
    </Dialog>
  );
}
