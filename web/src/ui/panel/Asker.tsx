import { t } from "../../i18n";
import type { Question } from "../../protocol/states";
import { useStore } from "../context";

/** "Intensive care nurse, Uzbekistan"; "Anonymous" when the asker did not want to be named. */
export function Asker({ question }: { question: Question }) {
  const store = useStore();
  const card = store.people.value[question.asker];
  if (question.anonymous && !store.me.value.staff) return <span>{t("Anonymous")}</span>;
  const about = [card?.specialty, store.states.value[card?.state ?? ""]].filter(Boolean).join(", ");
  return (
    <span>
      <bdi>{store.name(question.asker)}</bdi>
      {about ? ` · ${about}` : ""}
      {question.anonymous ? ` · ${t("anonymous to the audience")}` : ""}
    </span>
  );
}
