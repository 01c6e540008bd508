/** In which language one hears the seminar: floor or channel, the floor's loudness underneath, sign language. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Channel } from "../../protocol/states";
import { type Listening, LOUDEST_ORIGINAL } from "../../services/listening";
import type { Store } from "../../services/store";
import { settled } from "../../state/interpretation";
import { endonym } from "../../state/languages";
import { channelsOf, floorLanguage, type Heard, isMissing, sameLanguage } from "../../state/listening";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { useNow } from "../time";
import { useMenu } from "./menu";
import { Row } from "./Row";

export function Listen() {
  const listening = useStore().listening.value;
  return listening ? <Control listening={listening} /> : null;
}

function Control({ listening }: { listening: Listening }) {
  const { sources } = useStore();
  const recorded = sources.place.value === "broadcast"; // its sounds are mixed already
  const menu = useMenu();
  const panel = useId();
  const heard = listening.heard.value;
  listening.language.value; // the channel follows from it
  const { channel } = listening;
  return (
    <div
      class="menu-wrap"
      role="group"
      aria-label={t("Listen")}
      ref={menu.wrap}
      onKeyDown={menu.onKeyDown}
      onFocusOut={menu.onFocusOut}
      data-heard={heard.interpreter || "floor"}
      data-reason={heard.reason}
    >
      <button
        type="button"
        class="langctl"
        id="listen"
        ref={menu.button}
        aria-haspopup="menu"
        aria-expanded={menu.open}
        aria-controls={panel}
        aria-keyshortcuts="L"
        onClick={menu.toggle}
      >
        <Icon name="listen" />
        <Kind missing={isMissing(heard.reason)} />
        <span class="v">
          <Value channel={channel} heard={heard} />
        </span>
        <Icon name="up" />
      </button>
      {menu.open ? (
        <div class="menu" id={panel}>
          <Channels listening={listening} onChosen={menu.close} />
          {channel && !recorded ? <Original listening={listening} /> : null}
          {recorded ? null : <Signs listening={listening} />}
        </div>
      ) : null}
      <Announced heard={heard} />
    </div>
  );
}

/** "Floor (中文)" */
function Floor() {
  const store = useStore();
  const { interpretation, stage } = store.room.value;
  const turn = floorLanguage(interpretation, stage, useNow(store.offset));
  if (!turn) return <>{t("Floor")}</>;
  return (
    <>
      {t("Floor")} (<Endonym tag={turn} />)
    </>
  );
}

/** What the button is for; or, in its place, that nobody interprets: the place does not move. */
function Kind({ missing }: { missing: boolean }) {
  if (!missing) return <span class="k">{t("Listen")}</span>;
  return (
    <span class="k warned">
      <span class="vh">{t("Listen")}, </span>
      {t("No interpreter now")}
    </span>
  );
}

function Endonym({ tag }: { tag: string }) {
  return <bdi lang={tag}>{endonym(tag)}</bdi>;
}

function Value({ channel, heard }: { channel: string; heard: Heard }) {
  if (!channel) return <Floor />;
  const how = heard.interpreter
    ? t("interpreter")
    : heard.reason === "arriving"
      ? t("connecting")
      : t("floor");
  return (
    <>
      <Endonym tag={channel} />, {how}
    </>
  );
}

function Channels({ listening, onChosen }: { listening: Listening; onChosen(): void }) {
  const store = useStore();
  const now = useNow(store.offset);
  const { interpretation } = store.room.value;
  const { channel } = listening;
  const choose = (language: string) => {
    listening.choose(language);
    onChosen();
  };
  return (
    <div role="menu" aria-label={t("Hear the seminar in")}>
      <div class="menu-title" aria-hidden="true">
        {t("Hear the seminar in")}
      </div>
      <Row checked={channel === ""} onChoose={() => choose("")}>
        <Floor />
      </Row>
      {channelsOf(interpretation, "audio").map((each) => (
        <Row
          key={each.language}
          checked={each.language === channel}
          note={note(each, store, listening, now)}
          onChoose={() => choose(each.language)}
        >
          <Endonym tag={each.language} />
        </Row>
      ))}
    </div>
  );
}

/** What is known of a channel: of the one that is heard what the ears say, of others what the log says. */
function note(channel: Channel, store: Store, listening: Listening, now: number): string {
  const { interpretation, stage } = store.room.value;
  const ears = channel.language === listening.channel ? listening.heard.value.reason : "";
  const spoken = sameLanguage(floorLanguage(interpretation, stage, now), channel.language);
  if (ears ? ears === "same_language" : spoken) return t("spoken on the floor");
  const { holder, silenced } = settled(channel, now);
  const missing = ears ? isMissing(ears) : !holder || silenced;
  return missing ? t("no interpreter now") : t("interpreter");
}

function Original({ listening }: { listening: Listening }) {
  const id = useId();
  const percent = Math.round(listening.original.value * 100);
  return (
    <div class="menu-field">
      <label for={id}>{t("Original underneath")}</label>
      <output class="num ltr" for={id}>
        {percent} %
      </output>
      <input
        type="range"
        id={id}
        min={0}
        max={LOUDEST_ORIGINAL * 100}
        step={5}
        value={percent}
        aria-valuetext={`${percent} %`}
        onInput={(event) => listening.setOriginal(Number(event.currentTarget.value) / 100)}
      />
    </div>
  );
}

/** Sign language is chosen apart from the sound: some people want both. */
function Signs({ listening }: { listening: Listening }) {
  const channels = channelsOf(useStore().room.value.interpretation, "sign");
  const chosen = listening.sign.value;
  if (channels.length === 0) return null;
  const watched = channels.some((each) => each.language === chosen);
  return (
    <div role="menu" aria-label={t("Sign language")}>
      <div class="menu-title" aria-hidden="true">
        {t("Sign language")}
      </div>
      <Row checked={!watched} onChoose={() => listening.watch("")}>
        {t("None")}
      </Row>
      {channels.map((each) => (
        <Row
          key={each.language}
          checked={each.language === chosen}
          note={each.holder ? "" : t("no interpreter now")}
          onChoose={() => listening.watch(each.language)}
        >
          <Endonym tag={each.language} />
        </Row>
      ))}
    </div>
  );
}

const SETTLES = 500; // milliseconds: a shorter gap is not worth a word

/** Says once that there is no interpreter, and once that there is one again. */
function Announced({ heard }: { heard: Heard }) {
  const missing = isMissing(heard.reason);
  const [text, setText] = useState("");
  const said = useRef(false);
  useEffect(() => {
    if (heard.reason === "arriving") return;
    const timer = setTimeout(() => {
      if (missing) setText(t("No interpreter now. You hear the floor."));
      else setText(said.current && heard.interpreter ? t("The interpreter is back.") : "");
      said.current = missing;
    }, SETTLES);
    return () => clearTimeout(timer);
  }, [missing, heard.interpreter, heard.reason]);
  return (
    <p class="vh" role="status">
      {text}
    </p>
  );
}
