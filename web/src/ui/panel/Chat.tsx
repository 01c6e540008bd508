import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Message } from "../../protocol/states";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { momentOf } from "../time";
import { useDraft } from "./draft";
import { Reading } from "./Reading";

export const LONGEST_MESSAGE = 2000;

function Line({ message }: { message: Message }) {
  const store = useStore();
  const may = store.me.value.moderator || message.by === store.me.value.id;
  return (
    <li class="message">
      <p class="meta">
        <b class="soft">
          <bdi>{store.name(message.by)}</bdi>
        </b>{" "}
        <time>{momentOf(message.at)}</time>
        {may && !message.removed ? (
          <button type="button" class="linkish" onClick={() => void store.post(`chat/${message.id}/remove`)}>
            {t("Remove")}
          </button>
        ) : null}
      </p>
      {message.removed ? (
        <p class="text">
          <i class="meta">{t("This message was removed.")}</i>
        </p>
      ) : (
        <Reading
          kind="text"
          subject={`message:${message.id}`}
          text={message.text}
          language={message.language}
          own={message.by === store.me.value.id}
        />
      )}
    </li>
  );
}

/** Keeps to the newest message unless the reader has scrolled up. */
export function Messages({ backstage = false }: { backstage?: boolean }) {
  const chat = useStore().room.value.chat;
  const messages = backstage ? chat.backstage : chat.messages;
  const end = useRef<HTMLLIElement>(null);
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    const box = end.current?.closest(".panel-body");
    if (newest && box && box.scrollHeight - box.scrollTop - box.clientHeight < 200)
      box.scrollTop = box.scrollHeight;
  }, [newest]);
  if (messages.length === 0) return <p class="empty">{t("Nobody has written anything yet.")}</p>;
  return (
    <ul class="stack" aria-live="polite" aria-relevant="additions">
      {messages.map((message) => (
        <Line key={message.id} message={message} />
      ))}
      <li ref={end} hidden />
    </ul>
  );
}

export function ChatBox({ backstage = false }: { backstage?: boolean }) {
  const store = useStore();
  const draft = useDraft(backstage ? "backstage" : "chat");
  const { text } = draft;
  const label = backstage ? t("Message to the staff") : t("Message to everyone");
  const id = backstage ? "say-backstage" : "say";
  const say = (event: Event) =>
    void draft.send(({ key, text }) => store.post("chat", { key, text, backstage }), event);
  return (
    <form class="panel-foot askbox" onSubmit={say}>
      <label class="vh" for={id}>
        {label}
      </label>
      <input
        class="input"
        id={id}
        maxLength={LONGEST_MESSAGE}
        dir="auto"
        autocomplete="off"
        placeholder={label}
        value={text}
        onInput={(event) => draft.write(event.currentTarget.value)}
      />
      <button type="submit" class="btn" aria-disabled={draft.busy || !text.trim()}>
        <Icon name="send" flip />
        {t("Send")}
      </button>
    </form>
  );
}
