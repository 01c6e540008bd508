package main

import (
	"slices"
	"sort"
	"time"

	"github.com/pion/rtp"
)

const (
	soundDelay  = 800 * time.Millisecond // sound is written so far behind: by then cuts, late packets and who speaks are known
	channelLag  = rate * 60 / 1000       // channels are written a little behind the floor that fills them
	goneFor     = 3 * time.Second
	flushEvery  = 200 * time.Millisecond
	reportEvery = time.Second
)

// program is what is recorded: it takes packets, commands and the passing of time, and writes slots. It has one
// owner (no locks), no clock of its own (every call says what time it is, since zero), and knows nothing of the SDK.
type program struct {
	spool   *spool
	say     sink
	ask     func(id string)                // for a key frame
	code    func(id string) (coder, error) // begins a coder; nil where there is none
	length  time.Duration                  // of a segment
	remotes map[string]*remote
	scenes  []timedScene // the last is in force; older ones until the sound has passed them
	slots   []*slot
	number  int
	resumed bool // the take goes on after an interruption
	lines   map[string]*line
	floor   floorChoice
	filler  *voice // what was written as the floor, to fill channels
	voiced  string // who was said to be the floor's sound
	choices map[string]*channelChoice
	screen  screen
	losses  map[string]int
	flushed time.Duration
	told    time.Duration
	count   int      // of tracks so far
	shared  []string // who was last said to show a screen
}

type timedScene struct {
	at time.Duration
	scene
}

func newProgram(spool *spool, say sink, ask func(string), length time.Duration, number int) *program {
	return &program{
		spool: spool, say: say, ask: ask, length: length, number: number, resumed: number > 0,
		remotes: map[string]*remote{}, lines: map[string]*line{}, filler: &voice{},
		choices: map[string]*channelChoice{}, losses: map[string]int{},
	}
}

// direct puts a scene in force; the first one starts the recording.
func (p *program) direct(s scene, now time.Duration) error {
	p.scenes = append(p.scenes, timedScene{now, s})
	p.screen.wished = now
	if len(p.slots) > 0 {
		return nil
	}
	if err := p.spool.soundInit("floor"); err != nil {
		return err
	}
	return p.begin(now)
}

func (p *program) scene() scene {
	if len(p.scenes) == 0 {
		return scene{}
	}
	return p.scenes[len(p.scenes)-1].scene
}

// sceneAt is what was in force at a moment.
func (p *program) sceneAt(at time.Duration) scene {
	for i := len(p.scenes) - 1; i > 0; i-- {
		if p.scenes[i].at <= at {
			return p.scenes[i].scene
		}
	}
	return p.scenes[0].scene
}

func (p *program) published(pub publication) {
	if known := p.remotes[pub.id]; known != nil {
		known.publication, known.gone = pub, 0 // after a reconnection the SDK says everything anew
		return
	}
	p.count++
	one := newRemote(pub)
	one.nth, one.codable = p.count, p.code != nil
	p.remotes[pub.id] = one
}

func (p *program) unpublished(id string, now time.Duration) {
	if r := p.remotes[id]; r != nil && r.gone == 0 {
		r.gone = max(now, 1)
	}
}

// left says that a participant has gone with all their tracks.
func (p *program) left(sid string, now time.Duration) {
	for id, r := range p.remotes {
		if r.sid == sid {
			p.unpublished(id, now)
		}
	}
}

// subscribed says that packets will come, in this codec.
func (p *program) subscribed(id, codec string) {
	if r := p.remotes[id]; r != nil {
		r.codec = codec
		r.restart()
	}
}

func (p *program) mute(id string, muted bool) {
	if r := p.remotes[id]; r != nil {
		r.muted, r.began, r.unusable = muted, 0, false // the SFU ends a muted picture with one of its own, 2x2 black
	}
}

// report takes an RTCP sender report.
func (p *program) report(id string, ntp uint64, ts uint32) {
	if r := p.remotes[id]; r != nil {
		r.clock.report(ntpTime(ntp), ts)
	}
}

// speaking takes who speaks now as the SFU says it: identity and level from 0 to 1. Who is never named is quiet, but for
// an interpreter: who is on air with a voice below the SFU's threshold must not lose the channel for it.
func (p *program) speaking(levels map[string]float64) {
	interprets := map[string]bool{}
	for _, identity := range p.scene().Channels {
		interprets[identity] = true
	}
	for _, r := range p.remotes {
		if r.voice != nil {
			r.voice.heard = levels[r.identity]
			r.voice.known = r.voice.known || r.voice.heard > 0 || len(levels) > 0 && !interprets[r.identity]
		}
	}
}

// track is the newest one of a participant's source.
func (p *program) track(identity, source string) *remote {
	var found *remote
	for _, r := range p.remotes {
		if identity == "" || r.identity != identity || r.source != source {
			continue
		}
		if found == nil || r.gone == 0 && found.gone != 0 || r.gone == found.gone && r.id > found.id {
			found = r
		}
	}
	return found
}

// wanted are the ids of the tracks to receive.
func (p *program) wanted() map[string]bool {
	ids := map[string]bool{}
	want := func(r *remote) {
		if r != nil && r.gone == 0 {
			ids[r.id] = true
		}
	}
	for _, s := range p.scenes {
		for _, identity := range s.Voices {
			want(p.track(identity, "microphone"))
		}
		for _, identity := range s.Channels {
			want(p.track(identity, "microphone"))
		}
	}
	if wish := p.wish(); wish.passable() {
		want(wish)
	}
	want(p.screen.shown)
	return ids
}

// wish is the track to show: a screen while it can be seen, else their camera, so that it is there as soon as the screen ends.
func (p *program) wish() *remote {
	s := p.scene()
	if r := p.track(s.Picture, s.Source); s.Source == "camera" || r != nil && r.why() == "" {
		return r
	}
	return p.track(s.Picture, "camera")
}

// sharing are those who show a screen that can be recorded, in the order in which they began to.
func (p *program) sharing() []string {
	found := []*remote{}
	for _, r := range p.remotes {
		if r.source == "screen" && r.why() == "" {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *remote) int { return a.nth - b.nth })
	names := []string{}
	for _, r := range found {
		names = append(names, r.identity)
	}
	return names
}

// packet takes an RTP packet; `levelID` is the number of its audio level extension, 0 for none.
func (p *program) packet(id string, packet *rtp.Packet, levelID uint8, now time.Duration) error {
	r := p.remotes[id]
	if r == nil || r.gone != 0 {
		return nil
	}
	if !isPadding(packet) {
		r.clock.arrived(packet.Timestamp, now)
	}
	r.order.push(packet, now)
	return p.drain(r, levelID, now)
}

func (p *program) drain(r *remote, levelID uint8, now time.Duration) error {
	for {
		packet, lost := r.order.pop(now)
		if packet == nil {
			return nil
		}
		if lost > 0 {
			p.lose(r, lost)
		}
		if !r.isPicture() {
			r.sound(packet.Packet, levelID)
			continue
		}
		units, damaged := r.pictures.add(packet.Packet, lost > 0)
		if damaged {
			p.mend(r, now)
		}
		for _, u := range units {
			if err := p.frame(r, u, now); err != nil {
				return err
			}
		}
	}
}

func (p *program) lose(r *remote, packets int) {
	if r.isPicture() {
		if r == p.screen.shown {
			p.losses["video"] += packets
		}
		return
	}
	s := p.scene()
	if contains(s.Voices, r.identity) {
		p.losses["floor"] += packets
	}
	for channel, identity := range s.Channels {
		if identity == r.identity {
			p.losses[channel] += packets
		}
	}
}

// askFor asks for a key frame, but not more often than `every`.
func (p *program) askFor(r *remote, now, every time.Duration) {
	if r.gone == 0 && (r.asked == 0 || now-r.asked >= every) {
		r.asked = now
		if r.coder != nil {
			r.coder.key()
		} else {
			p.ask(r.id)
		}
	}
}

// tick lets time pass; to be called some twenty times a second.
func (p *program) tick(now time.Duration) error {
	for id, r := range p.remotes {
		if err := p.drain(r, 0, now); err != nil {
			return err
		}
		if r.gone != 0 && now-r.gone > goneFor {
			r.retire()
			delete(p.remotes, id)
		}
	}
	p.retire()
	if sharing := p.sharing(); !slices.Equal(sharing, p.shared) {
		p.shared = sharing
		p.say(sharingEvent{"sharing", sharing})
	}
	if len(p.slots) == 0 {
		return nil
	}
	if err := p.watch(now); err != nil {
		return err
	}
	if err := p.mix(soundTicks(now - soundDelay)); err != nil {
		return err
	}
	p.tell(now)
	return p.flush(now)
}

func (p *program) tell(now time.Duration) {
	if now-p.told < reportEvery {
		return
	}
	p.told = now
	for rendition, packets := range p.losses {
		p.say(lossEvent{"loss", rendition, packets})
	}
	clear(p.losses)
}

func (p *program) flush(now time.Duration) error {
	if now-p.flushed < flushEvery {
		return nil
	}
	p.flushed = now
	for _, one := range p.slots {
		if err := one.journal.flush(); err != nil {
			return err
		}
	}
	return nil
}

// finish ends the recording a little before now; the open slot becomes a segment as long as it is.
func (p *program) finish(now time.Duration) error {
	if len(p.slots) == 0 {
		return nil
	}
	last := p.slots[len(p.slots)-1]
	end := now - 150*time.Millisecond
	if end-last.from() < shortestLeft {
		last.journal.close() // nothing of it is worth a segment
		p.slots = p.slots[:len(p.slots)-1]
	} else {
		p.end(last, end)
	}
	if len(p.slots) == 0 {
		return nil
	}
	end = p.slots[len(p.slots)-1].to
	p.slots = append(p.slots, &slot{header: journalHeader{From: int64(end)}}) // for what fills the channels' end
	return p.mix(soundTicks(end + 4*soundTime(channelLag)))
}

func sortedChannels(channels map[string]string) []string {
	names := []string{}
	for name := range channels {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
