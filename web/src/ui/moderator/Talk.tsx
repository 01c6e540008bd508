/** Both chats beside one another: with everyone, and of the staff alone. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Message } from "../../protocol/states";
import { useStore } from "../context";
import { ChatBox, Messages } from "../panel/Chat";
import { Tabs } from "../panel/Tabs";

export type Chat = "say-all" | "say-staff";

/** How many messages came after the one seen last. */
export function unseen(messages: readonly Message[], seen: string): number {
  const at = messages.findIndex((message) => message.id === seen);
  return messages.length - 1 - at;
}

export function Talk({ chosen, onChoose }: { chosen: Chat; onChoose(chat: Chat): void }) {
  const { messages, backstage } = useStore().room.value.chat;
  const [seen, setSeen] = useState({ all: messages.at(-1)?.id ?? "", staff: backstage.at(-1)?.id ?? "" });
  const newest = { all: messages.at(-1)?.id ?? "", staff: backstage.at(-1)?.id ?? "" };
  useEffect(() => {
    setSeen((before) =>
      chosen === "say-all" ? { ...before, all: newest.all } : { ...before, staff: newest.staff },
    );
  }, [chosen, newest.all, newest.staff]);
  const tabs = [
    {
      id: "say-staff",
      label: t("Backstage chat"),
      count: chosen === "say-staff" ? 0 : unseen(backstage, seen.staff),
      body: <Messages backstage />,
      foot: <ChatBox backstage />,
    },
    {
      id: "say-all",
      label: t("Chat"),
      count: chosen === "say-all" ? 0 : unseen(messages, seen.all),
      body: <Messages />,
      foot: <ChatBox />,
    },
  ];
  return (
    <Tabs
      label={t("Chat and backstage chat")}
      tabs={tabs}
      chosen={chosen}
      onChoose={(id) => onChoose(id as Chat)}
    />
  );
}
