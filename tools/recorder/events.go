package main

import (
	"encoding/json"
	"io"
	"sync"
)

// What is said on stdout, one JSON object a line. Fields as the supervisor reads them.
type (
	plainEvent struct {
		Event string `json:"event"` // joined, end
	}
	voiceEvent struct {
		Event    string `json:"event"` // voice: who is the floor's sound from now on, "" for nobody
		Identity string `json:"identity"`
	}
	sharingEvent struct {
		Event      string   `json:"event"` // sharing: who shows a screen, the longest first
		Identities []string `json:"identities"`
	}
	whyEvent struct {
		Event string `json:"event"` // refused, waiting
		Why   string `json:"why"`
	}
	initEvent struct {
		Event     string `json:"event"` // init
		Rendition string `json:"rendition"`
		Name      string `json:"name"`
		Codec     string `json:"codec"`
		Width     int    `json:"width,omitempty"`
		Height    int    `json:"height,omitempty"`
	}
	segmentEvent struct {
		Event         string  `json:"event"` // segment
		Number        int     `json:"n"`
		Rendition     string  `json:"rendition"`
		Name          string  `json:"name"`
		Init          string  `json:"init"`
		At            float64 `json:"at"`       // ms since 1970 of the first sample
		Duration      float64 `json:"duration"` // ms
		Bytes         int     `json:"bytes"`
		Discontinuity bool    `json:"discontinuity"`
		Filled        bool    `json:"filled"`
	}
	lossEvent struct {
		Event     string `json:"event"` // loss
		Rendition string `json:"rendition"`
		Packets   int    `json:"packets"`
	}
	statsEvent struct {
		Event string `json:"event"` // stats
		CPU   int64  `json:"cpu_ms"`
		RSS   int64  `json:"rss_kb"`
	}
)

// sink takes events. A supervisor that has gone shows itself as SIGPIPE, which ends the process.
type sink func(event any)

func jsonLines(w io.Writer) sink {
	var lock sync.Mutex
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return func(event any) {
		lock.Lock()
		defer lock.Unlock()
		_ = encoder.Encode(event)
	}
}
