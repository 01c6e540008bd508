package main

import (
	"slices"
	"testing"
	"time"
)

// otherSets are the slate's with another size: 640x360, made as slate.h264 was.
var otherSets = parameterSets{sps: "\x67\x42\xc0\x1e\xdc\x0a\x02\xff\x95\xb0\x11\x00\x00\x03\x00\x01\x00\x00\x03\x00\x02\x0f\x16\x2e\xe0", pps: slate.sets.pps}

func durations(segments []segmentEvent) (out []int) {
	for _, one := range segments {
		out = append(out, int(one.Duration+0.5))
	}
	return out
}

func broken(segments []segmentEvent) (out []int) {
	for _, one := range segments {
		if one.Discontinuity {
			out = append(out, one.Number)
		}
	}
	return out
}

func TestNobodyIsASlate(t *testing.T) {
	s := newSim(t, 0)
	s.scene(scene{})
	s.run(13 * time.Second)
	s.whole("video", "floor")
	if got := durations(s.segments("video")); !slices.Equal(got, []int{4000, 4000, 4000}) {
		t.Errorf("%v", got)
	}
	if got := len(s.read("000001-video.m4s")); got != 4 {
		t.Errorf("%d pictures in 4 s", got)
	}
	if broken(s.segments("floor")) != nil || len(s.waits()) != 0 {
		t.Errorf("%v %v", s.events, s.waits())
	}
}

func TestOneKeyFrameIsAskedForEachSegment(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", func(o *sender) { o.pixels = 1280 * 720 })
	s.scene(scene{Picture: "a"})
	s.run(2 * time.Second)
	before := s.asked["Va"]
	s.run(30 * time.Second)
	s.whole("video", "floor")
	video := s.segments("video")
	for _, got := range durations(video)[1:] {
		if got < 3900 || got > 4200 {
			t.Errorf("%v", durations(video))
			break
		}
	}
	if asked := s.asked["Va"] - before; asked != len(video)-1 && asked != len(video) {
		t.Errorf("asked %d times for %d segments", asked, len(video))
	}
}

func TestAKeyFrameThatComesByItselfWillDo(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", func(o *sender) { o.keyEvery, o.obeys = 95, false }) // every 3.8 s
	s.scene(scene{Picture: "a"})
	s.run(30 * time.Second)
	s.whole("video", "floor")
	if got := durations(s.segments("video")); got[2] != 3800 || got[3] != 3800 {
		t.Errorf("%v", got)
	}
}

func TestWithoutAKeyFrameThePictureHolds(t *testing.T) {
	s := newSim(t, 0)
	a := s.camera("a", nil)
	s.scene(scene{Picture: "a"})
	s.run(2 * time.Second)
	a.obeys = false
	s.run(20 * time.Second)
	a.obeys = true
	s.run(40 * time.Second)
	s.whole("video", "floor")
	got := durations(s.segments("video"))
	if got[1] < 5000 || got[1] > 5300 || got[2] != 5000 {
		t.Errorf("%v", got)
	}
	held := s.read("000002-video.m4s")
	if len(held) != 1 || !held[0].key {
		t.Errorf("%d pictures where nothing can be decoded", len(held))
	}
	if last := s.read(s.segments("video")[len(got)-1].Name); len(last) < 80 {
		t.Errorf("%d pictures after key frames came again", len(last))
	}
}

func TestAnotherPictureIsADiscontinuityEverywhere(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", func(o *sender) { o.pixels = 1280 * 720 })
	s.camera("b", func(o *sender) { o.sets, o.pixels = otherSets, 640*360 })
	s.microphone("a", nil)
	s.scene(scene{Picture: "a", Voices: []string{"a"}, Channels: map[string]string{"kk": ""}})
	s.run(11 * time.Second)
	s.scene(scene{Picture: "b", Voices: []string{"a"}, Channels: map[string]string{"kk": ""}})
	s.run(20 * time.Second)
	s.scene(scene{Picture: "a", Voices: []string{"a"}, Channels: map[string]string{"kk": ""}})
	s.run(30 * time.Second)
	s.whole("video", "floor", "kk")
	video := s.segments("video")
	changes := []int{}
	for i := range video[1:] {
		if video[i].Init != video[i+1].Init {
			changes = append(changes, i+1)
		}
	}
	if !slices.Equal(changes, broken(video)) || len(changes) != 2 {
		t.Errorf("init changes at %v, discontinuities at %v", changes, broken(video))
	}
	if first, last := video[1].Init, video[len(video)-1].Init; first != last {
		t.Errorf("the first picture again: %s and %s", first, last)
	}
	for _, one := range s.segments("floor") {
		if one.Init != "init-floor.mp4" {
			t.Errorf("%v", one)
		}
	}
}

func TestTheClimbThroughTheLayersIsNotRecorded(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", func(o *sender) { o.pixels = 1280 * 720 })
	s.scene(scene{Picture: "a"})
	s.run(8 * time.Second)
	b := s.camera("b", func(o *sender) { o.sets, o.pixels = otherSets, 1280*720 })
	s.scene(scene{Picture: "b"})
	s.run(9 * time.Second)
	if s.p.screen.shown.identity != "a" {
		t.Error("a low layer was taken at once")
	}
	b.sets, b.keyAt = slate.sets, s.now // the highest one has come
	s.run(9200 * ms)
	if s.p.screen.shown.identity != "b" {
		t.Error("the highest layer was not taken")
	}
	c := s.camera("c", func(o *sender) { o.sets, o.pixels = otherSets, 1280*720 }) // never climbs
	s.scene(scene{Picture: "c"})
	s.run(12 * time.Second)
	if s.p.screen.shown != s.p.remotes[c.id] {
		t.Error("after 2 s what there is was not taken")
	}
	s.run(20 * time.Second)
	s.whole("video", "floor")
}

func TestWhatCannotBeShown(t *testing.T) {
	for why, prepare := range map[string]func(s *sim){
		"no track":    func(*sim) {},
		"vp8":         func(s *sim) { s.camera("a", func(o *sender) { o.codec = "vp8" }) },
		"no pictures": func(s *sim) { s.camera("a", func(o *sender) { o.stopped = true }) },
		"muted":       func(s *sim) { s.camera("a", func(o *sender) { o.muted, o.stopped = true, true }) },
		"broken":      func(s *sim) { s.camera("a", func(o *sender) { o.sets.sps = "\x67\x42\x00\x1f\x00" }) },
	} {
		s := newSim(t, 0)
		prepare(s)
		s.scene(scene{Picture: "a"})
		s.run(14 * time.Second)
		s.whole("video", "floor")
		if got := s.waits(); !slices.Equal(got, []string{why}) {
			t.Errorf("%s: said %v", why, got)
		}
		if video := s.segments("video"); video[0].Init != video[len(video)-1].Init {
			t.Errorf("%s: not the slate", why)
		}
	}
}

func TestAPictureThatGoesMakesWayForTheSlate(t *testing.T) {
	for what, lose := range map[string]func(*sim, *sender){
		"left":    func(s *sim, o *sender) { o.stopped = true; s.p.unpublished(o.id, s.now) },
		"muted":   func(s *sim, o *sender) { o.stopped = true; s.p.mute(o.id, true) },
		"silent":  func(s *sim, o *sender) { o.stopped = true },
		"unasked": func(s *sim, o *sender) { s.scene(scene{}) },
	} {
		s := newSim(t, 0)
		a := s.camera("a", func(o *sender) { o.sets = otherSets })
		s.scene(scene{Picture: "a"})
		s.run(10 * time.Second)
		lose(s, a)
		s.run(22 * time.Second)
		s.whole("video", "floor")
		if video := s.segments("video"); video[0].Init != video[len(video)-1].Init || len(broken(video)) != 2 {
			t.Errorf("%s: %v", what, video)
		}
	}
}

func TestAMutedCameraComesBack(t *testing.T) {
	s := newSim(t, 0)
	a := s.camera("a", func(o *sender) { o.pixels = 1280 * 720 })
	s.scene(scene{Picture: "a"})
	s.run(8 * time.Second)
	a.sets.sps, a.keyAt = "\x67\x42\x00\x1f\x00", s.now // what the SFU sends when a track is muted
	s.run(8100 * ms)
	a.stopped = true
	s.p.mute(a.id, true)
	s.run(15 * time.Second)
	if s.p.screen.shown != nil || !s.p.wanted()[a.id] {
		t.Error("muted: not the slate, or no longer received")
	}
	s.p.mute(a.id, false)
	a.stopped, a.sets, a.next = false, slate.sets, s.now
	s.run(17 * time.Second)
	if s.p.screen.shown == nil {
		t.Error("not shown again")
	}
	s.run(30 * time.Second)
	s.whole("video", "floor")
}

func TestAfterAReconnectionTheSameTracksAreThere(t *testing.T) {
	s := newSim(t, 0)
	a := s.camera("a", func(o *sender) { o.sid = "PA_1" })
	s.scene(scene{Picture: "a"})
	s.run(8 * time.Second)
	s.p.left("PA_1", s.now)
	a.stopped = true
	s.run(9 * time.Second)
	s.p.published(a.publication)
	s.p.subscribed(a.id, a.codec)
	a.stopped, a.next, a.keyAt, a.seq, a.ts = false, s.now, s.now, 7, 7
	s.run(20 * time.Second)
	s.whole("video", "floor")
	if s.p.screen.shown == nil {
		t.Error("not shown again")
	}
}

func TestAStrangeClockDoesNotMatter(t *testing.T) {
	s := newSim(t, 0)
	a, m := s.camera("a", nil), s.microphone("a", nil)
	s.scene(scene{Picture: "a", Voices: []string{"a"}})
	for i, jump := range []uint32{1 << 31, 90000 * 3600, 0xffffffff - 90000*7, 0x80000001} {
		s.run(time.Duration(i+1) * 7 * time.Second)
		a.ts, m.ts = a.ts+jump, m.ts+jump
		s.p.report("Va", uint64(jump)<<32, jump)
		s.p.report("Aa", uint64(jump)<<31, ^jump)
	}
	s.run(40 * time.Second)
	s.whole("video", "floor")
	if got := s.share("floor", "a", 36, 39); got < 0.95 {
		t.Errorf("after the jumps %.2f of the sound is there", got)
	}
}

func TestTheSupervisorCuts(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", nil)
	s.scene(scene{Picture: "a"})
	s.run(11 * time.Second)
	from := s.p.open().from()
	s.p.screen.cutting = true
	s.run(11500 * ms)
	if s.p.open().from() == from {
		t.Error("no new segment within 0.5 s")
	}
	s.run(20 * time.Second)
	s.whole("video", "floor")
}

func TestLossIsToldAndWhatComesOutIsWhole(t *testing.T) {
	s := newSim(t, 0)
	n := 0
	s.camera("a", func(o *sender) { o.lose = func(int) bool { n++; return n > 60 && n%97 == 0 } })
	s.scene(scene{Picture: "a"})
	s.run(30 * time.Second)
	s.whole("video", "floor")
	told := 0
	for _, event := range s.events {
		if one, ok := event.(lossEvent); ok && one.Rendition == "video" {
			told += one.Packets
		}
	}
	if told < 10 || s.asked["Va"] < 10 {
		t.Errorf("%d packets told, asked %d times", told, s.asked["Va"])
	}
}

func TestAScreenIsShownWhileThereIsOne(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", nil)
	s.scene(scene{Picture: "a"})
	s.run(6 * time.Second)
	screen := s.camera("a", func(o *sender) { o.id, o.source, o.sets, o.every = "Sa", "screen", otherSets, 200*ms })
	s.run(6100 * ms)
	if got := s.p.shared; !slices.Equal(got, []string{"a"}) {
		t.Errorf("shared by %v", got)
	}
	s.scene(scene{Picture: "a", Source: "screen"})
	s.run(12 * time.Second)
	screen.stopped = true // nothing moves on it
	s.run(24 * time.Second)
	if shown := s.p.screen.shown; shown == nil || shown.source != "screen" {
		t.Error("a screen on which nothing moves is not shown")
	}
	s.p.unpublished(screen.id, s.now) // the supervisor has not yet heard of it
	s.run(27 * time.Second)
	if shown := s.p.screen.shown; shown == nil || shown.source != "camera" {
		t.Error("after the screen not the camera")
	}
	s.scene(scene{Picture: "a"})
	s.run(32 * time.Second)
	s.whole("video", "floor")
	video := s.segments("video")
	if got := inits(video); len(got) != 3 || got[0] != got[2] {
		t.Errorf("camera (which looks like the slate here), screen, camera: %v", got)
	}
	if len(s.p.shared) > 0 || len(s.waits()) > 0 {
		t.Errorf("shared by %v, waits: %v", s.p.shared, s.waits())
	}
}

func TestAScreenThatCannotBeShownLeavesTheCamera(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", func(o *sender) { o.sets = otherSets })
	s.scene(scene{Picture: "a"})
	s.run(5 * time.Second)
	s.camera("a", func(o *sender) { o.id, o.source, o.stopped = "Sa", "screen", true })
	s.camera("b", func(o *sender) { o.id, o.source, o.codec = "Sb", "screen", "av1" })
	s.scene(scene{Picture: "a", Source: "screen"})
	s.run(14 * time.Second)
	s.scene(scene{Picture: "b", Source: "screen"})
	s.run(26 * time.Second)
	s.whole("video", "floor")
	if got := inits(s.segments("video")); len(got) != 3 || got[0] != got[2] {
		t.Errorf("slate, camera, and the slate for who has neither: %v", got)
	}
}

// inits are the beginnings of a rendition, one after the other.
func inits(segments []segmentEvent) (names []string) {
	for _, one := range segments {
		if len(names) == 0 || names[len(names)-1] != one.Init {
			names = append(names, one.Init)
		}
	}
	return names
}
