package app_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/sipcall"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

const sipSecret = "help-secret-2026"

// desksBrowser offers as a browser with a microphone does; heard counts what it hears.
func desksBrowser(t *testing.T) (pc *webrtc.PeerConnection, offer string, heard chan string) {
	t.Helper()
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	track, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMA, ClockRate: 8000}, "voice", "desk")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pc.AddTrack(track); err != nil {
		t.Fatal(err)
	}
	heard = make(chan string, 64)
	pc.OnTrack(func(tr *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			if _, _, err := tr.ReadRTP(); err != nil {
				return
			}
			select {
			case heard <- tr.Codec().MimeType:
			default:
			}
		}
	})
	o, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(o); err != nil {
		t.Fatal(err)
	}
	<-gathered
	return pc, pc.LocalDescription().SDP, heard
}

type helpCall struct {
	ID, State, Person, Why string
	Mine                   bool
}

func TestAHelpPointCallsAndTheFirstDeskHasIt(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		ctx, stop := context.WithTimeout(access.AsSystem(context.Background(), "test"), time.Minute)
		t.Cleanup(stop)
		at, err := a.HearSIP(ctx, "127.0.0.1:0", "")
		if err != nil {
			t.Fatal(err)
		}
		school := ""
		if err := a.Database().Read(ctx, func(tx *db.Tx) (err error) {
			school, err = db.One(ctx, tx, db.Value[string], `SELECT id FROM schools ORDER BY path, id LIMIT 1`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		d, _, err := a.Devices().Register(ctx, device.Registration{SchoolID: school, Name: "校门求助点", Kind: device.HelpPoint, Protocol: device.SIP,
			Code: "gate-01", Panic: true, HeartbeatS: 60, Secret: sipSecret})
		if err != nil {
			t.Fatal(err)
		}
		p := &sipcall.Post{Code: "gate-01", Password: sipSecret, Server: at}
		if err := p.Open("127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		if err := p.Register(ctx, 300); err != nil {
			t.Fatal(err)
		}
		rang, answered := make(chan struct{}), make(chan *sipcall.Spoken, 1)
		go func() {
			c, err := p.Call(ctx, func() { close(rang) })
			if err != nil {
				t.Error(err)
			}
			answered <- c
		}()
		<-rang

		// It is an alarm before it rings, and the call stands beside it.
		var list struct{ Items []struct{ ID, Source string } }
		a.Do("zhihui", http.MethodGet, "/api/v1/alarms?open=true&limit=200", nil).Into(&list)
		alarm := ""
		for _, x := range list.Items {
			if x.Source == "device" {
				alarm = x.ID
			}
		}
		call := func(login string) (c helpCall) {
			t.Helper()
			for range 500 {
				var calls struct{ Items []helpCall }
				a.Do(login, http.MethodGet, "/api/v1/alarms/"+alarm+"/help-calls", nil).Into(&calls)
				if len(calls.Items) == 1 {
					return calls.Items[0]
				}
				time.Sleep(10 * time.Millisecond)
			}
			t.Fatal("no call")
			return c
		}
		c := call("zhihui")
		if c.State != "ringing" {
			t.Fatal(c)
		}
		_, offer, heard := desksBrowser(t)
		answer := "/api/v1/help-calls/" + c.ID + "/answer"
		if r := a.Do("jiaoyuju", http.MethodPost, answer, map[string]string{"offer": offer}); r.Status/100 != 4 {
			t.Fatal("the bureau answered", r.Status)
		}
		pc, offer2, heard2 := desksBrowser(t)
		_, _ = heard, offer
		var got struct{ Answer string }
		a.Do("zhihui", http.MethodPost, answer, map[string]string{"offer": offer2}).Into(&got)
		if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: got.Answer}); err != nil {
			t.Fatal(err)
		}
		far := <-answered
		for range 20 {
			select {
			case mime := <-heard2:
				if mime != webrtc.MimeTypePCMA {
					t.Fatal(mime)
				}
			case <-ctx.Done():
				t.Fatal("the desk hears nothing")
			}
		}
		if r := a.Do("zhihui", http.MethodPost, answer, map[string]string{"offer": offer}); r.Status != http.StatusConflict {
			t.Error("answered twice", r.Status)
		}
		if c = call("zhihui"); c.State != "answered" || !c.Mine || c.Person == "" {
			t.Error(c)
		}
		a.Do("zhihui", http.MethodPost, "/api/v1/help-calls/"+c.ID+"/hang-up", nil)
		select {
		case <-far.Over():
		case <-ctx.Done():
			t.Fatal("nobody hung up")
		}
		for c = call("zhihui"); c.State != "over"; c = call("zhihui") {
			if ctx.Err() != nil {
				t.Fatal(c)
			}
		}
		if c.Why != "ours" {
			t.Error(c)
		}
		now, err := a.Devices().Open(ctx, d.ID)
		if err != nil || now.State != device.Online || now.LastProvenAt.IsZero() {
			t.Error(now, err)
		}
	})
}
