package main

import "time"

// mix writes all sound up to a moment (samples since zero), and the slots that are complete by then.
func (p *program) mix(until int64) error {
	voices := map[string]*voice{}
	for _, s := range p.scenes {
		for _, identity := range s.Voices {
			if r := p.track(identity, "microphone"); r != nil {
				voices[identity] = r.voice
			}
		}
	}
	for _, one := range p.slots {
		err := p.mixFloor(one, voices, until)
		if p.floor.current != p.voiced {
			p.voiced = p.floor.current
			p.say(voiceEvent{"voice", p.voiced})
		}
		if err != nil {
			return err
		}
	}
	for _, one := range p.slots {
		for i := 1; i < len(one.header.Sounds); i++ {
			if err := p.mixChannel(one, i, until-channelLag); err != nil {
				return err
			}
		}
	}
	if err := p.finishSlots(); err != nil {
		return err
	}
	p.forget(until)
	return nil
}

// within says whether a line has not yet come to the packet that is nearest to the end of a slot, or to `until`.
func (s *slot) within(l *line, until int64) bool {
	if s.to != 0 && l.cursor > soundTicks(s.to)-l.usual/2 {
		return false
	}
	return l.cursor < until
}

// lineOf is the line of a rendition, which begins where its first slot does.
func (p *program) lineOf(name string, from time.Duration) *line {
	if l := p.lines[name]; l != nil && l.cursor > soundTicks(from)-rate {
		return l
	}
	p.lines[name] = &line{cursor: soundTicks(from), usual: 960}
	return p.lines[name]
}

func (p *program) mixFloor(one *slot, voices map[string]*voice, until int64) error {
	floor := p.lineOf("floor", one.from())
	for one.within(floor, until) {
		order := p.sceneAt(soundTime(floor.cursor)).Voices
		packet := floor.step(voices[p.floor.choose(voices, order, floor.cursor)])
		packet.ts = packet.at
		p.filler.queue = append(p.filler.queue, packet)
		if len(one.sounds) > 0 {
			if err := one.addSound(0, packet); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *program) mixChannel(one *slot, i int, until int64) error {
	name := one.header.Sounds[i]
	l, choice := p.lineOf(name, one.from()), p.choices[name]
	for one.within(l, until) {
		var voice *voice
		if r := p.track(p.sceneAt(soundTime(l.cursor)).Channels[name], "microphone"); r != nil {
			voice = r.voice
		}
		filled := !choice.interpreted(voice, l.cursor)
		if filled {
			voice = p.filler
		}
		packet := l.step(voice)
		packet.filled = filled
		if err := one.addSound(i, packet); err != nil {
			return err
		}
	}
	return nil
}

// finishSlots writes the slots that every rendition has passed.
func (p *program) finishSlots() error {
	for len(p.slots) > 1 && p.passed(p.slots[0]) {
		if err := p.spool.finish(p.slots[0]); err != nil {
			return err
		}
		p.slots = p.slots[1:]
	}
	return nil
}

func (p *program) passed(one *slot) bool {
	if one.to == 0 {
		return false
	}
	for _, name := range one.header.Sounds {
		if l := p.lines[name]; l == nil || one.within(l, 1<<62) {
			return false
		}
	}
	return true
}

// forget drops packets and scenes that all lines have passed.
func (p *program) forget(until int64) {
	oldest := until - channelLag
	for _, r := range p.remotes {
		if r.voice != nil {
			r.voice.forget(oldest)
		}
	}
	p.filler.forget(oldest)
	for len(p.scenes) > 1 && p.scenes[1].at < soundTime(oldest)-time.Second {
		p.scenes = p.scenes[1:]
	}
}
