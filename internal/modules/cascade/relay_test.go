package cascade_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"huxue/internal/app"
	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
	"huxue/internal/platform/device"
)

func status(err error) int {
	if r := (*gb28181.RefusedError)(nil); errors.As(err, &r) {
		return r.Status
	}
	return 0
}

// pictures receives what comes under a number at a port, until enough came.
func pictures(ctx context.Context, t *testing.T, in *media.Receiver, ssrc uint32, enough int) {
	t.Helper()
	in.Expect(netip.MustParseAddr("127.0.0.1"), ssrc)
	ctx, stop := context.WithTimeout(ctx, 15*time.Second)
	defer stop()
	n, keys := 0, 0
	_ = in.Run(ctx, media.NewDemuxer(func(f *media.Frame) {
		if n++; f.Key {
			keys++
		}
		if n >= enough {
			stop()
		}
	}))
	if n < enough || keys == 0 {
		t.Fatalf("%d pictures, %d key frames, trouble %q", n, keys, in.Trouble())
	}
}

// The police look at a gate: under their number, by whichever way they ask, and the
// camera is called once for them and for our own desk.
func TestAPictureIsHandedOn(t *testing.T) {
	tell(t, func(r *rig) {
		p := startPolice(t, above, "127.0.0.1:0")
		u := r.add(p, nil)
		camera := r.device(device.Camera, "14090200001320000001", "东门摄像机")
		cams, pool := r.cameras()
		r.up()
		r.registered()
		var done struct{ N int }
		r.Do(desk, http.MethodPost, "/api/v1/cascade/uppers/"+u.ID+"/share", map[string]any{"deviceIds": []string{camera.ID}}).Into(&done)
		code := r.shares(u.ID, "&shared=yes")[0].Code
		_, release := pool.Hold(camera.ID) // our own desk looks too
		defer release()

		for i, tcp := range []bool{false, true} {
			in, err := media.Listen("127.0.0.1", 0, 0, tcp)
			if err != nil {
				t.Fatal(err)
			}
			ssrc := "090000000" + strconv.Itoa(i+1)
			n, err := p.Invite(r.ctx, own, code, gb28181.Offer{IP: "127.0.0.1", Port: in.Port(), SSRC: ssrc, TCP: tcp})
			if err != nil {
				t.Fatal(err)
			}
			want, _ := strconv.ParseUint(ssrc, 10, 32)
			if got, ok := n.Answer.Number(); !ok || got != uint32(want) {
				t.Errorf("%+v", n.Answer)
			}
			r.until("it is shown that they look", func() bool { return r.uppers()[0].Viewing == 1 && r.saw("view", "running") })
			pictures(r.ctx, t, in, uint32(want), 40)
			n.Bye(r.ctx)
			r.until("the view has ended", func() bool { return r.uppers()[0].Viewing == 0 && r.saw("view", "ended") && !r.saw("view", "running") })
		}
		// TCP the other way round: they call us.
		n, err := p.Invite(r.ctx, own, code, gb28181.Offer{IP: "127.0.0.1", Port: 9, SSRC: "0900000009", TCP: true, Setup: "active"})
		if err != nil || n.Answer.Setup != "passive" {
			t.Fatalf("%+v %v", n, err)
		}
		conn, err := net.Dial("tcp", net.JoinHostPort(n.Answer.IP, strconv.Itoa(n.Answer.Port)))
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		buf := make([]byte, 4096)
		for got := 0; got < 100_000; {
			k, err := conn.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got += k
		}
		// It is no longer shared: that ends at once.
		r.Do(desk, http.MethodPost, "/api/v1/cascade/uppers/"+u.ID+"/unshare", map[string]any{"deviceIds": []string{camera.ID}}).Into(&done)
		select {
		case <-n.Over():
		case <-r.ctx.Done():
			t.Fatal("they still look")
		}
		_ = conn.Close()
		r.until("why is written down", func() bool {
			for _, x := range r.asked() {
				if x.What == "view" && x.State == "ended" && x.Why == "cascade.unshared" && x.Device == "东门摄像机" {
					return true
				}
			}
			return false
		})
		if cams.Calls(camera.ID) != 1 {
			t.Errorf("the camera was called %d times", cams.Calls(camera.ID))
		}
		var page struct{ Items []struct{ Action string } }
		r.Do("shenji", http.MethodGet, "/api/v1/audit?action=cascade.asked_view", nil).Into(&page)
		if len(page.Items) != 3 {
			t.Errorf("audit: %+v", page.Items)
		}
	})
}

// What is not shared, not allowed or would go elsewhere is refused, and written down.
func TestAPictureIsRefused(t *testing.T) {
	tell(t, func(r *rig) {
		p := startPolice(t, above, "127.0.0.1:0")
		u := r.add(p, map[string]any{"mayView": false})
		camera := r.device(device.Camera, "14090200001320000001", "东门摄像机")
		cams, _ := r.cameras()
		r.up()
		r.registered()
		offer := gb28181.Offer{IP: "127.0.0.1", Port: 40000, SSRC: "0900000001"}
		if _, err := p.Invite(r.ctx, own, camera.Code, offer); status(err) != 404 {
			t.Errorf("by our own number: %v", err)
		}
		r.Do(desk, http.MethodPost, "/api/v1/cascade/uppers/"+u.ID+"/share", map[string]any{"deviceIds": []string{camera.ID}}).Into(&struct{}{})
		code := r.shares(u.ID, "&shared=yes")[0].Code
		if _, err := p.Invite(r.ctx, own, code, offer); status(err) != 403 {
			t.Errorf("not allowed: %v", err)
		}
		if err := p.Turn(r.ctx, own, code, gb28181.Move{Pan: 1, PanSpeed: 9}); status(err) != 403 {
			t.Errorf("turned: %v", err)
		}
		if _, err := p.Recordings(r.ctx, own, code, r.Clock.Now().Add(-time.Hour), r.Clock.Now()); status(err) != 403 {
			t.Errorf("recordings: %v", err)
		}
		f := r.form(p, map[string]any{"version": u.Version, "mayView": true})
		r.Do(admin, http.MethodPut, "/api/v1/cascade/uppers/"+u.ID, f).Into(&u)
		r.until("the line is up again", func() bool { return r.uppers()[0].State == "registered" })
		elsewhere := offer
		elsewhere.IP = "127.0.0.2"
		if _, err := p.Invite(r.ctx, own, code, elsewhere); status(err) != 403 {
			t.Errorf("elsewhere: %v", err)
		}
		for session, want := range map[string]int{"Playback": 403, "Download": 488, "Talk": 488} {
			other := offer
			other.Session, other.Start, other.End = session, r.Clock.Now().Add(-time.Hour), r.Clock.Now()
			if _, err := p.Invite(r.ctx, own, code, other); status(err) != want {
				t.Errorf("%s: %v", session, err)
			}
		}
		why := map[string]bool{}
		r.until("all is written down", func() bool {
			for _, x := range r.asked() {
				if x.State == "refused" {
					why[x.What+" "+x.Why] = true
				}
			}
			return why["view cascade.no_view"] && why["view cascade.media_elsewhere"] && why["replay cascade.no_replay"] && why["control cascade.no_turn"] && why["records cascade.no_replay"] && why["replay cascade.live_only"]
		})
		if cams.Calls(camera.ID) != 0 {
			t.Error("the camera was called")
		}
	})
}

// recorder is a device of ours with recordings, below us.
type recorder struct {
	mu    sync.Mutex
	heard []string
}

func (c *recorder) hear(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = append(c.heard, s)
}

func (c *recorder) said(part string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Contains(strings.Join(c.heard, "\n"), part)
}

// What a platform may: list recordings, play one, steer it, be told of its end; and turn
// the camera. Everything reaches the device as it was asked.
func TestARecordingIsPlayed(t *testing.T) {
	tell(t, func(r *rig) {
		addr, err := r.HearGB28181(r.ctx, "127.0.0.1:0", above)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.ShowPictures(r.ctx, app.PictureOptions{Host: "127.0.0.1", Times: media.DefaultTimes}); err != nil {
			t.Fatal(err)
		}
		camera := r.device(device.Camera, "14090200001320000001", "东门摄像机")
		st, err := gb28181.NewStation("127.0.0.1:0", nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(st.Close)
		begin := r.Clock.Now().Add(-time.Hour).Truncate(time.Second)
		c := &recorder{}
		var d *gb28181.Device
		d = st.Add(gb28181.Profile{Code: camera.Code, Password: []byte(secret), Server: addr, Platform: above,
			Recordings: func(string, time.Time, time.Time) []gb28181.Recording {
				return []gb28181.Recording{{Name: "上午", Start: begin, End: begin.Add(time.Minute)}}
			},
			Commanded: func(m *gb28181.Message) { c.hear(m.Get("PTZCmd")) },
			Invited: func(_ context.Context, in gb28181.Call) (gb28181.Offer, func(), func(), error) {
				c.hear(in.Offer.Session + " " + strconv.FormatInt(in.Offer.Start, 10) + " " + strconv.FormatInt(in.Offer.End, 10))
				in.OnInfo(func(s string) error { c.hear(s); return nil })
				to, _ := in.Offer.Addr()
				ssrc, _ := in.Offer.Number()
				return gb28181.Offer{IP: "127.0.0.1", Port: 15060}, func() {
					go func() {
						out, err := media.NewOutlet(nil, to, ssrc)
						if err != nil {
							return
						}
						defer out.Close()
						s := media.NewStream(time.Second, time.Now)
						clip := media.ReadClip(sample.Gate(), sample.Rate)
						s.Put(clip[0])
						v := s.Watch()
						go func() {
							for _, f := range clip[1:] {
								time.Sleep(20 * time.Millisecond)
								s.Put(f)
							}
							s.End()
						}()
						f, _ := v.First(context.Background(), time.Second)
						_ = out.Run(context.Background(), v, f)
						_ = d.FileEnd(context.Background(), in.Channel)
					}()
				}, func() { c.hear("over") }, nil
			}})
		if err := d.Register(r.ctx); err != nil {
			t.Fatal(err)
		}

		p := startPolice(t, "14000000002000000001", "127.0.0.1:0")
		u := r.add(p, map[string]any{"code": "14000000002000000001", "mayReplay": true, "mayTurn": true})
		r.up()
		r.registered()
		r.Do(desk, http.MethodPost, "/api/v1/cascade/uppers/"+u.ID+"/share", map[string]any{"deviceIds": []string{camera.ID}}).Into(&struct{}{})
		code := r.shares(u.ID, "&shared=yes")[0].Code

		items, err := p.Recordings(r.ctx, own, code, begin, begin.Add(time.Hour))
		if err != nil || len(items) != 1 || items[0].Get("Name") != "上午" || items[0].Get("DeviceID") != code {
			t.Fatalf("%v %v", items, err)
		}
		move := gb28181.Move{Pan: 1, PanSpeed: 31}
		if err := p.Turn(r.ctx, own, code, move); err != nil {
			t.Fatal(err)
		}
		r.until("the camera turns", func() bool { return c.said(move.PTZ()) })

		in, err := media.Listen("127.0.0.1", 0, 0, false)
		if err != nil {
			t.Fatal(err)
		}
		n, err := p.Invite(r.ctx, own, code, gb28181.Offer{Session: "Playback", IP: "127.0.0.1", Port: in.Port(), SSRC: "1900000001", Start: begin, End: begin.Add(time.Minute), Channel: code})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Play(r.ctx, "PAUSE MANSRTSP/1.0\r\nCSeq: 2\r\nPauseTime: now\r\n\r\n"); err != nil {
			t.Error(err)
		}
		pictures(r.ctx, t, in, 1900000001, 40)
		select {
		case <-n.Over():
		case <-r.ctx.Done():
			t.Fatal("it never ends")
		}
		if n.Why() != "file" || !c.said("PAUSE MANSRTSP") || !c.said("Playback "+strconv.FormatInt(begin.Unix(), 10)) {
			t.Errorf("%s %q", n.Why(), c.heard)
		}
		r.until("it is written down", func() bool {
			why := ""
			for _, x := range r.asked() {
				if x.What == "replay" && x.State == "ended" {
					why = x.Why
				}
			}
			return why == "cascade.file_end" && r.saw("control", "answered") && r.saw("records", "answered")
		})
	})
}
