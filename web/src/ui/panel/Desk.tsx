/** The captioner's desk as a chunk of its own, which only those who may correct captions fetch. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Store } from "../../services/store";
import type { Tab } from "./Tabs";

type Parts = typeof import("./CaptionDesk");

function Desk({ part }: { part: keyof Parts }) {
  const [found, setFound] = useState<Parts | undefined>(undefined);
  useEffect(() => void import("./CaptionDesk").then(setFound), []);
  const Part = found?.[part];
  return Part ? <Part /> : null;
}

/** The tab for captions; writing them oneself is the captioners'. */
export function deskTab(store: Store): Tab | undefined {
  const { moderator, roles } = store.me.value;
  const writes = roles.includes("captioner");
  if (!moderator && !writes) return undefined;
  const foot = writes ? <Desk part="CaptionBox" /> : undefined;
  return { id: "captions", label: t("Captions"), body: <Desk part="CaptionDesk" />, foot };
}
