package main

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"
)

// share is which part of a rendition's samples between two seconds come from somebody.
func (s *sim) share(rendition, identity string, from, to float64) float64 {
	s.t.Helper()
	all, theirs := 0.0, 0.0
	for _, one := range s.segments(rendition) {
		for _, sample := range s.read(one.Name) {
			if at := float64(sample.at) / rate; at < from || at >= to {
				continue
			}
			all += float64(sample.dur)
			if len(sample.data) > 3 && bytes.HasPrefix(sample.data[1:], append([]byte(identity), 0)) {
				theirs += float64(sample.dur)
			}
		}
	}
	if all == 0 {
		s.t.Fatalf("nothing of %s between %g and %g s", rendition, from, to)
	}
	return theirs / all
}

func (s *sim) expect(rendition, identity string, from, to float64) {
	s.t.Helper()
	if got := s.share(rendition, identity, from, to); got < 0.97 {
		s.t.Errorf("%s from %g to %g s is %s only to %.2f", rendition, from, to, identity, got)
	}
}

func TestTheFloorIsWhoSpeaks(t *testing.T) {
	s := newSim(t, 0)
	a := s.microphone("a", nil)
	b := s.microphone("b", func(o *sender) { o.size = 3 })
	s.scene(scene{Voices: []string{"a", "b"}})
	s.run(5 * time.Second)
	a.size, b.size = 3, 120
	s.run(10 * time.Second)
	b.stopped, a.size = true, 100
	s.run(15 * time.Second)
	s.scene(scene{Voices: []string{}})
	s.run(24 * time.Second)
	s.whole("video", "floor")
	s.expect("floor", "a", 0.5, 4.8)
	s.expect("floor", "b", 5.2, 9.8)
	s.expect("floor", "a", 10.3, 14.9)
	if got := s.share("floor", "a", 15.1, 20); got > 0 {
		t.Errorf("nobody's voice is wanted, %.2f is recorded", got)
	}
}

func TestWhoIsALittleLouderDoesNotTakeTheFloor(t *testing.T) {
	s := newSim(t, 0)
	s.microphone("a", func(o *sender) { o.size = 100 })
	b := s.microphone("b", func(o *sender) { o.size = 30 })
	s.scene(scene{Voices: []string{"a", "b"}})
	s.run(4 * time.Second)
	b.size = 110
	s.run(8 * time.Second)
	b.size = 30
	s.run(8200 * ms) // a cough of 200 ms
	s.run(14 * time.Second)
	s.expect("floor", "a", 0.5, 8)
}

// TestTheSFUKnowsWhoSpeaks: at a constant bit rate an open microphone in a quiet room sends as much as a voice.
func TestTheSFUKnowsWhoSpeaks(t *testing.T) {
	s := newSim(t, 0)
	s.microphone("a", nil)
	s.microphone("b", nil)
	s.microphone("kk", nil)
	s.scene(scene{Voices: []string{"a", "b"}, Channels: map[string]string{"kk": "kk"}})
	s.run(1 * time.Second)
	s.p.speaking(map[string]float64{"b": 0.1, "a": 0, "kk": 0.1})
	s.run(8 * time.Second)
	s.p.speaking(map[string]float64{"a": 0.05})
	s.run(20 * time.Second)
	s.expect("floor", "b", 1, 7)
	s.expect("floor", "a", 7.5, 15)
	s.expect("kk", "kk", 1, 7)
	s.expect("kk", "a", 12, 15)
}

func TestAChannelIsTheInterpreterOrTheFloor(t *testing.T) {
	s := newSim(t, 0)
	s.microphone("a", nil)
	kk := s.microphone("kk", nil)
	wish := scene{Voices: []string{"a"}, Channels: map[string]string{"kk": "kk", "uz": ""}}
	s.scene(wish)
	s.run(9 * time.Second)
	kk.size = 3 // pauses for good
	s.run(19 * time.Second)
	kk.size = 120
	s.run(25 * time.Second)
	kk.stopped = true // gone without a word
	s.run(40 * time.Second)
	s.whole("video", "floor", "kk", "uz")
	s.expect("floor", "a", 0.5, 38)
	s.expect("uz", "a", 0.5, 38)
	s.expect("kk", "kk", 0.5, 8.8)
	s.expect("kk", "a", 12.3, 18.8)
	s.expect("kk", "kk", 19.2, 24.8)
	s.expect("kk", "a", 26, 38)
	for _, one := range s.segments("kk") {
		begin := (one.At - 1_700_000_000_000) / 1000
		alone := begin+one.Duration/1000 < 12 || begin > 19.2 && begin+one.Duration/1000 < 24.8
		if begin > 0.1 && one.Filled == alone {
			t.Errorf("%.1f s: filled is %v", begin, one.Filled)
		}
	}
}

func TestChannelsComeAndGo(t *testing.T) {
	s := newSim(t, 0)
	s.microphone("a", nil)
	s.microphone("kk", nil)
	s.scene(scene{Voices: []string{"a"}})
	s.run(6 * time.Second)
	s.scene(scene{Voices: []string{"a"}, Channels: map[string]string{"kk": "kk"}})
	s.run(18 * time.Second)
	s.scene(scene{Voices: []string{"a"}})
	s.run(30 * time.Second)
	s.whole("video", "floor")
	kk := s.segments("kk")
	if len(kk) != 3 || kk[0].Number != 2 {
		t.Errorf("%v", kk)
	}
	s.expect("kk", "kk", 8.2, 17.5)
}

func TestADriftingClockIsFollowed(t *testing.T) {
	for _, speed := range []float64{1 + 300e-6, 1 - 300e-6} {
		s := newSim(t, 0)
		s.microphone("a", func(o *sender) { o.speed = speed })
		s.scene(scene{Voices: []string{"a"}})
		s.run(10 * time.Minute) // 180 ms apart by then
		s.whole("video", "floor")
		s.expect("floor", "a", 0.5, 595)
		l, queue := s.p.lines["floor"], s.p.remotes["Aa"].voice.queue
		for _, p := range queue {
			if p.ts == l.next {
				if off := soundTime(l.cursor - p.at); off > 65*ms || off < -65*ms {
					t.Errorf("speed %v: off by %v", speed, off)
				}
			}
		}
	}
}

// at is when each numbered sample of a rendition is, in seconds.
func (s *sim) at(rendition string, scale float64) map[uint32]float64 {
	found := map[uint32]float64{}
	for _, one := range s.segments(rendition) {
		for _, sample := range s.read(one.Name) {
			if n := len(sample.data); n > 20 && (rendition != "video" || !sample.key) {
				found[binary.BigEndian.Uint32(sample.data[n-4:])] = float64(sample.at) / scale
			}
		}
	}
	return found
}

func TestPictureAndSoundStayTogether(t *testing.T) {
	for _, speed := range []float64{1 + 300e-6, 1, 1 - 300e-6} {
		s := newSim(t, 0)
		s.camera("a", func(o *sender) { o.speed = speed })
		s.microphone("a", func(o *sender) { o.speed = speed })
		s.scene(scene{Picture: "a", Voices: []string{"a"}})
		s.run(5 * time.Minute)
		s.whole("video", "floor")
		sound, compared := s.at("floor", rate), 0
		for number, at := range s.at("video", videoScale) {
			heard, ok := sound[2*number] // a picture every second packet
			if !ok {
				continue
			}
			compared++
			if off := heard - at; off > 0.03 || off < -0.03 {
				t.Fatalf("speed %v: at %.2f s the sound is %.0f ms late", speed, at, off*1000)
			}
		}
		if compared < 7000 {
			t.Errorf("only %d pictures compared", compared)
		}
	}
}

func TestPacketsOfOtherLengths(t *testing.T) {
	for toc, every := range map[byte]time.Duration{0xf0: 10 * ms, 0x10: 40 * ms, 0x18: 60 * ms} {
		s := newSim(t, 0)
		first := s.microphone("a", func(o *sender) { o.every = every; o.identity = string([]byte{'a'}) })
		first.toc = toc
		s.scene(scene{Voices: []string{"a"}})
		s.run(20 * time.Second)
		s.whole("video", "floor")
		s.expect("floor", "a", 0.5, 15)
	}
}

func TestLostSoundIsSilenceOfThatLength(t *testing.T) {
	s := newSim(t, 0)
	n := 0
	s.microphone("a", func(o *sender) { o.lose = func(int) bool { n++; return n%20 == 0 } })
	s.scene(scene{Voices: []string{"a"}})
	s.run(30 * time.Second)
	s.whole("video", "floor")
	if got := s.share("floor", "a", 1, 28); got < 0.93 || got > 0.97 {
		t.Errorf("of 95 %% that came %.3f is there", got)
	}
}
