/** Where sound and picture come from: the SFU (media.ts) and the broadcast (broadcast.ts) are begun and ended alike. */
export interface Source {
  start(): Promise<void>;
  stop(): Promise<void>;
}
