// Package app is the hall of the house: the only place that knows every rung
// and room. It builds each with what it needs, fills in the questions they ask
// of one another, and serves them all behind one door. No rule lives here.
package app

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/kit/bus"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/config"
	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/jobs"
	"huxue/internal/modules/alarm"
	schoolbus "huxue/internal/modules/bus"
	"huxue/internal/modules/campaign"
	"huxue/internal/modules/cascade"
	"huxue/internal/modules/drill"
	"huxue/internal/modules/federation"
	"huxue/internal/modules/handover"
	"huxue/internal/modules/hazard"
	"huxue/internal/modules/helpcall"
	"huxue/internal/modules/inspection"
	"huxue/internal/modules/lesson"
	"huxue/internal/modules/letter"
	"huxue/internal/modules/mediation"
	"huxue/internal/modules/notice"
	"huxue/internal/modules/routine"
	"huxue/internal/modules/tipoff"
	"huxue/internal/modules/video"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/device"
	"huxue/internal/platform/files"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/org"
	"huxue/internal/platform/paper"
	"huxue/internal/platform/pupil"
	"huxue/internal/platform/realtime"
	"huxue/internal/platform/setting"
	"huxue/internal/platform/todo"
	"huxue/web"
)

// Version names this build in the OpenAPI document.
const Version = "0.1.0"

// Options are what the hall needs to open.
type Options struct {
	Config *config.Config
	Log    *slog.Logger
	Clock  clock.Clock // nil: the one on the wall
	// Adopt takes the secret key and the files folder of this server for the right
	// ones from now on, whatever the database has known.
	Adopt bool
	// Patience is how long a pressed box waits for its answer at most; 0: a moment.
	Patience time.Duration
	// OnFatal is called once when the disk has failed; the process must stop.
	OnFatal func(error)
}

// App is the whole system, built and not yet started.
type App struct {
	cfg      *config.Config
	log      *slog.Logger
	clock    clock.Clock
	db       *db.DB
	registry *prometheus.Registry
	api      *httpapi.API
	hub      *realtime.Hub
	jobs     *jobs.Jobs
	requests *requestMetrics
	handler  http.Handler
	working  sync.WaitGroup // what runs by itself since Start, until rest
	rest     context.CancelFunc
	byName   map[string]func(context.Context) error // daily chores, for Chore
	onClose  func()
	patience time.Duration
	late     chan struct{} // presses that are raised behind their answers

	audit      *audit.Service
	settings   *setting.Service
	org        *org.Service
	norms      *norm.Service
	auth       *auth.Module
	pupils     *pupil.Service
	files      *files.Service
	todos      *todo.Service
	notify     *notify.Service
	devices    *device.Service
	gb         *gb28181.Server
	gbCode     gb28181.Code  // our own number
	pictures   *media.Pool   // nil: no address for pictures is set
	webrtc     *media.WebRTC // of pictures and voices; nil: none
	hungUp     func()        // waits until every camera was hung up, after the end
	dc09       *dc09Line
	mqtt       *mqttLine
	checklists *checklist.Service
	papers     *paper.Service
	alarms     *alarm.Service
	campaign   *campaign.Service
	federation *federation.Service
	lessons    *lesson.Service
	drills     *drill.Service
	letters    *letter.Service
	mediation  *mediation.Service
	buses      *schoolbus.Service
	routine    *routine.Service
	inspection *inspection.Service
	hazards    *hazard.Service
	tipoffs    *tipoff.Service
	handovers  *handover.Service
	advice     *notice.Service // safety prompts and warnings
	uppers     *cascade.Service
	helpcalls  *helpcall.Service
	hold       func(deviceID string) (*media.Live, func(), error) // instead of HoldPicture; for tests
	replays    atomic.Int64                                       // how many recordings were called
	puller     *gbPuller                                          // nil while pictures are off
	pictureAt  PictureOptions                                     // where cameras send
	videos     *video.Service
}

// schemas are everybody's tables, in an order in which each finds what it
// refers to.
var schemas = []db.Schema{
	audit.Schema, setting.Schema, org.Schema, norm.Schema, auth.Schema, pupil.Schema, files.Schema, todo.Schema, notify.Schema,
	device.Schema,
	checklist.Schema,
	paper.Schema,
	alarm.Schema, drill.Schema, lesson.Schema, campaign.Schema, federation.Schema,
	letter.Schema,
	mediation.Schema,
	schoolbus.Schema,
	routine.Schema,
	inspection.Schema,
	hazard.Schema,
	tipoff.Schema,
	handover.Schema,
	notice.Schema,
	cascade.Schema,
	video.Schema,
	helpcall.Schema,
}

// Open opens the database, brings its tables up to date and builds every rung
// and room.
func Open(ctx context.Context, o Options) (*App, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	d, err := db.Open(ctx, db.Options{URL: o.Config.DB, Clock: o.Clock, Log: o.Log, OnFatal: o.OnFatal})
	if err != nil {
		return nil, err
	}
	a := &App{cfg: o.Config, log: o.Log, clock: o.Clock, db: d, registry: prometheus.NewRegistry(),
		patience: cmp.Or(o.Patience, answerWithin), late: make(chan struct{}, mostLate)}
	if err := a.build(ctx, o.Adopt); err != nil {
		_ = d.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) build(ctx context.Context, adopt bool) error {
	a.jobs = jobs.New(jobs.Options{DB: a.db, Log: a.log, As: access.AsSystem})
	if err := a.db.Alone(ctx, func() error {
		if err := a.db.Migrate(ctx, schemas...); err != nil {
			return err
		}
		if err := jobs.Migrate(ctx, a.db); err != nil {
			return err
		}
		if err := a.sharedWithOthers(ctx, adopt); err != nil {
			return err
		}
		return a.platform(ctx)
	}); err != nil {
		return err
	}
	if err := a.rooms(bus.New(a.db, a.jobs)); err != nil {
		return err
	}
	if err := a.db.Alone(ctx, func() error { return a.lessons.Seed(access.AsSystem(ctx, "start")) }); err != nil {
		return err
	}
	if err := a.db.Alone(ctx, func() error { return a.hazards.SeedRules(access.AsSystem(ctx, "start")) }); err != nil {
		return err
	}
	a.chores()
	a.door()
	return nil
}

// platform builds the ladder, from the ground up.
func (a *App) platform(ctx context.Context) (err error) {
	a.audit = audit.New(a.db)
	if a.settings, err = setting.New(setting.Options{DB: a.db, KeyFile: a.cfg.SecretFile(), Log: a.log, Definitions: settings}); err != nil {
		return err
	}
	a.org = org.New(org.Options{DB: a.db, Dir: a.cfg.FilesDir(), OnMove: []org.Moved{norm.Moved, files.Moved, todo.Moved, notify.Moved, device.Moved, alarm.MovedButtons, drill.Moved, lesson.Moved, letter.Moved, mediation.Moved, schoolbus.Moved, routine.Moved, inspection.Moved, paper.Moved, hazard.Moved, tipoff.Moved, handover.Moved, notice.Moved, cascade.Moved, video.Moved, helpcall.Moved}})
	a.norms = norm.New(norm.Options{DB: a.db, Log: a.log})
	if err = a.norms.Seed(access.AsSystem(ctx, "start")); err != nil {
		return err
	}
	if a.auth, err = auth.New(auth.Options{
		DB: a.db, Log: a.log, Roles: roles, Devices: devices, First: sysadminRole,
		Separate: []string{sysadminRole, securityRole, auditorRole},
		Limits:   loginLimits{a.norms}, Policy: policy{a.settings}, PublicURL: a.cfg.PublicURL, TrustProxy: a.cfg.TrustProxy,
		OIDC: auth.OIDCOptions{Issuer: a.cfg.OIDCIssuer, Client: a.cfg.OIDCClient, Secret: a.cfg.OIDCSecret},
	}); err != nil {
		return err
	}
	if a.pupils, err = pupil.New(ctx, pupil.Options{DB: a.db, Log: a.log, Limits: a.norms, Secrets: a.settings, PublicURL: a.cfg.PublicURL, Dir: a.cfg.FilesDir()}); err != nil {
		return err
	}
	a.files = files.New(files.Options{DB: a.db, Dir: a.cfg.FilesDir(), Purposes: purposes, Limits: a.norms})
	a.org.Jobs(a.jobs)
	a.pupils.Jobs(a.jobs)
	a.files.Jobs(a.jobs)
	a.todos = todo.New(a.db)
	a.hub = realtime.NewHub(a.db, a.log)
	a.hub.Topic("notices", "", a.missedNotices)
	a.notify = notify.New(notify.Options{
		DB: a.db, Log: a.log, Hinter: noticeHints{a.hub}, Names: a.auth, Contact: a.settings.Get(ctx, keyPushContact),
		Settings: a.settings, Sealer: a.settings, Say: say, Public: a.cfg.PublicURL,
		Metrics: a.registry,
	})
	a.devices = device.New(device.Options{
		DB: a.db, Log: a.log, Sealer: a.settings, Norms: a.norms, Holders: a.auth, Hub: a.hub, Notify: a.notify, Roles: deviceKeepers, Dir: a.cfg.FilesDir(),
	})
	a.devices.RegisterParser(device.Webhook, device.ReadJSON)
	a.devices.Jobs(a.jobs)
	a.papers = paper.New(paper.Options{DB: a.db, Kinds: paperKinds, PublicURL: a.cfg.PublicURL, TrustProxy: a.cfg.TrustProxy})
	a.checklists = checklist.New(checklist.Options{DB: a.db, Dir: a.cfg.FilesDir()})
	return a.checklists.Seed(access.AsSystem(ctx, "start"))
}

// rooms opens each room; deleting one deletes its lines here.
func (a *App) rooms(b *bus.Bus) (err error) {
	a.alarms = alarm.New(alarm.Options{
		DB: a.db, Hub: a.hub, Bus: b, Notify: a.notify, Files: a.files, Limits: a.norms, Roles: alarmRoles, Holders: a.auth, Log: a.log, Metrics: a.registry,
		Norms: a.norms, Identity: a.settings, PublicURL: a.cfg.PublicURL, Dir: a.cfg.Data,
	})
	a.notify.OnFailure("alarm", a.alarms)
	a.devices.Ring(pressedDevices{a.alarms, a.clock})
	a.devices.RegisterParser(device.GB28181, a.gbVerdict)
	a.dc09 = newDC09(a.devices, a.clock, a.patient)
	a.mqtt = newMQTT(a.devices, a.clock, a.log, a.patient)
	a.lessons = lesson.New(lesson.Options{DB: a.db, Files: a.files, Norms: a.norms, Learners: a.pupils})
	a.campaign = campaign.New(campaign.Options{
		DB: a.db, Jobs: a.jobs, Learners: a.pupils, Lessons: campaignLessons{a.lessons}, Limits: a.norms, Secrets: a.settings, Policy: policy{a.settings},
		Log: a.log, TrustProxy: a.cfg.TrustProxy, Dir: a.cfg.Data, PublicURL: a.cfg.PublicURL,
	})
	a.federation = federation.New(federation.Options{DB: a.db, Campaigns: cityFigures{a.campaign}, Identity: a.settings, Settings: a.settings})
	a.federation.Jobs(a.jobs)
	a.letters = letter.New(letter.Options{DB: a.db, PublicURL: a.cfg.PublicURL, TrustProxy: a.cfg.TrustProxy})
	a.drills = drill.New(drill.Options{
		DB: a.db, Hub: a.hub, Bus: b, Notify: a.notify, Limits: a.norms, Holders: a.auth, Alarms: a.alarms, Letters: a.letters, Hazards: drillHazards{a},
		Police: alarmRoles.Desk, Dir: a.cfg.Data,
	})
	a.mediation = mediation.New(mediation.Options{
		DB: a.db, Notify: a.notify, Files: a.files, Limits: a.norms, Holders: a.auth, Sealer: a.settings, Roles: mediationRoles, Dir: a.cfg.Data,
	})
	a.buses = schoolbus.New(schoolbus.Options{
		DB: a.db, Hub: a.hub, Notify: a.notify, Files: a.files, Limits: a.norms, Holders: a.auth, Lists: a.checklists, Roles: busRoles, Log: a.log,
		Dir: a.cfg.Data, PublicURL: a.cfg.PublicURL,
	})
	a.routine = routine.New(routine.Options{DB: a.db, Bus: b, Norms: a.norms, Files: a.files, Campaigns: classLessons{a.campaign, a.lessons}})
	a.hazards = hazard.New(hazard.Options{
		DB: a.db, Bus: b, Notify: a.notify, Files: a.files, Norms: a.norms, Calendar: a.routine, Holders: a.auth, Roles: hazardRoles, Agencies: hazardAgencies,
		PublicURL: a.cfg.PublicURL,
		Papers:    a.papers, Dir: a.cfg.FilesDir(),
	})
	a.inspection = inspection.New(inspection.Options{DB: a.db, Hub: a.hub, Bus: b, Notify: a.notify, Limits: a.norms, Sheets: a.checklists,
		Uploads: a.files, Hazards: inspectionHazards{a.hazards}, Roles: inspectorRoles, Dir: a.cfg.Data})
	a.tipoffs = tipoff.New(tipoff.Options{DB: a.db, Bus: b, Hazards: reportedHazards{a.hazards}, Shelf: a.files, Sealer: a.settings, Limits: a.norms,
		PublicURL: a.cfg.PublicURL, TrustProxy: a.cfg.TrustProxy})
	a.handovers = handover.New(handover.Options{DB: a.db, Log: a.log, Jobs: a.jobs, Alarms: handedAlarms{a.alarms, a.db}, Settings: a.settings,
		Sealer: a.settings, Norms: a.norms, PublicURL: a.cfg.PublicURL})
	a.advice = notice.New(notice.Options{DB: a.db, Jobs: a.jobs, Norms: a.norms, Calendar: a.routine, Holders: a.auth, Notify: a.notify,
		Outside: givenNotices{a.handovers}, Roles: noticeRoles, PublicURL: a.cfg.PublicURL})
	a.uppers = cascade.New(cascade.Options{DB: a.db, Log: a.log, Alarms: upwardAlarms{a.alarms}, Cameras: upwardCameras{a}, Sealer: a.settings, Norms: a.norms,
		Holders: a.auth, Notify: a.notify, Roles: cascadeKeepers})
	a.helpcalls = helpcall.New(helpcall.Options{DB: a.db, Log: a.log, Alarms: calledAlarms{a.alarms}, Browsers: talkers{a}})
	a.devices.RegisterParser(device.SIP, sipVerdict)
	a.hazards.Jobs(a.jobs)
	a.papers.Watch("hazard", a.hazards)
	a.videos, err = video.New(video.Options{DB: a.db, Log: a.log, Pictures: livePictures{a}, Recorders: recordedPictures{a}, Alarms: seenAlarms{a.alarms}, Files: a.files, Norms: a.norms, Dir: a.cfg.Data})
	return err
}

// door registers every operation and puts the middlewares around them.
func (a *App) door() {
	a.api = httpapi.New(a.log, Version)
	a.requests = newRequestMetrics(a.registry, a.hub.Listeners)
	a.operations()
	for _, r := range []interface{ Routes(*httpapi.API) }{
		a.auth, a.audit, a.settings, a.org, a.norms, a.pupils, a.files, a.todos, a.notify, a.checklists, a.alarms, a.drills, a.lessons,
		a.devices,
		a.papers,
		a.campaign, a.federation,
		a.letters,
		a.mediation,
		a.buses,
		a.routine,
		a.inspection,
		a.hazards,
		a.tipoffs,
		a.handovers,
		a.advice,
		a.uppers,
		a.videos,
		a.helpcalls,
	} {
		r.Routes(a.api)
	}
	a.hub.Routes(a.api, a.auth.Alive)
	a.api.Handle("GET /", pages{web.Files()}.ServeHTTP)
	who := func(ctx context.Context) string { return access.From(ctx).ID }
	a.handler = httpapi.Chain(a.api.Router(who),
		a.api.Observe(a.requests.done), httpapi.Headers, a.api.SameOrigin(), httpapi.Compress,
		a.auth.Middleware(), a.api.Once(a.db, who))
}

// Operations lists the operations of all rungs and rooms, as "METHOD path id".
func (a *App) Operations() []string { return a.api.Operations() }

// Database is what lies underneath, for tests that lay a hand on it.
func (a *App) Database() *db.DB { return a.db }

// Handler answers everything.
func (a *App) Handler() http.Handler { return a.handler }

// Start lets the parts that work by themselves begin; they end with ctx.
func (a *App) Start(ctx context.Context) error {
	ctx, a.rest = context.WithCancel(ctx)
	a.working.Go(func() { a.hub.Run(ctx) })
	a.working.Go(func() { a.pupils.Run(ctx) })
	a.working.Go(func() { a.notify.Run(ctx) })
	a.working.Go(func() { a.alarms.Run(ctx) })
	a.working.Go(func() { a.devices.Run(ctx) })
	a.working.Go(func() { a.handovers.Run(ctx) })
	a.working.Go(func() { a.helpcalls.Run(ctx) })
	a.working.Go(func() { a.drills.Run(ctx) })
	a.working.Go(func() { a.buses.Run(ctx) })
	for _, listen := range []func(context.Context) error{a.listenGB28181, a.listenDC09, a.listenMQTT, a.listenRTP, a.listenCascade, a.listenSIP} {
		if err := listen(ctx); err != nil {
			return err
		}
	}
	a.working.Go(func() { a.videos.Run(ctx) })
	watched := a.alarms.WatchTerminals(ctx)
	a.working.Go(func() { <-ctx.Done(); watched() })
	return a.jobs.Start(ctx)
}

// Rehearse makes the way of a press ready; see alarm.Service.Rehearse.
func (a *App) Rehearse(ctx context.Context) error { return a.alarms.Rehearse(ctx) }

// Overrule ends the drills that a real alarm overrules now; for tests.
func (a *App) Overrule(ctx context.Context) error {
	return a.drills.Overrule(access.AsSystem(ctx, "drill.overrule"))
}

// LearnerToken signs a pupil in without his PIN; for tests and measurements.
func (a *App) LearnerToken(l pupil.Learner) string { return a.pupils.Token(l) }

// Campaigns is the room of campaigns, for what no page does: counting all pupils again.
func (a *App) Campaigns() *campaign.Service { return a.campaign }

// Drain does every job that is due, and returns when none is left; for tests,
// whose clock stands still.
func (a *App) Drain(ctx context.Context) error { return a.jobs.Drain(ctx) }

// Close waits for what is under way and closes the database.
func (a *App) Close() {
	if err := a.jobs.Stop(context.Background()); err != nil {
		a.log.Warn("jobs did not stop in time", "error", err)
	}
	if a.rest != nil {
		a.rest()
	}
	a.working.Wait()
	if a.webrtc != nil {
		a.webrtc.Close()
	}
	a.campaign.Stop()
	a.auth.Close()
	_ = a.db.Close()
	if a.onClose != nil {
		a.onClose()
	}
}

// Lessons answers what campaigns ask, for tests.
func (a *App) Lessons() *lesson.Service { return a.lessons }

// Hazards is the room of hazards, for tests and for what no page does.
func (a *App) Hazards() *hazard.Service { return a.hazards }

// Tipoffs is the room of what the public reports, for tests that tell it what another
// room has done.
func (a *App) Tipoffs() *tipoff.Service { return a.tipoffs }
