package main

import "testing"

func TestLengthOfPackets(t *testing.T) {
	for _, one := range []struct {
		data    []byte
		samples int64
	}{
		{[]byte{0xf8, 0xff, 0xfe}, 960}, {[]byte{0xf0, 0}, 480}, {[]byte{0xe0, 0}, 120},
		{[]byte{0x08, 0}, 960}, {[]byte{0x18, 0}, 2880}, {[]byte{0x10, 0}, 1920}, // SILK 20, 60, 40 ms
		{[]byte{0x79, 0, 0}, 1920}, // two frames of 20 ms
		{[]byte{0x7b, 3, 0}, 2880}, // three of them, counted in a byte of its own
	} {
		if got, err := opusSamples(one.data); err != nil || got != one.samples {
			t.Errorf("% x: %d, %v; want %d", one.data, got, err, one.samples)
		}
	}
	for _, bad := range [][]byte{nil, {}, {0x7b}, {0x7b, 0}, {0x7b, 63}, {0x1b, 48}} {
		if got, err := opusSamples(bad); err == nil {
			t.Errorf("% x: %d, want a refusal", bad, got)
		}
	}
}

func TestSilenceFitsTheGap(t *testing.T) {
	for _, gap := range []int64{1, 120, 239, 240, 479, 480, 959, 960, 5000} {
		samples, data := silence(gap)
		if said, err := opusSamples(data); err != nil || said != samples {
			t.Errorf("gap %d: a packet of %d that says %d, %v", gap, samples, said, err)
		}
		if samples > max(gap, 120) {
			t.Errorf("gap %d: filled with %d", gap, samples)
		}
	}
}

func TestTheCodersOwnOpinion(t *testing.T) {
	for _, one := range []struct {
		data  []byte
		voice bool
	}{
		{[]byte{0x08, 0x80, 0}, true}, {[]byte{0x08, 0x7f, 0}, false}, {[]byte{0x78, 0x80, 0}, true}, {[]byte{0x78, 0x40, 0}, false},
		{[]byte{0x18, 0x20, 0}, true}, {[]byte{0x18, 0x1f, 0}, false}, // 60 ms: three bits
		{[]byte{0xf8, 0, 0}, true}, {[]byte{0x08}, true}, // CELT does not say
	} {
		if got := opusVoice(one.data); got != one.voice {
			t.Errorf("% x: %v", one.data, got)
		}
	}
}
