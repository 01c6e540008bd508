package main

import (
	"errors"
	"strings"
	"time"

	"github.com/go-logr/logr"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// happening is something that the room tells the loop; `now` is when, since zero.
type happening struct {
	id     string
	packet *rtp.Packet
	level  uint8
	do     func(now time.Duration)
	coded  *coderEvent
	now    time.Duration
}

// room is the recorder's place in the SFU's room. The SDK calls back from its own goroutines; everything that
// touches the program goes through `happenings` to the loop.
type room struct {
	sdk        *lksdk.Room
	program    *program
	now        func() time.Duration
	happenings chan happening
	lost       chan string // the SDK has given up
	known      map[string]*lksdk.RemoteTrackPublication
	ssrcs      map[string]webrtc.SSRC
	asked      map[string]bool // what was last said to the SFU: subscribed or not
}

var sources = map[livekit.TrackSource]string{
	livekit.TrackSource_CAMERA:       "camera",
	livekit.TrackSource_SCREEN_SHARE: "screen",
	livekit.TrackSource_MICROPHONE:   "microphone",
}

func newRoom(now func() time.Duration) *room {
	lksdk.SetLogger(logger.LogRLogger(logr.Discard())) // it would write identities
	return &room{
		now: now, happenings: make(chan happening, 4096), lost: make(chan string, 1),
		known: map[string]*lksdk.RemoteTrackPublication{}, ssrcs: map[string]webrtc.SSRC{}, asked: map[string]bool{},
	}
}

// join enters the room; it is retried by the SDK's caller, not here.
func (r *room) join(url, token string) error {
	callback := &lksdk.RoomCallback{
		OnDisconnectedWithReason: func(reason lksdk.DisconnectionReason) {
			select {
			case r.lost <- string(reason):
			default:
			}
		},
		OnParticipantDisconnected: r.left,
		OnReconnected:             func() { r.post(func(time.Duration) { clear(r.asked) }) },
		OnActiveSpeakersChanged: func(speakers []lksdk.Participant) {
			loud := map[string]float64{}
			for _, one := range speakers {
				loud[one.Identity()] = float64(one.AudioLevel())
			}
			r.post(func(time.Duration) { r.program.speaking(loud) })
		},
		ParticipantCallback: lksdk.ParticipantCallback{
			OnTrackPublished:   r.published,
			OnTrackUnpublished: func(pub *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) { r.unpublished(pub.SID()) },
			OnTrackMuted:       func(pub lksdk.TrackPublication, _ lksdk.Participant) { r.muted(pub.SID(), true) },
			OnTrackUnmuted:     func(pub lksdk.TrackPublication, _ lksdk.Participant) { r.muted(pub.SID(), false) },
			OnTrackSubscribed:  r.subscribed,
		},
	}
	r.sdk = lksdk.NewRoom(callback)
	if err := r.sdk.JoinWithToken(url, token, lksdk.WithAutoSubscribe(false)); err != nil {
		return errors.New(strings.ReplaceAll(err.Error(), token, "(token)"))
	}
	for _, rp := range r.sdk.GetRemoteParticipants() { // those who were there before us may have been told of or not
		for _, pub := range rp.TrackPublications() {
			if remote, ok := pub.(*lksdk.RemoteTrackPublication); ok {
				r.published(remote, rp)
			}
		}
	}
	return nil
}

func (r *room) post(do func(now time.Duration)) { r.happenings <- happening{do: do} }

func (r *room) published(pub *lksdk.RemoteTrackPublication, rp *lksdk.RemoteParticipant) {
	source, ok := sources[pub.Source()]
	if !ok {
		return
	}
	one := publication{
		id: pub.SID(), sid: rp.SID(), identity: rp.Identity(), source: source, codec: codecName(pub.MimeType()), muted: pub.IsMuted(),
	}
	info := pub.TrackInfo()
	one.pixels = int(info.GetWidth()) * int(info.GetHeight())
	for _, layer := range info.GetLayers() {
		one.pixels = max(one.pixels, int(layer.GetWidth())*int(layer.GetHeight()))
	}
	r.post(func(time.Duration) {
		r.known[one.id] = pub
		r.program.published(one)
	})
}

func (r *room) unpublished(id string) {
	r.post(func(now time.Duration) {
		r.program.unpublished(id, now)
	})
}

// left may come late: after a reconnection the same stay may already be here again.
func (r *room) left(rp *lksdk.RemoteParticipant) {
	if r.sdk.GetParticipantBySID(rp.SID()) != nil {
		return
	}
	r.post(func(now time.Duration) { r.program.left(rp.SID(), now) })
}

func (r *room) muted(id string, muted bool) {
	r.post(func(time.Duration) { r.program.mute(id, muted) })
}

func (r *room) subscribed(t *webrtc.TrackRemote, pub *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
	id, codec, ssrc := pub.SID(), codecName(t.Codec().MimeType), t.SSRC()
	r.post(func(time.Duration) {
		r.ssrcs[id] = ssrc
		r.program.subscribed(id, codec)
	})
	pub.OnRTCP(func(packet rtcp.Packet) {
		if report, ok := packet.(*rtcp.SenderReport); ok && report.SSRC == uint32(ssrc) {
			r.post(func(time.Duration) { r.program.report(id, report.NTPTime, report.RTPTime) })
		}
	})
	go r.read(id, t, audioLevelID(pub.Receiver()))
}

func (r *room) read(id string, t *webrtc.TrackRemote, level uint8) {
	for {
		packet, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		r.happenings <- happening{id: id, packet: packet, level: level, now: r.now()}
	}
}

func audioLevelID(receiver *webrtc.RTPReceiver) uint8 {
	if receiver == nil {
		return 0
	}
	for _, extension := range receiver.GetParameters().HeaderExtensions {
		if extension.URI == sdp.AudioLevelURI {
			return uint8(extension.ID)
		}
	}
	return 0
}

// subscribe tells the SFU what is wanted, where that has changed.
func (r *room) subscribe() {
	wanted := r.program.wanted()
	for id, pub := range r.known {
		if r.program.remotes[id] == nil {
			delete(r.known, id) // gone, and its sound is written
			delete(r.asked, id)
			delete(r.ssrcs, id)
			continue
		}
		before, said := r.asked[id]
		if r.program.remotes[id].gone != 0 || said && before == wanted[id] || !said && !wanted[id] && pub.TrackRemote() == nil {
			continue
		}
		if pub.SetSubscribed(wanted[id]) != nil {
			continue // reconnecting: again at the next tick
		}
		r.asked[id] = wanted[id]
		if wanted[id] && pub.Kind() == lksdk.TrackKindVideo {
			_ = pub.SetVideoQuality(livekit.VideoQuality_HIGH)
		}
	}
}

// ask sends a PLI.
func (r *room) ask(id string) {
	ssrc, ok := r.ssrcs[id]
	if !ok {
		return
	}
	for _, rp := range r.sdk.GetRemoteParticipants() {
		rp.WritePLI(ssrc) // any of them writes to the same connection
		return
	}
}
