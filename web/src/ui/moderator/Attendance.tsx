import { t, tn } from "../../i18n";
import { attendance } from "../../state/backstage";
import { useStore } from "../context";
import { Panel } from "./parts";

/** Who is here, by state: the figure says it, the bar is decoration. */
export function Attendance() {
  const store = useStore();
  const { present, states } = store.room.value.stage;
  const shares = attendance(states);
  return (
    <Panel
      id="attendance"
      title={t("Attendance by state")}
      head={<span class="meta">{tn("{count} present", "{count} present", present)}</span>}
    >
      {shares.length === 0 ? (
        <p class="meta">{t("Nobody has come yet.")}</p>
      ) : (
        <dl class="att">
          {shares.map(({ code, count, percent }) => (
            <div key={code}>
              <dt>{code ? (store.states.value[code] ?? code) : t("State not given")}</dt>
              <dd aria-hidden="true">
                <span class="bar" style={{ "--v": percent }} />
              </dd>
              <dd class="n">{count}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
