package app_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"huxue/internal/app"
	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/platform/device"
	"huxue/internal/simulate"
)

var quickTimes = media.Times{First: time.Second, Stall: time.Second, Linger: 300 * time.Millisecond, Retry: 50 * time.Millisecond, PreRoll: 5 * time.Second}

// tellPictures has a recorder with two cameras registered and hands out the first.
func tellPictures(t *testing.T, cams *simulate.Cameras, f func(g *gbStory, camera string)) {
	tellGB(t, func(g *gbStory) {
		if err := g.ShowPictures(g.ctx, app.PictureOptions{Host: "127.0.0.1", Times: quickTimes}); err != nil {
			t.Fatal(err)
		}
		d := g.register(device.Registration{Name: "录像机", Kind: device.Recorder, Code: gbNVR, HeartbeatS: 60})
		c := &simulate.Cameras{Server: g.addr, Platform: ourNumber, Logins: []simulate.Login{{Code: gbNVR, Password: gbSecret}}, Channels: 2, Beat: time.Minute,
			Out: io.Discard, H265: cams.H265, OnlyTCP: cams.OnlyTCP}
		if err := c.Open(); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(g.ctx)
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		t.Cleanup(func() { stop(); <-ended })
		g.until("two cameras", func() bool {
			return g.count(`SELECT COUNT(*) FROM device_registry WHERE parent_id = $1`, d.ID) == 2
		})
		camera, _, err := g.Devices().Secret(g.ctx, device.GB28181, simulate.ChannelCode(gbNVR, 1))
		if err != nil {
			t.Fatal(err)
		}
		f(g, camera.ID)
		g.until("hung up", func() bool { return c.Sending() == 0 })
		cams.Calls.Store(c.Calls.Load())
	})
}

func playing(g *gbStory, l *media.Live) {
	g.until("a picture", func() bool { return l.Status().State == media.Playing })
}

func TestAllWhoLookShareOneCall(t *testing.T) {
	cams := &simulate.Cameras{}
	tellPictures(t, cams, func(g *gbStory, camera string) {
		l, first, err := g.HoldPicture(camera)
		if err != nil {
			t.Fatal(err)
		}
		again, second, _ := g.HoldPicture(camera)
		if again != l {
			t.Fatal("a second call")
		}
		playing(g, l)
		if ms := l.Status().FirstMs; ms > 1000 {
			t.Errorf("the first picture came after %d ms", ms)
		}
		v := l.Stream.Watch()
		for range 30 {
			<-v.Frames()
		}
		v.Close()
		first()
		second()
	})
	if n := cams.Calls.Load(); n != 1 {
		t.Fatal("calls", n)
	}
}

func TestAPictureThatIsThereIsNoLongerLost(t *testing.T) {
	tellPictures(t, &simulate.Cameras{}, func(g *gbStory, camera string) {
		open := func() int {
			return g.count(`SELECT COUNT(*) FROM device_faults WHERE device_id = $1 AND kind = 'picture' AND ended_at = 0`, camera)
		}
		if err := g.Devices().Fault(g.ctx, camera, device.NoPicture, "", true); err != nil || open() != 1 {
			t.Fatal(err, open())
		}
		l, release, err := g.HoldPicture(camera)
		if err != nil {
			t.Fatal(err)
		}
		playing(g, l)
		g.until("the fault has ended", func() bool { return open() == 0 })
		release()
	})
}

func TestACameraInH265IsAskedForItsSmallStream(t *testing.T) {
	tellPictures(t, &simulate.Cameras{H265: true}, func(g *gbStory, camera string) {
		l, release, err := g.HoldPicture(camera)
		if err != nil {
			t.Fatal(err)
		}
		playing(g, l)
		release()
	})
}

func TestWhereUDPBringsNothingTCPIsTried(t *testing.T) {
	tellPictures(t, &simulate.Cameras{OnlyTCP: true}, func(g *gbStory, camera string) {
		l, release, err := g.HoldPicture(camera)
		if err != nil {
			t.Fatal(err)
		}
		g.until("it is said that nothing comes", func() bool { return l.Status().State == media.Stalled })
		playing(g, l)
		release()
	})
}

func TestACameraThatIsAwayIsSaid(t *testing.T) {
	tellGB(t, func(g *gbStory) {
		if err := g.ShowPictures(g.ctx, app.PictureOptions{Host: "127.0.0.1", Times: quickTimes}); err != nil {
			t.Fatal(err)
		}
		d := g.register(device.Registration{Name: "大门", Kind: device.Camera, Code: "14090200001320000009", HeartbeatS: 60})
		l, release, err := g.HoldPicture(d.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		g.until("that it is away", func() bool { return l.Status().State == media.Failed && errors.Is(l.Status().Err, gb28181.ErrAbsent) })
	})
}
