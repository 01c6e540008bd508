package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAKilledRecorderGoesOn: what was in the open slot becomes a segment, and the take continues behind it.
func TestAKilledRecorderGoesOn(t *testing.T) {
	wish := scene{Picture: "a", Voices: []string{"a"}, Channels: map[string]string{"kk": ""}}
	first := newSim(t, 0)
	first.camera("a", nil)
	first.microphone("a", nil)
	first.scene(wish)
	first.run(11 * time.Second) // killed here: nothing is told to the program
	told := first.segments("video")
	next := told[len(told)-1].Number + 1

	first.must(os.WriteFile(filepath.Join(first.folder, ".000007-floor.m4s.part"), []byte("half"), 0o644))
	second := newSimIn(t, first.folder, next, 11500*ms)
	left := second.segments("video")
	if len(left) == 0 || len(left) > 2 || left[0].Number != next {
		t.Fatalf("recovered: %v", left)
	}
	end := left[len(left)-1].At + left[len(left)-1].Duration - 1_700_000_000_000
	if end < 11000-1000 {
		t.Errorf("only %.0f ms of 11000 were kept", end)
	}
	second.camera("a", nil)
	second.microphone("a", nil)
	second.scene(wish)
	second.run(25 * time.Second)
	var before int64
	for _, rendition := range []string{"video", "floor", "kk"} {
		before = 0
		for i, one := range append(first.segments(rendition), second.segments(rendition)...) {
			samples := second.read(one.Name)
			last := samples[len(samples)-1]
			if one.Number != i || samples[0].at < before {
				t.Errorf("%s: number %d is %d, begins at %d, before was %d", rendition, i, one.Number, samples[0].at, before)
			}
			before = last.at + last.dur
		}
	}
	fresh := second.segments("video")[len(left)]
	if !fresh.Discontinuity || fresh.At-1_700_000_000_000 != 11500 {
		t.Errorf("the take goes on with %v", fresh)
	}
	if files, _ := filepath.Glob(filepath.Join(first.folder, ".*")); len(files) != 0 {
		t.Errorf("left over: %v", files)
	}
}

// TestWhatIsToldToNobodyIsInTheJournal: a supervisor that was killed takes us along with the first word to it.
func TestWhatIsToldToNobodyIsInTheJournal(t *testing.T) {
	s := newSim(t, 0)
	s.microphone("a", nil)
	s.scene(scene{Voices: []string{"a"}})
	s.run(3*time.Second - 60*ms)
	var journal []byte
	var told segmentEvent
	s.p.spool.say = func(event any) {
		if one, ok := event.(segmentEvent); ok && one.Rendition == "floor" {
			told = one
			data, err := os.ReadFile(filepath.Join(s.folder, "000000.journal"))
			s.must(err)
			journal = data
		}
	}
	s.must(s.p.finish(s.now))
	folder := t.TempDir()
	s.must(os.WriteFile(filepath.Join(folder, "000000.journal"), journal, 0o644))
	found := newSimIn(t, folder, 0, 9*time.Second).segments("floor")
	if len(found) != 1 || found[0].Duration != told.Duration {
		t.Errorf("told %v, recovered %v", told, found)
	}
}

// TestWhatWasLeftOpenIsMadeWithoutARoom: the seminar may be over by the time that somebody looks after it.
func TestWhatWasLeftOpenIsMadeWithoutARoom(t *testing.T) {
	killed := newSim(t, 0)
	killed.microphone("a", nil)
	killed.scene(scene{Voices: []string{"a"}})
	killed.run(3 * time.Second)
	if status := record(options{spool: killed.folder, rest: true, zero: 1000, now: 9000}); status != 0 {
		t.Errorf("status %d", status)
	}
	for _, one := range []string{"000000-floor.m4s", "000000-video.m4s"} {
		if _, err := os.Stat(filepath.Join(killed.folder, one)); err != nil {
			t.Error(err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(killed.folder, "*.journal")); len(files) != 0 {
		t.Errorf("left over: %v", files)
	}
}

func TestATornJournalIsReadAsFarAsItGoes(t *testing.T) {
	s := newSim(t, 0)
	s.microphone("a", nil)
	s.scene(scene{Voices: []string{"a"}})
	s.run(3 * time.Second)
	path := filepath.Join(s.folder, "000000.journal")
	whole, err := os.ReadFile(path)
	s.must(err)
	for size := 0; size < len(whole); size += 997 {
		s.must(os.WriteFile(path, whole[:size], 0o644))
		if _, entries, err := readJournal(path); err == nil && len(entries) > 0 && entries[0].data == nil {
			t.Fatalf("%d bytes: an entry of nothing", size)
		}
	}
	damaged := append([]byte{}, whole...)
	damaged[len(damaged)/2] ^= 1
	s.must(os.WriteFile(path, damaged, 0o644))
	again := newSimIn(t, s.folder, 0, 5*time.Second)
	if got := again.segments("floor"); len(got) != 1 || got[0].Duration < 500 || got[0].Duration > 1600 {
		t.Errorf("of a journal damaged in its middle: %v", got)
	}
	s.must(os.WriteFile(path, []byte(strings.Repeat("\xff", 100)), 0o644))
	if again = newSimIn(t, s.folder, 0, 5*time.Second); len(again.segments("floor")) != 0 {
		t.Error("a journal of nonsense became a segment")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a journal of nonsense stays")
	}
}

func TestEndingKeepsTheOpenSlot(t *testing.T) {
	s := newSim(t, 0)
	s.camera("a", nil)
	s.microphone("a", nil)
	s.scene(scene{Picture: "a", Voices: []string{"a"}, Channels: map[string]string{"kk": ""}})
	s.run(10500 * ms)
	s.must(s.p.finish(s.now))
	s.whole("video", "floor", "kk")
	for _, rendition := range []string{"video", "floor", "kk"} {
		segments := s.segments(rendition)
		last := segments[len(segments)-1]
		if end := last.At + last.Duration - 1_700_000_000_000; end < 10300 || end > 10500 {
			t.Errorf("%s ends at %.0f", rendition, end)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.folder, "*.journal")); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestEndingAtAnyMomentLosesNothing(t *testing.T) {
	for after := time.Duration(0); after < 1200*ms; after += 50 * ms {
		s := newSim(t, 0)
		s.microphone("a", nil)
		s.scene(scene{Voices: []string{"a"}, Channels: map[string]string{"kk": ""}})
		s.run(11900*ms + after) // around the cut at 12 s
		s.must(s.p.finish(s.now))
		s.whole("video", "floor", "kk")
		segments := s.segments("kk")
		last := segments[len(segments)-1]
		if end := last.At + last.Duration - 1_700_000_000_000; end < float64(s.now.Milliseconds())-370 {
			t.Errorf("ended at %v, the last segment at %.0f", s.now, end)
		}
		if left, _ := filepath.Glob(filepath.Join(s.folder, "*.journal")); len(left) != 0 {
			t.Errorf("ended at %v: left over: %v", s.now, left)
		}
	}
}

func TestEndingBeforeAnythingAndAtOnce(t *testing.T) {
	s := newSim(t, 0)
	s.must(s.p.finish(0))
	s = newSim(t, 0)
	s.scene(scene{})
	s.run(100 * ms)
	s.must(s.p.finish(s.now))
	if left, _ := filepath.Glob(filepath.Join(s.folder, "*.journal")); len(left) != 0 || len(s.segments("video")) != 0 {
		t.Errorf("%v %v", left, s.segments("video"))
	}
}
