package main

import "errors"

// rate is Opus' clock: RTP, CMAF and the recorder count sound in samples of it.
const rate = 48000

var errOpus = errors.New("not an Opus packet")

// frameSamples is the length of one frame for each of the 32 configurations of a TOC byte (RFC 6716, 3.1).
var frameSamples = func() (table [32]int64) {
	for config := range table {
		switch {
		case config < 12: // SILK
			table[config] = [4]int64{480, 960, 1920, 2880}[config%4]
		case config < 16: // hybrid
			table[config] = [2]int64{480, 960}[config%2]
		default: // CELT
			table[config] = [4]int64{120, 240, 480, 960}[config%4]
		}
	}
	return
}()

// opusSamples says how long a packet sounds, in samples of 48 kHz; a packet of more than 120 ms is refused.
func opusSamples(data []byte) (int64, error) {
	if len(data) == 0 {
		return 0, errOpus
	}
	frames := int64(1)
	switch data[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(data) < 2 || data[1]&63 == 0 {
			return 0, errOpus
		}
		frames = int64(data[1] & 63)
	}
	samples := frames * frameSamples[data[0]>>3]
	if samples > rate*120/1000 {
		return 0, errOpus
	}
	return samples, nil
}

// Silence in one CELT frame of 20, 10, 5 or 2.5 ms, mono, full band: "silence" is the first bit that a decoder reads.
var silences = []struct {
	samples int64
	data    []byte
}{
	{960, []byte{0xf8, 0xff, 0xfe}},
	{480, []byte{0xf0, 0xff, 0xfe}},
	{240, []byte{0xe8, 0xff, 0xfe}},
	{120, []byte{0xe0, 0xff, 0xfe}},
}

// silence is the longest silent packet that fits into a gap of so many samples; the shortest when none does.
func silence(gap int64) (int64, []byte) {
	for _, one := range silences {
		if one.samples <= gap {
			return one.samples, one.data
		}
	}
	last := silences[len(silences)-1]
	return last.samples, last.data
}

// opusVoice says whether the coder found a voice in a packet, where that can be told: SILK begins with one bit for each
// 20 ms (RFC 6716, 4.2.3). True for everything else.
func opusVoice(data []byte) bool {
	config := data[0] >> 3
	if config >= 16 || data[0]&3 != 0 || len(data) < 2 {
		return true
	}
	frames := 1
	if config < 12 && config%4 >= 2 {
		frames = int(config % 4)
	}
	return data[1]>>(8-frames) != 0
}
