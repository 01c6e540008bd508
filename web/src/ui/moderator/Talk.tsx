/** Both chats beside one another: with everyone, and of the staff alone. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Message } from "../../protocol/states";
import { useStore } from "../context";
import { ChatBox, Messages } from "../panel/Chat";
import { deskTab } from "../panel/Desk";
import { type Tab, Tabs } from "../panel/Tabs";

export type Chat = "say-all" | "say-staff" | "captions";

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
    setSeen((before) => ({
      all: chosen === "say-all" ? newest.all : before.all,
      staff: chosen === "say-staff" ? newest.staff : before.staff,
    }));
  }, [chosen, newest.all, newest.staff]);
  const desk = deskTab(useStore());
  const chats: Tab[] = [
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
      tabs={desk ? [...chats, desk] : chats}
      chosen={chosen}
      onChoose={(id) => onChoose(id as Chat)}
    />
  );
}
