package main

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtp"
)

// vp8 is a frame in packets of a few bytes, each with the least of descriptors.
func vp8(ts uint32, key bool, rest ...byte) (packets []*rtp.Packet) {
	data := append([]byte{1}, rest...)
	if key {
		data[0] = 0
	}
	for i := 0; i < len(data); i += 4 {
		head := byte(0)
		if i == 0 {
			head = 0x10 // the start of the first partition
		}
		payload := append([]byte{head}, data[i:min(i+4, len(data))]...)
		packets = append(packets, &rtp.Packet{Header: rtp.Header{Timestamp: ts, Marker: i+4 >= len(data)}, Payload: payload})
	}
	return packets
}

func TestFramesOfVP8(t *testing.T) {
	a := newVP8Assembler()
	take := func(lose int, packets []*rtp.Packet) (found []unit, damaged bool) {
		lost := false
		for i, p := range packets {
			if i == lose {
				lost = true
				continue
			}
			units, bad := a.add(p, lost)
			lost, found, damaged = false, append(found, units...), damaged || bad
		}
		return found, damaged
	}
	if found, damaged := take(-1, vp8(1, false, 1, 2, 3)); len(found) > 0 || !damaged {
		t.Error("before the first key frame")
	}
	if found, damaged := take(-1, vp8(2, true, 1, 2, 3, 4, 5, 6, 7, 8)); len(found) != 1 || damaged || len(found[0].data) != 9 || !found[0].key {
		t.Errorf("a key frame: %v, %v", found, damaged)
	}
	if found, _ := take(-1, vp8(3, false, 9)); len(found) != 1 || found[0].key || found[0].ts != 3 {
		t.Errorf("a frame: %v", found)
	}
	for lose := range 3 {
		if found, damaged := take(lose, vp8(4, false, 1, 2, 3, 4, 5, 6, 7, 8, 9)); lose < 2 && (len(found) > 0 || !damaged) {
			t.Errorf("without packet %d: %v", lose, found)
		}
		if found, damaged := take(-1, vp8(5, false, 1)); lose < 2 && (len(found) > 0 || !damaged) {
			t.Error("what depends on it came out")
		}
		if found, _ := take(-1, vp8(6, true, 1)); len(found) != 1 {
			t.Error("a key frame does not mend it")
		}
	}
	for _, payload := range [][]byte{{}, {0x10}, {0xff, 0xff}, {0x80}, bytes.Repeat([]byte{0xff}, 9)} {
		a.add(&rtp.Packet{Header: rtp.Header{Marker: true}, Payload: payload}, false) // must not panic
	}
}

// fakeCoder makes the slate's picture of each frame.
type fakeCoder struct {
	s      *sim
	id     string
	sets   parameterSets
	wanted bool
	full   bool
	closed bool
	made   int
}

func (c *fakeCoder) frame(u unit) bool {
	if c.full || c.closed {
		return false
	}
	made := unit{ts: u.ts, data: slate.data, key: c.made == 0 || c.wanted, sets: c.sets}
	c.made, c.wanted = c.made+1, false
	c.s.must(c.s.p.coded(coderEvent{id: c.id, from: c, unit: made}, c.s.now))
	return true
}
func (c *fakeCoder) key()   { c.wanted = true }
func (c *fakeCoder) close() { c.closed = true }

// coding is a sim whose program has coders; they are told of in the slice.
func coding(t *testing.T) (*sim, *[]*fakeCoder) {
	s, made := newSim(t, 0), &[]*fakeCoder{}
	s.p.code = func(id string) (coder, error) {
		*made = append(*made, &fakeCoder{s: s, id: id, sets: otherSets})
		return (*made)[len(*made)-1], nil
	}
	return s, made
}

func TestWhatIsNotH264IsCoded(t *testing.T) {
	s, made := coding(t)
	s.camera("a", func(o *sender) { o.codec = "vp8" })
	s.scene(scene{Picture: "a"})
	s.run(20 * time.Second)
	if len(*made) != 1 || len(s.waits()) > 0 || s.p.screen.shown == nil {
		t.Fatalf("%d coders, waits: %v", len(*made), s.waits())
	}
	for _, one := range s.segments("video")[1:] {
		if one.Duration < 3850 || one.Duration > 4100 {
			t.Errorf("a segment of %v ms: the coder was not asked for a key frame in time", one.Duration)
		}
	}
	s.scene(scene{})
	s.run(26 * time.Second)
	if !(*made)[0].closed {
		t.Error("its coder goes on")
	}
	s.scene(scene{Picture: "a"})
	s.run(40 * time.Second)
	if len(*made) != 2 || s.p.screen.shown == nil {
		t.Errorf("%d coders", len(*made))
	}
	s.whole("video", "floor")
}

func TestACoderThatEndsIsReplacedAndGivenUp(t *testing.T) {
	s, made := coding(t)
	s.camera("a", func(o *sender) { o.codec = "vp8" })
	s.scene(scene{Picture: "a"})
	for n := range 3 {
		s.run(s.now + 6*time.Second)
		if len(*made) != n+1 || s.p.screen.shown == nil {
			t.Fatalf("%d coders after %d failures", len(*made), n)
		}
		one := (*made)[n]
		one.closed = true
		s.must(s.p.coded(coderEvent{id: one.id, from: one, ended: true}, s.now))
	}
	s.run(s.now + 10*time.Second)
	if got := s.waits(); len(*made) != 3 || !slices.Equal(got, []string{"vp8"}) {
		t.Errorf("%d coders, waits: %v", len(*made), got)
	}
	s.whole("video", "floor")
}

func TestACoderThatIsTooSlowLeavesPicturesOut(t *testing.T) {
	s, made := coding(t)
	s.camera("a", func(o *sender) { o.codec = "vp8" })
	s.scene(scene{Picture: "a"})
	s.run(6 * time.Second)
	(*made)[0].full = true
	asked := s.asked["Va"]
	s.run(7 * time.Second)
	if n := s.asked["Va"] - asked; n < 3 || n > 6 {
		t.Errorf("its sender was asked %d times for a key frame", n)
	}
	(*made)[0].full = false
	s.must(s.p.coded(coderEvent{id: "Va", from: (*made)[0], needs: true}, s.now))
	s.run(16 * time.Second)
	if len(*made) != 1 || s.p.screen.shown == nil {
		t.Errorf("%d coders", len(*made))
	}
	s.whole("video", "floor")
}

func startCoded(nals ...[]byte) (data []byte) {
	for _, nal := range nals {
		data = append(append(data, 0, 0, 0, 1), nal...)
	}
	return data
}

func TestACoderIsAProcess(t *testing.T) {
	events := make(chan coderEvent, 10)
	c, err := startChild([]string{"cat"}, "a", func(e coderEvent) { events <- e }) // says what it is told
	if err != nil {
		t.Fatal(err)
	}
	c.frame(unit{ts: 7, data: startCoded(testSPS, testPPS, idrSlice, nextSlice)})
	c.frame(unit{ts: 8, data: startCoded(plain)})
	c.frame(unit{ts: 9, data: []byte("nonsense")})
	c.close()
	for ts := range uint32(2) {
		if e := <-events; e.unit.ts != ts+7 || e.unit.key != (ts == 0) || e.unit.sets.sps != string(testSPS) {
			t.Errorf("%+v", e.unit)
		} else if size := binary.BigEndian.Uint32(e.unit.data); ts == 0 && int(size) != len(idrSlice) {
			t.Errorf("a slice of %d bytes", size)
		}
	}
	if e := <-events; !e.ended || e.from != c {
		t.Errorf("%+v", e)
	}
	if _, err := startChild([]string{"/no/such/program"}, "a", nil); err == nil {
		t.Error("a program that is not there was started")
	}
	if _, err := startChild([]string{"sh", "-c", "head -c 9 /dev/zero | tr '\\0' '\\377'; sleep 60"}, "a", func(e coderEvent) { events <- e }); err != nil {
		t.Fatal(err)
	}
	if e := <-events; !e.ended {
		t.Error("what writes nonsense goes on")
	}
}
