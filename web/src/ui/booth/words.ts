/** What is said of the voice in a spoken channel, and of the picture in a signed one. */
import { t } from "../../i18n";

export interface Words {
  readonly on: string;
  readonly off: string;
  readonly into: string;
  readonly cough: string;
  readonly coughNote: string;
  readonly coughing: string;
  readonly mute: string;
  readonly muteNote: string;
  readonly muted: string;
  readonly mutedNote: string;
  /** What the audience has meanwhile. */
  readonly unheard: string;
  readonly nobody: string;
  readonly lost: string;
}

const spoken = (): Words => ({
  on: t("Mic on"),
  off: t("Mic off"),
  into: t("I speak into"),
  cough: t("Cough"),
  coughNote: t("hold to silence"),
  coughing: t("Cough: silent"),
  mute: t("Mute"),
  muteNote: t("listeners hear the floor"),
  muted: t("Muted"),
  mutedNote: t("press again to be heard"),
  unheard: t("Listeners hear the floor"),
  nobody: t("No interpreter now: listeners hear the floor"),
  lost: t("Listeners hear the floor. We keep trying."),
});

const signed = (): Words => ({
  on: t("Camera on"),
  off: t("Camera off"),
  into: t("I sign into"),
  cough: t("Cover"),
  coughNote: t("hold to be unseen"),
  coughing: t("Covered"),
  mute: t("Pause"),
  muteNote: t("the camera rests"),
  muted: t("Paused"),
  mutedNote: t("press again to be seen"),
  unheard: t("Nobody sees you"),
  nobody: t("No interpreter now"),
  lost: t("Nobody sees you. We keep trying."),
});

export function wordsOf(situation: { readonly signed: boolean }): Words {
  return situation.signed ? signed() : spoken();
}
