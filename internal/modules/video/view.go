package video

import (
	"context"
	"net/http"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

const (
	desksCameras = 2                // how many the desk opens by itself
	mostViews    = 9                // of one person at a time
	idleFor      = 20 * time.Second // a look without any stream is over
	askedEvery   = 90 * time.Second // and so is one whose page does not ask how it stands, with a session that holds
	keyViewMin   = "video.view_max_min"
	viewMinutes  = 60
)

// look is a view that is open on this server.
type look struct {
	view  View
	from  source
	began time.Time
	motor motor // turns the camera

	mu      sync.Mutex
	streams int
	quiet   time.Time // since when nothing was sent
	asked   time.Time // when its person was last here
	stop    context.CancelFunc
	ctx     context.Context
}

// Open lets the caller look at one camera: at an open alarm of its school, or with a
// reason. That he did is in the book before he sees anything.
func (s *Service) Open(ctx context.Context, deviceID, alarmID, reason string) (*View, error) {
	if s.pictures.Off() {
		return nil, errOff
	}
	a, err := s.alarmOf(ctx, alarmID)
	if err != nil {
		return nil, err
	}
	var v *View
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := getCamera(ctx, tx, deviceID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, c.path, errNoCamera); err != nil {
			return err
		}
		why, err := because(a, c.SchoolID, reason)
		if err != nil {
			return err
		}
		if s.room(ctx) < 1 {
			return errMany.With("n", mostViews)
		}
		v, err = s.begin(ctx, tx, c, alarmID, why, time.Time{})
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.start(v), nil
}

// AtAlarm opens the cameras that are nearest to an alarm and names all of its school.
// One that is not there is not called: the desk would look at nothing.
func (s *Service) AtAlarm(ctx context.Context, alarmID string) (views []*View, cameras []*Camera, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	a, err := s.alarms.Find(ctx, alarmID)
	if err != nil {
		return nil, nil, err
	}
	if a.SchoolID == "" {
		return nil, nil, nil
	}
	if err := access.Require(ctx, PermView, a.Path); err != nil {
		return nil, nil, err
	}
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		cameras, err = camerasOf(ctx, tx, a.SchoolID)
		return err
	}); err != nil {
		return nil, nil, err
	}
	nearest(cameras, a.PlaceID)
	if a.Closed != 0 || s.pictures.Off() {
		return nil, cameras, nil
	}
	room := s.room(ctx)
	if room < 1 {
		return nil, nil, errMany.With("n", mostViews)
	}
	var begun []*View
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		begun = nil
		for _, c := range cameras[:min(desksCameras, len(cameras), room)] {
			if !c.there() {
				break
			}
			v, err := s.begin(ctx, tx, c, alarmID, "", time.Time{})
			if err != nil {
				return err
			}
			begun = append(begun, v)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, v := range begun {
		views = append(views, s.start(v))
	}
	return views, cameras, nil
}

func (s *Service) alarmOf(ctx context.Context, alarmID string) (*Alarm, error) {
	if alarmID == "" {
		return nil, access.RequireSomewhere(ctx, PermView)
	}
	return s.alarms.Find(ctx, alarmID)
}

// begin writes down that somebody looks: now, or at what was recorded from a moment on.
func (s *Service) begin(ctx context.Context, tx *db.Tx, c *Camera, alarmID, reason string, from time.Time) (*View, error) {
	who := access.From(ctx)
	v := &View{ID: id.New("vvw"), CameraID: c.ID, Camera: c.Name, Place: c.Place, SchoolID: c.SchoolID, SchoolName: c.SchoolName, AlarmID: alarmID, Reason: reason,
		Person: who.Name, Unit: who.Unit, OpenedAt: db.Millis(tx.Now), Kind: Live, path: c.path, personID: who.ID}
	action, said := "video.view", map[string]any{"view": v.ID, "school": c.SchoolID, "alarm": alarmID, "reason": reason}
	if !from.IsZero() {
		v.Kind, v.FromAt, v.ToAt = Replay, db.Millis(from), db.Millis(from)
		action, said["from"] = "video.replay", v.FromAt
	}
	if err := insertView(ctx, tx, v); err != nil {
		return nil, err
	}
	return v, audit.Record(ctx, tx, action, c.ID, said)
}

// start has the camera called; the look is open from now on.
func (s *Service) start(v *View) *View {
	live, release := s.pictures.Hold(v.CameraID)
	return s.open(v, &present{live: live, let: release, had: !live.Stream.LastAt().IsZero(), absent: s.pictures.Absent})
}

func (s *Service) open(v *View, from source) *View {
	now := s.pictures.Now()
	l := &look{view: *v, from: from, began: now, quiet: now, asked: now}
	l.ctx, l.stop = context.WithCancel(context.Background())
	s.mu.Lock()
	s.looks[v.ID] = l
	s.mu.Unlock()
	return s.standing(l)
}

// standing is the view as it is now.
func (s *Service) standing(l *look) *View {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.view
	l.from.standing(&v)
	return &v
}

// room is how many more the caller may look at.
func (s *Service) room(ctx context.Context) int {
	who, n := access.From(ctx).ID, mostViews
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.looks {
		if l.view.personID == who {
			n--
		}
	}
	return n
}

// mine is an open look of the caller's own.
func (s *Service) mine(ctx context.Context, viewID string) (*look, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	l := s.looks[viewID]
	s.mu.Unlock()
	if l == nil || l.view.personID != who.ID {
		return nil, errNoView
	}
	if err := access.See(ctx, PermView, l.view.path, errNoView); err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.asked = s.pictures.Now()
	l.mu.Unlock()
	return l, nil
}

// View tells the caller how a look of his own stands.
// access: mine asks it.
func (s *Service) View(ctx context.Context, viewID string) (*View, error) {
	l, err := s.mine(ctx, viewID)
	if err != nil {
		return nil, err
	}
	return s.standing(l), nil
}

// Close ends a look of the caller's own.
// access: mine asks it. audit: that he looked is in the book; this says for how long.
func (s *Service) Close(ctx context.Context, viewID string) error {
	l, err := s.mine(ctx, viewID)
	if err != nil {
		return err
	}
	return s.end(ctx, l)
}

// end writes down how long somebody looked.
func (s *Service) end(ctx context.Context, l *look) error {
	s.mu.Lock()
	_, open := s.looks[l.view.ID]
	delete(s.looks, l.view.ID)
	s.mu.Unlock()
	if !open {
		return nil
	}
	s.still(l)
	v := s.standing(l)
	l.stop()
	l.from.release()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v.EndedAt = db.Millis(tx.Now)
		return endView(ctx, tx, v)
	})
}

// sweep ends looks that nothing is sent to, those whose person has logged out or may
// no longer look, and those that have lasted too long without an alarm.
func (s *Service) sweep(ctx context.Context) error {
	most := time.Duration(s.norms.Now(ctx, keyViewMin, access.Everywhere, viewMinutes)) * time.Minute
	now := s.pictures.Now()
	var over []*look
	s.mu.Lock()
	for _, l := range s.looks {
		l.mu.Lock()
		if now.Sub(l.asked) > askedEvery || l.streams == 0 && now.Sub(l.quiet) > idleFor || l.view.AlarmID == "" && now.Sub(l.began) > most {
			over = append(over, l)
		}
		l.mu.Unlock()
	}
	s.mu.Unlock()
	for _, l := range over {
		if err := s.end(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// stream counts a stream of the look in, and out again by the returned function.
func (s *Service) stream(l *look, how string) (gone func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.streams++
	l.view.How = how
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.streams--
		l.quiet = s.pictures.Now()
	})
}

// Answer shows a look of the caller's own in his browser, by WebRTC.
// access: mine asks it. audit: that he looks is in the book.
func (s *Service) Answer(ctx context.Context, viewID, offer string) (string, error) {
	l, err := s.mine(ctx, viewID)
	if err != nil {
		return "", err
	}
	v := l.from.pictures().Watch()
	gone := s.stream(l, "webrtc")
	over := func() { v.Close(); gone() }
	answer, err := s.pictures.Answer(l.ctx, offer, v, l.from.wantKey, over)
	if err != nil {
		over()
		return "", errOffer.Because(err)
	}
	return answer, nil
}

// Send writes a look of the caller's own as fragmented MP4, until one side has had enough.
// access: mine asks it. audit: that he looks is in the book.
func (s *Service) Send(ctx context.Context, viewID string, w http.ResponseWriter) error {
	l, err := s.mine(ctx, viewID)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	v := l.from.pictures().Watch()
	defer v.Close()
	defer s.stream(l, "mp4")()
	flush := http.NewResponseController(w).Flush
	_ = v.Serve(ctx, w, func(contentType string) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(http.StatusOK)
	}, flush) // who has gone has gone
	return nil
}
