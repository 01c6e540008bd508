/** Oneself in the mirror, as who watches a sign language sees one; or the partner, while they sign. */
import { t } from "../../i18n";
import { useStore } from "../context";
import { Tile, Video } from "../room/Tiles";
import { useDesk } from "./context";

export function Signing() {
  const desk = useDesk();
  const store = useStore();
  store.mediaTurn.value;
  const { signed, holder } = desk.situation.value;
  if (!signed) return null;
  const peers = store.media.peers();
  const camera = peers.find(({ local }) => local)?.camera;
  const partner = peers.find(({ local, identity }) => !local && identity === holder);
  if (partner && !camera) return <Tile peer={partner} />;
  return (
    <figure class="tile">
      {camera ? (
        <Video track={camera} mirrored label={t("Your camera")} />
      ) : (
        <div class="stillface">
          <p>{t("The camera is off.")}</p>
        </div>
      )}
      <figcaption>
        <span dir="auto">{t("You")}</span>
      </figcaption>
    </figure>
  );
}

/** What of the picture goes out, in words. */
export function PictureSent() {
  const desk = useDesk();
  const store = useStore();
  store.mediaTurn.value;
  const picture = desk.sends ? desk.picture.picture.value : undefined;
  if (!picture) return <p class="meta">{t("No picture is sent at the moment.")}</p>;
  const { width, height, frames, limit } = picture;
  return (
    <p class="meta">
      {t("{width} × {height}, {frames} pictures a second", { width, height, frames })}
      {limit === "line" ? `, ${t("the line carries no more")}` : ""}
      {limit === "device" ? `, ${t("this device makes no more")}` : ""}
    </p>
  );
}

/** Who has asked for little traffic is told what that means for who signs. */
export function LightNote() {
  const desk = useDesk();
  const { media, mediaTurn } = useStore();
  mediaTurn.value;
  if (!media.light || !desk.situation.value.signed) return null;
  return <p class="meta">{t("Low bandwidth: you receive no pictures; yours is sent.")}</p>;
}
