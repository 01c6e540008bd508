package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pion/rtp"
)

// sim runs a program in virtual time with senders that live in the same process.
type sim struct {
	t       *testing.T
	p       *program
	now     time.Duration
	events  []any
	asked   map[string]int
	senders []*sender
	folder  string
}

func newSim(t *testing.T, from int) *sim { return newSimIn(t, t.TempDir(), from, 0) }

func newSimIn(t *testing.T, folder string, from int, now time.Duration) *sim {
	s := &sim{t: t, asked: map[string]int{}, folder: folder, now: now}
	spool, err := newSpool(folder, time.UnixMilli(1_700_000_000_000), s.say)
	s.must(err)
	next, _, err := spool.recover(from)
	s.must(err)
	s.p = newProgram(spool, s.say, s.ask, 4*time.Second, next)
	return s
}

func (s *sim) say(event any) { s.events = append(s.events, event) }
func (s *sim) ask(id string) {
	s.asked[id]++
	for _, one := range s.senders {
		if one.id == id && one.obeys {
			one.keyAt = s.now + 40*ms
		}
	}
}
func (s *sim) must(err error) {
	if err != nil {
		s.t.Helper()
		s.t.Fatal(err)
	}
}

// sender publishes one track: packets every `every`, due when they would arrive.
type sender struct {
	publication
	every    time.Duration
	next     time.Duration
	seq      uint16
	ts       uint32
	obeys    bool // sends a key frame when asked
	keyEvery int  // and by itself after so many pictures, 0 for never
	keyAt    time.Duration
	count    int
	sets     parameterSets
	size     int     // bytes of an Opus packet
	toc      byte    // its first one, 0xf8 when left out
	speed    float64 // of its clock
	stopped  bool
	lose     func(n int) bool
}

func (s *sim) camera(identity string, change func(*sender)) *sender {
	one := &sender{
		publication: publication{id: "V" + identity, identity: identity, source: "camera", codec: "h264"},
		every:       40 * ms, obeys: true, sets: slate.sets, next: s.now, keyAt: s.now + 100*ms, ts: 0xfffff000, seq: 65500,
	}
	return s.add(one, change)
}

func (s *sim) microphone(identity string, change func(*sender)) *sender {
	one := &sender{
		publication: publication{id: "A" + identity, identity: identity, source: "microphone", codec: "opus"},
		every:       20 * ms, size: 120, next: s.now, ts: 0xffff0000, seq: 65000,
	}
	return s.add(one, change)
}

func (s *sim) add(one *sender, change func(*sender)) *sender {
	one.speed = 1
	if change != nil {
		change(one)
	}
	s.senders = append(s.senders, one)
	s.p.published(one.publication)
	s.p.subscribed(one.id, one.codec)
	return one
}

func (o *sender) packets(now time.Duration) (out []*rtp.Packet) {
	payloads := [][]byte{o.opus()}
	if o.source != "microphone" {
		payloads = o.picture(now)
	}
	for i, payload := range payloads {
		o.seq++
		marker := i == len(payloads)-1
		if o.lose == nil || !o.lose(o.count*10+i) {
			head := rtp.Header{SequenceNumber: o.seq, Timestamp: o.ts, Marker: marker}
			out = append(out, &rtp.Packet{Header: head, Payload: payload})
		}
	}
	hertz := int64(videoScale)
	if o.source == "microphone" {
		hertz = rate
	}
	o.ts += uint32(int64(o.every) * hertz / int64(time.Second))
	o.next += time.Duration(float64(o.every) / o.speed)
	o.count++
	return out
}

// opus is a packet whose last two bytes tell whose it is.
func (o *sender) opus() []byte {
	if o.size <= 3 {
		return []byte{0xf8, 0xff, 0xfe}
	}
	b := make([]byte, o.size)
	if b[0] = o.toc; o.toc == 0 {
		b[0] = 0xf8
	}
	copy(b[1:], o.identity)
	if o.size >= 20 {
		binary.BigEndian.PutUint32(b[o.size-4:], uint32(o.count)) // which one it is
	}
	return b
}

func (o *sender) picture(now time.Duration) (out [][]byte) {
	key := o.keyAt != 0 && now >= o.keyAt || o.keyEvery > 0 && o.count%o.keyEvery == 0
	if o.codec == "vp8" {
		if key {
			o.keyAt = 0
		}
		for _, packet := range vp8(o.ts, key, 1, 2, 3, 4, 5, 6) {
			out = append(out, packet.Payload)
		}
		return out
	}
	if !key {
		last := append([]byte{0x41, 0x1a}, plain[2:]...)
		return [][]byte{plain, binary.BigEndian.AppendUint32(last, uint32(o.count))}
	}
	o.keyAt = 0
	sets := aggregate([]byte(o.sets.sps), []byte(o.sets.pps)[2:])
	return append([][]byte{sets}, append(fragments(idrSlice, 100), nextSlice)...)
}

// run lets time pass, tick by tick.
func (s *sim) run(until time.Duration) {
	s.t.Helper()
	for ; s.now < until; s.now += 10 * ms {
		for _, one := range s.senders {
			for !one.stopped && one.next <= s.now {
				at := one.next
				for _, packet := range one.packets(at) {
					s.must(s.p.packet(one.id, packet, 0, at))
				}
			}
		}
		if s.now%(50*ms) == 0 {
			s.must(s.p.tick(s.now))
		}
	}
}

func (s *sim) scene(one scene) {
	s.t.Helper()
	if one.Source == "" {
		one.Source = "camera"
	}
	s.must(s.p.direct(one, s.now))
}

func (s *sim) segments(rendition string) (out []segmentEvent) {
	for _, event := range s.events {
		if one, ok := event.(segmentEvent); ok && one.Rendition == rendition {
			out = append(out, one)
		}
	}
	return out
}

func (s *sim) waits() (out []string) {
	for _, event := range s.events {
		if one, ok := event.(whyEvent); ok {
			out = append(out, one.Why)
		}
	}
	return out
}

// read takes a segment apart: its samples with times and keys.
func (s *sim) read(name string) (out []sample) {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.folder, name))
	s.must(err)
	var at int64
	var trun, mdat []byte
	for path := [][]byte{data}; len(path) > 0; {
		b := path[0]
		path = path[1:]
		for len(b) >= 8 {
			size, kind := binary.BigEndian.Uint32(b), string(b[4:8])
			body := b[8:size]
			switch kind {
			case "moof", "traf":
				path = append(path, body)
			case "tfdt":
				at = int64(binary.BigEndian.Uint64(body[4:]))
			case "trun":
				trun = body
			case "mdat":
				mdat = body
			}
			b = b[size:]
		}
	}
	for i := range int(binary.BigEndian.Uint32(trun[4:])) {
		row := trun[12+12*i:]
		size := binary.BigEndian.Uint32(row[4:])
		one := sample{at: at, dur: int64(binary.BigEndian.Uint32(row)), key: row[8] == 2, data: mdat[:size]}
		out, at, mdat = append(out, one), at+one.dur, mdat[size:]
	}
	return out
}

// whole checks what must hold of every recording, whatever happened: every rendition has every number, begins with
// a key frame, has neither holes nor overlaps, and no length beyond 6 s or of nothing.
func (s *sim) whole(renditions ...string) {
	s.t.Helper()
	for _, rendition := range renditions {
		segments := s.segments(rendition)
		if len(segments) == 0 {
			s.t.Fatalf("nothing of %s", rendition)
		}
		var end int64
		for i, one := range segments {
			samples := s.read(one.Name)
			if one.Number != segments[0].Number+i {
				s.t.Errorf("%s: number %d after %d segments", rendition, one.Number, i)
			}
			if i > 0 && samples[0].at != end {
				s.t.Errorf("%s %d begins at %d, the last one ended at %d", rendition, one.Number, samples[0].at, end)
			}
			if !samples[0].key || one.Duration > 6000 || one.Duration < 100 {
				s.t.Errorf("%s %d: key frame %v, %v ms", rendition, one.Number, samples[0].key, one.Duration)
			}
			for _, sample := range samples {
				if sample.dur <= 0 {
					s.t.Errorf("%s %d: a sample of %d", rendition, one.Number, sample.dur)
				}
				end = sample.at + sample.dur
			}
			if same := s.segments(renditions[0])[i]; same.At-one.At > 31 || one.At-same.At > 31 || same.Discontinuity != one.Discontinuity {
				s.t.Errorf("%s %d begins at %.0f, %s at %.0f", rendition, one.Number, one.At, renditions[0], same.At)
			}
		}
	}
}
