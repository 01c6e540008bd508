// A participant for the tests of the recorder: publishes prepared clips for ever, and loses packets when told to.
//
//	CONSILIUM_TOKEN=… publish -url ws://… -video 720.h264[,360.h264,180.h264] -fps 25 -audio tone.ogg [-drop 0.05 [-forget]]
//
// The clips loop together: sound and picture have the same length. Commands on stdin: "mute camera", "unmute camera",
// "mute microphone", "unmute microphone", "stop camera", "quiet" (sends silence), "sound". The end of stdin ends it.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-logr/logr"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

// clip plays prepared frames by the wall clock, so that sound and picture that began together stay together.
type clip struct {
	frames [][]byte
	every  time.Duration
	begun  time.Time
	index  int64
	quiet  *atomic.Bool
}

func (c *clip) NextSample(ctx context.Context) (media.Sample, error) {
	due := c.begun.Add(time.Duration(c.index) * c.every)
	if wait := time.Until(due); wait > 0 {
		time.Sleep(wait)
	}
	data := c.frames[c.index%int64(len(c.frames))]
	c.index++
	if c.quiet != nil && c.quiet.Load() {
		data = []byte{0xf8, 0xff, 0xfe}
	}
	return media.Sample{Data: data, Duration: c.every}, nil
}
func (c *clip) OnBind() error   { return nil }
func (c *clip) OnUnbind() error { return nil }
func (c *clip) Close() error    { return nil }

// lossy drops a share of the packets on their way out, first sent or sent again.
type lossy struct {
	interceptor.NoOp
	share float64
}

func (l *lossy) NewInterceptor(string) (interceptor.Interceptor, error) { return l, nil }
func (l *lossy) BindLocalStream(_ *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		if rand.Float64() < l.share {
			return len(payload), nil
		}
		return w.Write(h, payload, a)
	})
}

func chain(share float64, forget bool) []interceptor.Factory {
	responder, err := nack.NewResponderInterceptor()
	check(err)
	reports, err := report.NewSenderInterceptor()
	check(err)
	if forget {
		return []interceptor.Factory{&lossy{share: share}, reports}
	}
	return []interceptor.Factory{&lossy{share: share}, responder, reports}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "publish:", err)
		os.Exit(1)
	}
}

func main() {
	url := flag.String("url", "", "")
	video := flag.String("video", "", "Annex B files, the highest layer first")
	fps := flag.Int("fps", 25, "")
	audio := flag.String("audio", "", "Ogg Opus file")
	source := flag.String("source", "camera", "camera or screen")
	frame := flag.Duration("frame", 20*time.Millisecond, "length of the Opus packets of the file")
	seconds := flag.Int("seconds", 12, "length of the clips: what is longer is left out")
	forget := flag.Bool("forget", false, "send nothing again")
	drop := flag.Float64("drop", 0, "share of packets to lose")
	flag.Parse()
	lksdk.SetLogger(logger.LogRLogger(logr.Discard()))
	r, err := lksdk.ConnectToRoomWithToken(*url, os.Getenv("CONSILIUM_TOKEN"), &lksdk.RoomCallback{},
		lksdk.WithInterceptors(chain(*drop, *forget)), lksdk.WithAutoSubscribe(false))
	check(err)
	p := publisher{room: r, length: time.Duration(*seconds) * time.Second, begun: time.Now().Add(1500 * time.Millisecond)}
	if *audio != "" {
		p.microphone(*audio, *frame)
	}
	if *video != "" {
		p.camera(strings.Split(*video, ","), *fps, *source)
	}
	fmt.Println("published")
	p.obey()
	r.Disconnect()
}

func first(frames [][]byte, n int) [][]byte { return frames[:min(n, len(frames))] }

type publisher struct {
	room   *lksdk.Room
	length time.Duration
	begun  time.Time
	quiet  atomic.Bool
	mic    *lksdk.LocalTrackPublication
	cam    *lksdk.LocalTrackPublication
}

func (p *publisher) microphone(file string, every time.Duration) {
	t, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2})
	check(err)
	frames := first(opusFrames(file), int(p.length/every))
	t.OnBind(func() { check(t.StartWrite(&clip{frames: frames, every: every, begun: p.begun, quiet: &p.quiet}, nil)) })
	p.mic, err = p.room.LocalParticipant.PublishTrack(t, &lksdk.TrackPublicationOptions{
		Name: "mic", Source: livekit.TrackSource_MICROPHONE, DisableDTX: true,
	})
	check(err)
}

func (p *publisher) camera(files []string, fps int, source string) {
	from := livekit.TrackSource_CAMERA
	if source == "screen" {
		from = livekit.TrackSource_SCREEN_SHARE
	}
	layers := []*lksdk.LocalTrack{}
	var width, height int
	for i, file := range files {
		units, w, h := pictures(file)
		units = first(units, int(p.length.Seconds())*fps)
		var option []lksdk.LocalTrackOptions
		if len(files) > 1 {
			quality := livekit.VideoQuality(2 - i)
			option = append(option, lksdk.WithSimulcast("cam", &livekit.VideoLayer{Quality: quality, Width: uint32(w), Height: uint32(h)}))
		}
		if i == 0 {
			width, height = w, h
		}
		t, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeH264, ClockRate: 90000}, option...)
		check(err)
		t.OnBind(func() {
			check(t.StartWrite(&clip{frames: units, every: time.Second / time.Duration(fps), begun: p.begun}, nil))
		})
		layers = append([]*lksdk.LocalTrack{t}, layers...)
	}
	options := &lksdk.TrackPublicationOptions{Name: "cam", Source: from, VideoWidth: width, VideoHeight: height}
	var err error
	if len(files) > 1 {
		p.cam, err = p.room.LocalParticipant.PublishSimulcastTrack(layers, options)
	} else {
		p.cam, err = p.room.LocalParticipant.PublishTrack(layers[0], options)
	}
	check(err)
}

func (p *publisher) obey() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch lines.Text() {
		case "mute camera":
			p.cam.SetMuted(true)
		case "unmute camera":
			p.cam.SetMuted(false)
		case "mute microphone":
			p.mic.SetMuted(true)
		case "unmute microphone":
			p.mic.SetMuted(false)
		case "stop camera":
			check(p.room.LocalParticipant.UnpublishTrack(p.cam.SID()))
		case "quiet":
			p.quiet.Store(true)
		case "sound":
			p.quiet.Store(false)
		}
	}
}
