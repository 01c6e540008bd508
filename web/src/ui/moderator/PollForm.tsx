import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Poll } from "../../protocol/states";
import { freshKey } from "../../services/api";
import { filledOptions, scaleMarks } from "../../state/desk";
import { useStore } from "../context";
import { Dialog } from "../Dialog";
import { Icon } from "../Icon";
import { Act } from "./parts";

const MOST = 10;
const SCALES: readonly [number, number][] = [
  [1, 5],
  [1, 7],
  [0, 10],
];

type Form = "single" | "multiple" | "scale";

interface Values {
  title: string;
  form: Form;
  options: readonly string[];
  scale: number;
}

function valuesOf(draft: Poll | undefined): Values {
  if (!draft) return { title: "", form: "single", options: ["", ""], scale: 0 };
  const scale = SCALES.findIndex(([from, to]) => scaleMarks(from, to).join() === draft.options.join());
  const options = draft.form === "scale" ? ["", ""] : draft.options;
  return { title: draft.title, form: draft.form as Form, options, scale: Math.max(0, scale) };
}

/** A new poll, or a draft that is changed. The key is kept until it is acknowledged: it cannot be doubled. */
export function PollForm({ draft, onClose }: { draft: Poll | undefined; onClose(): void }) {
  const store = useStore();
  const [values, setValues] = useState<Values>(() => valuesOf(draft));
  const key = useRef(freshKey());
  const { title, form } = values;
  const [from, to] = SCALES[values.scale] ?? [1, 5];
  const options = form === "scale" ? scaleMarks(from, to) : filledOptions(values.options);
  const why = !title.trim()
    ? t("Write the question first.")
    : options.length < 2
      ? t("Give two options.")
      : "";
  const save = async () => {
    const body = { title, form, options };
    const done = draft
      ? await store.post(`polls/${draft.id}/edit`, body)
      : await store.post("polls", { key: key.current, ...body });
    if (done) onClose();
  };
  const discard = async () => {
    if (draft && (await store.post(`polls/${draft.id}/discard`))) onClose();
  };
  const actions = (
    <>
      {draft ? <Act label={t("Discard")} kind="danger" onPress={discard} /> : null}
      <Act label={t("Save as a draft")} kind="primary" why={why} onPress={save} />
    </>
  );
  return (
    <Dialog
      title={draft ? t("Change the poll") : t("New poll")}
      onClose={onClose}
      close={t("Cancel")}
      actions={actions}
    >
      <Fields values={values} onChange={(changed) => setValues({ ...values, ...changed })} />
    </Dialog>
  );
}

interface FieldsProps {
  values: Values;
  onChange(changed: Partial<Values>): void;
}

function Fields({ values, onChange }: FieldsProps) {
  const forms: [Form, string][] = [
    ["single", t("One answer")],
    ["multiple", t("Several answers")],
    ["scale", t("A scale")],
  ];
  return (
    <div class="stack">
      <div class="field">
        <label for="poll-title">{t("Question")}</label>
        <input
          class="input"
          id="poll-title"
          maxLength={300}
          dir="auto"
          autocomplete="off"
          value={values.title}
          onInput={(event) => onChange({ title: event.currentTarget.value })}
        />
      </div>
      <fieldset class="field">
        <legend>{t("What may be answered")}</legend>
        <div class="row">
          {forms.map(([form, name]) => (
            <label class="check" key={form}>
              <input
                type="radio"
                name="poll-form"
                checked={values.form === form}
                onChange={() => onChange({ form })}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      {values.form === "scale" ? (
        <Scale values={values} onChange={onChange} />
      ) : (
        <Options values={values} onChange={onChange} />
      )}
    </div>
  );
}

function Scale({ values, onChange }: FieldsProps) {
  return (
    <div class="field">
      <label for="poll-scale">{t("Marks")}</label>
      <select
        class="input"
        id="poll-scale"
        value={values.scale}
        onChange={(event) => onChange({ scale: Number(event.currentTarget.value) })}
      >
        {SCALES.map(([from, to], index) => (
          <option key={to} value={index}>
            {t("{from} to {to}", { from, to })}
          </option>
        ))}
      </select>
    </div>
  );
}

function Options({ values, onChange }: FieldsProps) {
  const { options } = values;
  const put = (index: number, text: string) =>
    onChange({ options: options.map((option, at) => (at === index ? text : option)) });
  return (
    <fieldset class="field">
      <legend>{t("Options")}</legend>
      {options.map((option, index) => (
        <div class="row" key={index}>
          <input
            class="input"
            aria-label={t("Option {number}", { number: index + 1 })}
            maxLength={200}
            dir="auto"
            autocomplete="off"
            value={option}
            onInput={(event) => put(index, event.currentTarget.value)}
          />
          {options.length > 2 ? (
            <button
              type="button"
              class="btn quiet square sm"
              aria-label={t("Take option {number} away", { number: index + 1 })}
              onClick={() => onChange({ options: options.filter((_, at) => at !== index) })}
            >
              <Icon name="x" />
            </button>
          ) : null}
        </div>
      ))}
      {options.length < MOST ? (
        <button
          type="button"
          class="btn quiet sm start"
          onClick={() => onChange({ options: [...options, ""] })}
        >
          <Icon name="plus" />
          {t("Another option")}
        </button>
      ) : null}
    </fieldset>
  );
}
