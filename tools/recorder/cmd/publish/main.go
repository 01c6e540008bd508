// A participant for the tests of the recorder: publishes prepared clips for ever, and loses packets when told to.
//
//	CONSILIUM_TOKEN=… publish -url ws://… -video 720.h264[,360.h264,180.h264] -fps 25 -audio tone.ogg
//		[-screen slide.h264] [-drop 0.05 [-forget]]
//
// Pictures are H.264 (Annex B) or VP8 (.ivf). The clips loop together: sound and picture have the same length. Commands on
// stdin: "mute camera", "unmute camera", "mute microphone", "unmute microphone", "stop camera", "share screen",
// "stop screen", "quiet" (sends silence), "sound". The end of stdin ends it.
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
	screen := flag.String("screen", "", "what is shown after \"share screen\"")
	frame := flag.Duration("frame", 20*time.Millisecond, "length of the Opus packets of the file")
	seconds := flag.Int("seconds", 12, "length of the clips: what is longer is left out")
	forget := flag.Bool("forget", false, "send nothing again")
	drop := flag.Float64("drop", 0, "share of packets to lose")
	flag.Parse()
	lksdk.SetLogger(logger.LogRLogger(logr.Discard()))
	r, err := lksdk.ConnectToRoomWithToken(*url, os.Getenv("CONSILIUM_TOKEN"), &lksdk.RoomCallback{},
		lksdk.WithInterceptors(chain(*drop, *forget)), lksdk.WithAutoSubscribe(false))
	check(err)
	p := publisher{room: r, length: time.Duration(*seconds) * time.Second, begun: time.Now().Add(1500 * time.Millisecond), fps: *fps}
	if *audio != "" {
		p.microphone(*audio, *frame)
	}
	if *video != "" {
		p.cam = p.film(strings.Split(*video, ","), "cam", livekit.TrackSource_CAMERA)
	}
	fmt.Println("published")
	p.obey(*screen)
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
	screen *lksdk.LocalTrackPublication
	fps    int
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

// film publishes pictures, in several layers where there are several files.
func (p *publisher) film(files []string, name string, source livekit.TrackSource) *lksdk.LocalTrackPublication {
	layers := []*lksdk.LocalTrack{}
	var width, height int
	for i, file := range files {
		units, mime, w, h := pictures(file)
		units = first(units, int(p.length.Seconds())*p.fps)
		var option []lksdk.LocalTrackOptions
		if len(files) > 1 {
			quality := livekit.VideoQuality(2 - i)
			option = append(option, lksdk.WithSimulcast(name, &livekit.VideoLayer{Quality: quality, Width: uint32(w), Height: uint32(h)}))
		}
		if i == 0 {
			width, height = w, h
		}
		t, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000}, option...)
		check(err)
		t.OnBind(func() {
			one := &clip{frames: units, every: time.Second / time.Duration(p.fps), begun: p.begun}
			one.index = int64(max(0, time.Since(p.begun)/one.every)) // who comes later is in step with the rest
			check(t.StartWrite(one, nil))
		})
		layers = append([]*lksdk.LocalTrack{t}, layers...)
	}
	options := &lksdk.TrackPublicationOptions{Name: name, Source: source, VideoWidth: width, VideoHeight: height}
	var made *lksdk.LocalTrackPublication
	var err error
	if len(files) > 1 {
		made, err = p.room.LocalParticipant.PublishSimulcastTrack(layers, options)
	} else {
		made, err = p.room.LocalParticipant.PublishTrack(layers[0], options)
	}
	check(err)
	return made
}

func (p *publisher) obey(screen string) {
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
			_ = p.room.LocalParticipant.UnpublishTrack(p.cam.SID())
		case "share screen":
			p.screen = p.film([]string{screen}, "screen", livekit.TrackSource_SCREEN_SHARE)
		case "stop screen":
			// the SDK removes the sender, then stumbles over the codec that is not there to fall back on
			_ = p.room.LocalParticipant.UnpublishTrack(p.screen.SID())
		case "quiet":
			p.quiet.Store(true)
		case "sound":
			p.quiet.Store(false)
		}
	}
}
