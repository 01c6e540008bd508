/** The whole room: all states beside one another. Joining late, a lost line and the replay are this one fold. */
import { known, type WireEntry } from "../protocol/entry";
import type { RoomState } from "../protocol/states";
import { emptyCaptions, foldCaptions } from "./captions";
import { emptyChat, foldChat } from "./chat";
import { emptyChecks, foldChecks } from "./checks";
import { emptyInterpretation, foldInterpretation } from "./interpretation";
import { emptyPolls, foldPolls } from "./polls";
import { emptyQuestions, foldQuestions } from "./questions";
import { emptyRecordings, foldRecordings } from "./recordings";
import { emptySeminar, foldSeminar } from "./seminar";
import { emptySlides, foldSlides } from "./slides";
import { emptyStage, foldStage } from "./stage";
import { emptyTranslation, foldTranslation } from "./translation";

export const emptyRoom: RoomState = {
  seminar: emptySeminar,
  slides: emptySlides,
  questions: emptyQuestions,
  polls: emptyPolls,
  chat: emptyChat,
  stage: emptyStage,
  interpretation: emptyInterpretation,
  captions: emptyCaptions,
  translation: emptyTranslation,
  recordings: emptyRecordings,
  checks: emptyChecks,
};

/** One entry onto the room. A part that the entry does not concern stays the same object. */
export function foldRoom(state: RoomState, wire: WireEntry): RoomState {
  const entry = known(wire);
  return {
    seminar: foldSeminar(state.seminar, entry),
    slides: foldSlides(state.slides, entry),
    questions: foldQuestions(state.questions, entry),
    polls: foldPolls(state.polls, entry),
    chat: foldChat(state.chat, entry),
    stage: foldStage(state.stage, entry),
    interpretation: foldInterpretation(state.interpretation, entry),
    captions: foldCaptions(state.captions, entry),
    translation: foldTranslation(state.translation, entry),
    recordings: foldRecordings(state.recordings, entry),
    checks: foldChecks(state.checks, entry),
  };
}
