/** How loud a node of Web Audio was since one looked last: a short sound between two looks is seen too. */

/** Samples that are kept: 170 ms at 48 kHz, more than there is between two looks (100 ms). */
const KEPT = 8192;
/** The ear takes some 20 ms together. */
const PART = 1024;

export class Loudness {
  private readonly node: AnalyserNode;
  private readonly samples = new Float32Array(KEPT);

  constructor(context: BaseAudioContext, source: AudioNode) {
    this.node = new AnalyserNode(context, { fftSize: KEPT });
    source.connect(this.node);
  }

  /** RMS of the loudest part, 0 to 1. */
  level(): number {
    this.node.getFloatTimeDomainData(this.samples);
    return loudestPart(this.samples);
  }

  /** The highest sample, 0 to 1 and above. */
  peak(): number {
    this.node.getFloatTimeDomainData(this.samples);
    return this.samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  }
}

/** RMS of the loudest 1024 samples in a row of such parts. */
export function loudestPart(samples: Float32Array): number {
  let loudest = 0;
  for (let begin = 0; begin < samples.length; begin += PART) {
    let sum = 0;
    for (const sample of samples.subarray(begin, begin + PART)) sum += sample * sample;
    loudest = Math.max(loudest, sum);
  }
  return Math.sqrt(loudest / PART);
}
