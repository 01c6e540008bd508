/** The channels on the moderators' desk: who is heard in which language now. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import { type ChannelLine, channelLines } from "../../state/channels";
import { endonym } from "../../state/languages";
import { useStore } from "../context";
import { useNow } from "../time";
import { Booths } from "./dialogs";
import { Act, Panel } from "./parts";

export function Interpretation() {
  const store = useStore();
  const now = useNow(store.offset);
  const [managing, setManaging] = useState(false);
  const { lines, without } = channelLines(store.room.value.interpretation.channels, now);
  const head = (
    <>
      {without > 0 ? (
        <span class="badge warn">
          {tn("{count} channel without a voice", "{count} channels without a voice", without)}
        </span>
      ) : null}
      <Act label={t("Booths…")} onPress={() => setManaging(true)} />
    </>
  );
  return (
    <Panel id="interpretation" title={t("Interpretation")} head={head}>
      {lines.length === 0 ? (
        <p class="meta">{t("There are no channels yet: everyone hears the floor.")}</p>
      ) : (
        <table class="table channels">
          <thead>
            <tr>
              <th scope="col">{t("Channel")}</th>
              <th scope="col">{t("State of the channel")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Row key={line.language} line={line} />
            ))}
          </tbody>
        </table>
      )}
      {managing ? <Booths onClose={() => setManaging(false)} /> : null}
    </Panel>
  );
}

const DOTS = { voice: "on", handover: "warn", muted: "warn", nobody: "" } as const;

function Row({ line }: { line: ChannelLine }) {
  return (
    <tr>
      <th scope="row">
        <bdi lang={line.language}>{endonym(line.language)}</bdi>
        {line.pivot ? <span class="badge"> {t("Pivot")}</span> : null}
      </th>
      <td>
        <span class={`dot ${DOTS[line.mark]}`.trim()}>
          <Words line={line} />
        </span>
      </td>
    </tr>
  );
}

function Words({ line }: { line: ChannelLine }) {
  const store = useStore();
  const name = store.name(line.holder);
  switch (line.mark) {
    case "voice":
      return <bdi>{name}</bdi>;
    case "muted":
      return <>{t("{name}, muted: listeners hear the floor", { name })}</>;
    case "handover":
      return (
        <>{t("Handover to {name} in {seconds} s", { name: store.name(line.next), seconds: line.seconds })}</>
      );
    default:
      return <>{t("No interpreter now")}</>;
  }
}
