package main

const (
	near  = 120              // samples: less is on time
	drift = rate * 30 / 1000 // a sender's clock may be off by this before it is put right in a quiet moment
	most  = rate * 60 / 1000 // and by this at any moment
)

// line writes one sound rendition without gaps: packets as they come, silent ones where none came, so that what is
// written is always exactly as long as the time that passed.
type line struct {
	cursor int64 // samples since zero
	usual  int64 // length of the last packet
	source *voice
	shift  int64 // how much later than its own time the source's last packet was written
	next   int64 // RTP time that the source's next packet has when nothing is missing
}

// step gives the packet that stands at the cursor, from `v` or silence, and moves on.
func (l *line) step(v *voice) opusPacket {
	p := l.take(v)
	p.at = l.cursor
	l.cursor += p.dur
	l.usual = p.dur
	return p
}

func (l *line) take(v *voice) opusPacket {
	if v == nil {
		l.source = nil
		return quiet(960)
	}
	for i := 0; i < len(v.queue); i++ {
		p := v.queue[i]
		late := l.cursor - p.at
		if l.source == v && p.ts < l.next {
			continue // played
		}
		follows := l.source == v && p.ts == l.next
		if follows && late < limit(p) && -late < limit(p) || !follows && late < p.dur/2 && -late < near*2 {
			l.source, l.next, l.shift = v, p.ts+p.dur, late
			return p
		}
		if late > 0 {
			if follows {
				l.next = p.ts + p.dur // dropped: this clock runs ahead of ours
			}
			continue
		}
		return quiet(-late)
	}
	return quiet(960)
}

// limit is by how much a packet may be off before it is put right.
func limit(p opusPacket) int64 {
	if p.loud <= silent+15 {
		return drift
	}
	return most
}

func quiet(gap int64) opusPacket {
	dur, data := silence(gap)
	return opusPacket{dur: dur, data: data, loud: -127}
}
