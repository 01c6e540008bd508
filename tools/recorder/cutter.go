package main

import "time"

func (p *program) open() *slot { return p.slots[len(p.slots)-1] }

// begin opens the first slot, with the slate.
func (p *program) begin(now time.Duration) error {
	format, err := readSPS([]byte(slate.sets.sps))
	if err != nil {
		return err
	}
	if err := p.start(now, slate.sets, format); err != nil {
		return err
	}
	p.screen.last = videoTicks(now) - videoScale/1000
	return p.show(slate.data, true, now)
}

// cut ends the open slot at a moment, or as soon after it as can be, and begins the next one there, in every rendition.
func (p *program) cut(at time.Duration, sets parameterSets, format videoFormat) error {
	if floor := p.lines["floor"]; floor != nil {
		at = max(at, soundTime(floor.cursor)+time.Millisecond) // what is written is written
	}
	at = p.after(at)
	p.end(p.open(), at)
	p.screen.cutting = false
	return p.start(at, sets, format)
}

func (p *program) end(one *slot, at time.Duration) { one.to = at }

func (p *program) start(at time.Duration, sets parameterSets, format videoFormat) error {
	video, err := p.spool.videoInit(p.number, sets, format)
	if err != nil {
		return err
	}
	sounds := []string{"floor"}
	for _, name := range sortedChannels(p.scene().Channels) {
		if p.choices[name] == nil {
			p.choices[name] = &channelChoice{farBehind}
			if err := p.spool.soundInit(name); err != nil {
				return err
			}
		}
		sounds = append(sounds, name)
	}
	broken := p.resumed || len(p.slots) > 0 && p.open().header.Video.Name != video.Name
	one, err := p.spool.open(journalHeader{p.number, int64(at), broken, video, sounds})
	if err != nil {
		return err
	}
	p.resumed = false
	p.number++
	p.slots = append(p.slots, one)
	p.screen.sets = sets
	return nil
}
