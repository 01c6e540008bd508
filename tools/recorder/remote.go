package main

import (
	"strings"
	"time"

	"github.com/pion/rtp"
)

const mostFailures = 3 // of its coders, then its picture is given up

// publication is what the SFU says of a track before anything of it arrives.
type publication struct {
	id       string
	sid      string // of the participant's stay
	identity string
	source   string // camera, screen, microphone
	codec    string // h264, opus, vp8 ... "" when not yet known
	pixels   int    // of the highest layer, 0 when not known
	muted    bool
}

// remote is a track in the room, subscribed or not.
type remote struct {
	publication
	nth      int           // tracks are counted as they come
	gone     time.Duration // when it was unpublished; 0 while it is there
	clock    trackClock
	order    *reorder
	pictures joiner
	coder    coder // makes H.264 of its frames, where they are not; nil while none is needed
	codable  bool  // there is a coder to be had
	failures int   // coders that have ended by themselves
	pleaded  time.Duration
	voice    *voice
	began    time.Duration // first picture since somebody wants it; 0 before
	latest   time.Duration // last whole picture
	asked    time.Duration // last request for a key frame
	unusable bool          // its pictures cannot be passed through
}

// joiner makes pictures of packets.
type joiner interface {
	add(p *rtp.Packet, lost bool) (done []unit, damaged bool)
}

func newRemote(p publication) *remote {
	r := &remote{publication: p}
	r.restart()
	return r
}

// restart forgets what belongs to a subscription: a new one brings new numbers.
func (r *remote) restart() {
	r.order = newReorder()
	r.began, r.latest, r.unusable = 0, 0, false
	r.retire()
	if r.source == "microphone" {
		r.clock.hertz = rate
		r.clock = r.clock.again()
		if r.voice == nil {
			r.voice = &voice{}
		}
		return
	}
	r.clock = trackClock{hertz: videoScale}
	if r.pictures = newAssembler(); r.codec == "vp8" {
		r.pictures = newVP8Assembler()
	}
}

func (r *remote) isPicture() bool { return r.pictures != nil }

// passable says whether it can be written as it is, or coded on its way.
func (r *remote) passable() bool {
	return r != nil && (r.codec == "" || r.codec == "h264" || r.mustBeCoded() && r.codable && r.failures < mostFailures)
}

func (r *remote) mustBeCoded() bool { return r.codec == "vp8" }

// patience is how long its last picture is held while no other comes.
func (r *remote) patience() time.Duration {
	if r.source == "screen" {
		return stillFor
	}
	return lostAfter
}

// why says what keeps a picture from being shown, "" when nothing does.
func (r *remote) why() string {
	switch {
	case r == nil || r.gone != 0:
		return "no track"
	case !r.passable():
		return r.codec
	case r.unusable:
		return "broken"
	case r.muted:
		return "muted"
	}
	return ""
}

// retire ends its coder.
func (r *remote) retire() {
	if r.coder != nil {
		r.coder.close()
		r.coder = nil
	}
}

// sound places a packet of a microphone on the time line.
func (r *remote) sound(p *rtp.Packet, levelID uint8) {
	dur, err := opusSamples(p.Payload)
	if err != nil {
		return
	}
	long := r.clock.unwrap(p.Timestamp)
	packet := opusPacket{at: soundTicks(r.clock.own(long)), dur: dur, ts: long, data: p.Payload}
	if level := p.GetExtension(levelID); levelID != 0 && len(level) > 0 {
		packet.loud, packet.measured = -float64(level[0]&0x7f), true
	} else {
		packet.loud = r.voice.guess(packet)
	}
	r.voice.push(packet)
}

func codecName(mime string) string {
	_, name, found := strings.Cut(strings.ToLower(mime), "/")
	if !found {
		return ""
	}
	if name == "red" {
		return "opus" // the SFU unwraps it for who does not negotiate it, and we do not
	}
	return name
}
