import type { Peer } from "../../services/media";
import { useStore } from "../context";

/** The peers one may see: oneself, and everyone on the stage or with the floor. */
export function useSpeakers(): Peer[] {
  const store = useStore();
  store.mediaTurn.value;
  const { stage, floor } = store.room.value.stage;
  return store.media
    .peers()
    .filter((peer) => Object.hasOwn(stage, peer.identity) || Object.hasOwn(floor, peer.identity));
}
