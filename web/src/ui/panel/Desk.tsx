/** The captioner's desk as a chunk of its own, which only those who may correct captions fetch. */
import { t } from "../../i18n";
import type { Store } from "../../services/store";
import { lazyPart } from "../lazy";
import type { Tab } from "./Tabs";

const CaptionDesk = lazyPart<object>(() => import("./CaptionDesk").then((module) => module.CaptionDesk));
const CaptionBox = lazyPart<object>(() => import("./CaptionDesk").then((module) => module.CaptionBox));

/** The tab for captions; writing them oneself is the captioners'. */
export function deskTab(store: Store): Tab | undefined {
  const { moderator, roles } = store.me.value;
  const writes = roles.includes("captioner");
  if (!moderator && !writes) return undefined;
  const foot = writes ? <CaptionBox /> : undefined;
  return { id: "captions", label: t("Captions"), body: <CaptionDesk />, foot };
}
