/** How good the speaker's sound arrives, in a word and in figures. */
import { t } from "../../i18n";
import { strained } from "../../services/boothquality";
import { useStore } from "../context";
import { useDesk } from "./context";
import { inDecibels, ltr } from "./parts";

const TELEPHONE = 4500; // Hz
const WIDE = 9000;
const SOME_LOSS = 0.005;
const MUCH_LOSS = 0.03;

export function Badge() {
  const desk = useDesk();
  useStore().mediaTurn.value;
  const { loss, bandwidth, kilobits, level } = desk.quality.quality.value;
  const speaker = desk.speaker();
  if (!speaker || Number.isNaN(loss)) return <span class="dot off">{t("no speaker")}</span>;
  const bad = loss > MUCH_LOSS || (bandwidth > 0 && bandwidth < TELEPHONE);
  const strain = strained(level);
  const fair = loss > SOME_LOSS || (bandwidth > 0 && bandwidth < WIDE) || strain !== "";
  const look = bad ? "live" : fair ? "wait" : "on";
  const kilohertz = (bandwidth / 1000).toFixed(1);
  const line = bandwidth
    ? t("{kilobits} kbit/s, sound up to {kilohertz} kHz", { kilobits, kilohertz })
    : `${kilobits} kbit/s`; // nobody has spoken for long enough to judge the band
  const voice = t("voice at {level}", { level: ltr(inDecibels(level)) });
  const details = Number.isNaN(level) ? line : `${line}, ${voice}`;
  return (
    <span class={`dot ${look} nowrap`} title={details}>
      {loss > SOME_LOSS ? t("{percent} % lost", { percent: (loss * 100).toFixed(1) }) : t("no loss")}
      {bandwidth > 0 ? `, ${band(bandwidth)}` : ""}
      {strain === "quiet" ? `, ${t("very quiet")}` : ""}
      {strain === "loud" ? `, ${t("very loud")}` : ""}
      <span class="vh">. {details}</span>
    </span>
  );
}

function band(bandwidth: number): string {
  if (bandwidth < TELEPHONE) return t("telephone band");
  if (bandwidth < WIDE) return t("wide band");
  return t("full band");
}
