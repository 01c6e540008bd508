/** What reading needs on the screen, as one chunk: the menu and the captions. */
export { Captions } from "./Captions";
export { Read } from "./Read";
