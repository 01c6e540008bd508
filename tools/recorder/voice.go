package main

import "math"

const (
	silent     = -60.0 // dBov (with a header extension), or what stands for it: not heard
	keepBehind = rate / 4
	around     = rate / 10 // loudness is judged over so many samples before and after a moment
	mostQueued = 3000      // packets
)

// opusPacket is one packet placed on the time line; `at` and `dur` in samples since zero.
type opusPacket struct {
	at, dur  int64
	ts       int64 // unwrapped RTP time, which says whether something is missing between two packets
	loud     float64
	data     []byte
	filled   bool
	measured bool // `loud` comes from the microphone, not from a guess
}

// voice is one microphone: packets in the order in which they were spoken, the oldest first.
type voice struct {
	queue   []opusPacket
	largest float64 // bytes in 20 ms, the usual most, where packets do not say how loud they are
	heard   float64 // how loud the SFU says they speak now, 0 to 1; it says so about soundDelay late
	known   bool    // it can be trusted to say so
}

func (v *voice) push(p opusPacket) {
	if n := len(v.queue); n > 0 && p.ts <= v.queue[n-1].ts && p.at < v.queue[n-1].at {
		return
	}
	if v.queue = append(v.queue, p); len(v.queue) > mostQueued {
		v.queue = v.queue[1:]
	}
}

// guess stands for the loudness of a packet that does not say it: whether its coder found a voice in it, and that
// coders spend few bytes on silence. A high bit rate hides that, so what the SFU says goes before it.
func (v *voice) guess(p opusPacket) float64 {
	bytes := float64(len(p.data)) * 960 / float64(max(p.dur, 120))
	v.largest = max(v.largest*0.9995, bytes, 60)
	switch {
	case bytes <= 8 || len(p.data) <= 3:
		return -127
	case !opusVoice(p.data):
		return silent - 5
	default:
		return -55 + 35*bytes/v.largest
	}
}

// forget drops what lies before a moment that no rendition will ask for again.
func (v *voice) forget(before int64) {
	n := 0
	for n < len(v.queue) && v.queue[n].at+v.queue[n].dur < before-keepBehind {
		n++
	}
	v.queue = v.queue[n:]
}

// loud is how loud somebody is around a moment, in dBov or what stands for it; -127 when nothing was received.
func (v *voice) loud(at int64) float64 {
	sum, n, measured := 0.0, 0, false
	for _, p := range v.queue {
		if p.at > at+around {
			break
		}
		if p.at+p.dur > at-around {
			sum, n, measured = sum+p.loud, n+1, p.measured
		}
	}
	switch {
	case n == 0:
		return -127
	case measured || !v.known || sum/float64(n) < -100:
		return sum / float64(n)
	case v.heard == 0:
		return min(sum/float64(n), silent-2)
	}
	return 20 * math.Log10(max(v.heard, 0.01))
}

// arrives says whether a packet lies within so many samples before the moment, or after it.
func (v *voice) arrives(at, within int64) bool {
	n := len(v.queue)
	return n > 0 && v.queue[n-1].at+v.queue[n-1].dur > at-within
}

const (
	margin    = 6.0 // dB by which somebody must be louder
	holdsFor  = rate * 300 / 1000
	soundsFor = rate * 3        // an interpreter who has paused this long gives way to the floor
	arriving  = rate * 8 / 10   // without a packet for this long nobody is there
	farBehind = int64(-1) << 60 // before everything
)

// floorChoice is whose microphone is the floor's sound.
type floorChoice struct {
	current    string
	challenger string
	since      int64
}

// choose takes who is loudest at a moment. It changes at once when the current one is silent, else only after
// somebody was louder for 300 ms.
func (f *floorChoice) choose(voices map[string]*voice, order []string, at int64) string {
	best, most := "", -127.0
	for _, name := range order {
		if v := voices[name]; v != nil {
			if loud := v.loud(at); loud > most {
				best, most = name, loud
			}
		}
	}
	now := -127.0
	if v := voices[f.current]; v != nil && contains(order, f.current) {
		now = v.loud(at)
	} else if best != "" {
		f.current = best
		return best
	} else {
		f.current = ""
		return ""
	}
	switch {
	case best == "" || best == f.current || most <= now+margin && now > silent || most <= silent:
		f.challenger = ""
	case now <= silent:
		f.current, f.challenger = best, ""
	case best != f.challenger:
		f.challenger, f.since = best, at
	case at-f.since >= holdsFor:
		f.current, f.challenger = best, ""
	}
	return f.current
}

func contains(names []string, name string) bool {
	for _, one := range names {
		if one == name {
			return true
		}
	}
	return false
}

// channelChoice is whether an interpreter is heard: while they arrive and have sounded within 3 s.
type channelChoice struct{ sounded int64 }

func (c *channelChoice) interpreted(v *voice, at int64) bool {
	if v == nil || !v.arrives(at, arriving) {
		return false
	}
	if v.loud(at) > silent {
		c.sounded = at
	}
	return at-c.sounded <= soundsFor
}
