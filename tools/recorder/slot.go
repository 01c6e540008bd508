package main

import "time"

// slot is one numbered span of the time line, the same in every rendition: one segment of each.
type slot struct {
	header  journalHeader
	to      time.Duration // 0 while it is open
	video   []sample
	sounds  []soundPart
	journal *journal
}

type soundPart struct {
	samples []sample
	filled  bool
}

func (s *slot) from() time.Duration { return time.Duration(s.header.From) }

// addVideo keeps a picture; how long it is shown is known when the next one comes.
func (s *slot) addVideo(one sample) error {
	s.video = append(s.video, one)
	return s.journal.add(videoRecord, one, false)
}

func (s *slot) addSound(rendition int, p opusPacket) error {
	one := sample{at: p.at, dur: p.dur, key: true, data: p.data}
	part := &s.sounds[rendition]
	part.samples = append(part.samples, one)
	part.filled = part.filled || p.filled
	return s.journal.add(byte(rendition), one, p.filled)
}

// timed gives every picture its duration, the last one up to the end; those beyond it are left out.
func timed(video []sample, end int64) []sample {
	for len(video) > 0 && video[len(video)-1].at >= end {
		video = video[:len(video)-1]
	}
	for i := range video {
		next := end
		if i+1 < len(video) {
			next = video[i+1].at
		}
		video[i].dur = next - video[i].at
	}
	return video
}

func videoTicks(at time.Duration) int64 {
	return int64(at/time.Second)*videoScale + int64(at%time.Second)*videoScale/int64(time.Second)
}

func soundTicks(at time.Duration) int64 {
	return int64(at/time.Second)*rate + int64(at%time.Second)*rate/int64(time.Second)
}

func soundTime(samples int64) time.Duration {
	return time.Duration(samples/rate)*time.Second + time.Duration(samples%rate)*time.Second/rate
}
