/** Written words within the booth and with its coordinators. Never on air. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { own } from "../../state/records";
import { useStore } from "../context";
import { useDraft } from "../panel/draft";
import { hourOf } from "../time";
import { useDesk } from "./context";
import { BoothPanel } from "./parts";

const LONGEST = 500; // characters; the same as interpretation/rules.py

export function Messages() {
  return (
    <BoothPanel
      id="messages"
      title={t("Booth messages")}
      head={<span class="meta">{t("never on air")}</span>}
      foot={<Writing />}
    >
      <Lines />
    </BoothPanel>
  );
}

function Lines() {
  const store = useStore();
  const booth = useDesk().booth.value;
  const messages = own(store.room.value.interpretation.messages, booth?.id ?? "") ?? [];
  const end = useRef<HTMLLIElement>(null);
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    const box = end.current?.closest(".panel-body");
    if (newest && box) box.scrollTop = box.scrollHeight;
  }, [newest]);
  if (messages.length === 0)
    return <p class="empty">{t("Nothing yet. Your partner and the coordinators read it.")}</p>;
  return (
    <ul class="stack" aria-live="polite" aria-relevant="additions">
      {messages.map((message) => (
        <li key={message.id} class="message">
          <p class="meta">
            <b class="soft">
              <bdi>{store.name(message.by)}</bdi>
            </b>{" "}
            <time>{hourOf(message.at)}</time>
          </p>
          <p dir="auto">{message.text}</p>
        </li>
      ))}
      <li ref={end} hidden />
    </ul>
  );
}

function Writing() {
  const desk = useDesk();
  const draft = useDraft("booth");
  const label = t("Message to partner and coordinator");
  const send = (event: Event) => {
    const booth = desk.booth.value?.id;
    if (booth) void draft.send(({ key, text }) => desk.post("message", { key, booth, text }), event);
    else event.preventDefault();
  };
  return (
    <form class="panel-foot" onSubmit={send}>
      <label class="vh" for="booth-message">
        {label}
      </label>
      <input
        class="input"
        id="booth-message"
        maxLength={LONGEST}
        dir="auto"
        autocomplete="off"
        placeholder={label}
        value={draft.text}
        onInput={(event) => draft.write(event.currentTarget.value)}
      />
    </form>
  );
}
