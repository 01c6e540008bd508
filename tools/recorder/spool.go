package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

// spool is the folder of a take. Files appear in it whole: written under another name, then renamed.
type spool struct {
	folder string
	zero   time.Time // the moment 0 of the time line
	say    sink
	inits  map[parameterSets]initEvent
}

func newSpool(folder string, zero time.Time, say sink) (*spool, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	return &spool{folder, zero, say, map[parameterSets]initEvent{}}, nil
}

func (s *spool) write(name string, data []byte) error {
	hidden := filepath.Join(s.folder, "."+name+".part")
	if err := os.WriteFile(hidden, data, 0o644); err != nil {
		return err
	}
	return os.Rename(hidden, filepath.Join(s.folder, name))
}

// videoInit writes the initialisation segment of a picture once; it is named by the first slot that uses it.
func (s *spool) videoInit(number int, sets parameterSets, format videoFormat) (initEvent, error) {
	if known, ok := s.inits[sets]; ok {
		return known, nil
	}
	event := initEvent{"init", "video", fmt.Sprintf("init-%d.mp4", number), format.codec, format.width, format.height}
	if err := s.write(event.Name, videoInit(sets, format)); err != nil {
		return event, err
	}
	s.inits[sets] = event
	s.say(event)
	return event, nil
}

func soundInitName(rendition string) string { return "init-" + rendition + ".mp4" }

func (s *spool) soundInit(rendition string) error {
	event := initEvent{Event: "init", Rendition: rendition, Name: soundInitName(rendition), Codec: "opus"}
	if err := s.write(event.Name, soundInit()); err != nil {
		return err
	}
	s.say(event)
	return nil
}

func (s *spool) open(header journalHeader) (*slot, error) {
	journal, err := newJournal(filepath.Join(s.folder, fmt.Sprintf("%06d.journal", header.Number)), header)
	if err != nil {
		return nil, err
	}
	return &slot{header: header, sounds: make([]soundPart, len(header.Sounds)), journal: journal}, nil
}

// finish writes all segments of a slot that is over, then says so. Until they are told they count for nothing, and
// a supervisor that was killed hears nothing: then the journal has all of it.
func (s *spool) finish(one *slot) error {
	if err := one.journal.flush(); err != nil {
		return err
	}
	video := timed(one.video, videoTicks(one.to))
	events := []segmentEvent{}
	if err := s.segment(one, "video", one.header.Video.Name, videoScale, video, false, &events); err != nil {
		return err
	}
	for i, rendition := range one.header.Sounds {
		part := one.sounds[i]
		err := s.segment(one, rendition, soundInitName(rendition), rate, part.samples, part.filled, &events)
		if err != nil {
			return err
		}
	}
	for _, event := range events {
		s.say(event)
	}
	one.journal.close()
	return nil
}

func (s *spool) segment(one *slot, rendition, init string, scale int64, samples []sample, filled bool, out *[]segmentEvent) error {
	if len(samples) == 0 {
		return fmt.Errorf("slot %d has nothing of %s", one.header.Number, rendition)
	}
	name := fmt.Sprintf("%06d-%s.m4s", one.header.Number, rendition)
	data := mediaSegment(one.header.Number, samples)
	if err := s.write(name, data); err != nil {
		return err
	}
	last := samples[len(samples)-1]
	ms := func(ticks int64) float64 { return float64(ticks*1000*1000/scale) / 1000 }
	*out = append(*out, segmentEvent{
		"segment", one.header.Number, rendition, name, init, float64(s.zero.UnixMilli()) + ms(samples[0].at),
		ms(last.at + last.dur - samples[0].at), len(data), one.header.Discontinuity, filled,
	})
	return nil
}

var journalName = regexp.MustCompile(`^([0-9]{6,})\.journal$`)

// recover finishes the slots that a killed recorder left open, from number `from` on; older ones were told
// already. It returns the next free number and where the time line goes on.
func (s *spool) recover(from int) (next int, end time.Duration, err error) {
	files, err := os.ReadDir(s.folder)
	if err != nil {
		return from, 0, err
	}
	numbers := []int{}
	for _, file := range files {
		if strings.HasSuffix(file.Name(), ".part") {
			_ = os.Remove(filepath.Join(s.folder, file.Name())) // half written; the journal has it
		}
		if match := journalName.FindStringSubmatch(file.Name()); match != nil {
			number, _ := strconv.Atoi(match[1])
			numbers = append(numbers, number)
		}
	}
	sort.Ints(numbers)
	next = from
	for _, number := range numbers {
		path := filepath.Join(s.folder, fmt.Sprintf("%06d.journal", number))
		one := s.left(path)
		if one == nil || number != next {
			_ = os.Remove(path)
			continue
		}
		s.say(one.header.Video)
		if err := s.finish(one); err != nil {
			return next, end, err
		}
		next, end = number+1, one.to
	}
	return next, end, nil
}

const shortestLeft = 200 * time.Millisecond // of an open slot that is worth a segment

// left reads an unfinished slot: up to where the floor's sound goes, the last picture held until there.
func (s *spool) left(path string) *slot {
	header, entries, err := readJournal(path)
	if err != nil || len(header.Sounds) == 0 {
		return nil
	}
	one := &slot{header: header, sounds: make([]soundPart, len(header.Sounds)), journal: &journal{path: path}}
	for _, entry := range entries {
		switch {
		case entry.rendition == videoRecord:
			one.video = append(one.video, entry.sample)
		case int(entry.rendition) < len(one.sounds):
			part := &one.sounds[entry.rendition]
			part.samples, part.filled = append(part.samples, entry.sample), part.filled || entry.filled
		}
	}
	for _, part := range one.sounds {
		if len(part.samples) == 0 {
			return nil
		}
		last := part.samples[len(part.samples)-1]
		one.to = max(one.to, soundTime(last.at+last.dur))
	}
	if one.to-one.from() < shortestLeft || len(one.video) == 0 || !one.video[0].key {
		return nil
	}
	return one
}
