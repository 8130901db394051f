package notify_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
)

var schemas = []db.Schema{audit.Schema, notify.Schema}

// hints notes who was told what.
type hints struct {
	mu  sync.Mutex
	got []string
}

func (h *hints) Hint(tx *db.Tx, person, id string, version int64) {
	tx.AfterCommit(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.got = append(h.got, fmt.Sprintf("%s %d", person, version))
	})
}

func as(t *testing.T, person string, held ...string) context.Context {
	t.Helper()
	a := access.Actor{Kind: access.Person, ID: person, Name: person, Held: map[access.Perm][]string{}}
	if len(held) > 0 {
		a.Held[notify.PermReceipts] = held
	}
	return access.With(t.Context(), a)
}

func urgent(t *testing.T, d *db.DB, s *notify.Service, m notify.Message) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return s.Urgent(t.Context(), tx, m) }); err != nil {
		t.Fatal(err)
	}
}

func send(t *testing.T, d *db.DB, s *notify.Service, m notify.Message) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return s.Send(t.Context(), tx, m) }); err != nil {
		t.Fatal(err)
	}
}

// pressed is the message of an alarm at a school of Xinfu district.
func pressed(subject string, to ...string) notify.Message {
	return notify.Message{Room: "alarm", Kind: "raised", SubjectID: subject, Path: "/14/1409/140902/sch_1/", Link: "/alarms",
		Params: map[string]any{"school": "长征小学"}, To: to}
}

// run starts the senders for the rest of the test.
func run(t *testing.T, s *notify.Service) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
}

func count(t *testing.T, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(t.Context(), query, args...).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// until waits for a condition of the database.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func TestAMessageStandsExactlyWhenItsActDoes(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		h := &hints{}
		s := notify.New(notify.Options{DB: d, Hinter: h})
		no := errors.New("no")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := s.Urgent(t.Context(), tx, pressed("alm_1", "per_a")); err != nil {
				t.Error(err)
			}
			return no
		})
		if !errors.Is(err, no) || len(h.got) != 0 || count(t, d, `SELECT COUNT(*) FROM notify_messages`) != 0 {
			t.Fatalf("%v, hints %v", err, h.got)
		}
		urgent(t, d, s, pressed("alm_1", "per_b", "per_a", "", "per_b"))
		if len(h.got) != 2 || h.got[0] != "per_a 1" || h.got[1] != "per_b 1" {
			t.Fatalf("hints %v", h.got)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE channel = 'inapp' AND state = 'sent' AND sent_at > 0`); n != 2 {
			t.Fatalf("%d receipts", n)
		}
	})
}

func TestAMessageWithTheSameOnceIsWrittenOnce(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := notify.New(notify.Options{DB: d})
		m := pressed("alm_1", "per_a")
		m.Once = "review alm_1"
		send(t, d, s, m)
		send(t, d, s, m)
		m.Once = "review alm_2"
		send(t, d, s, m)
		if n := count(t, d, `SELECT COUNT(*) FROM notify_messages`); n != 2 {
			t.Fatalf("%d messages", n)
		}
	})
}

func TestTheInboxKnowsWhatWasDeliveredAndSeen(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		h := &hints{}
		s := notify.New(notify.Options{DB: d, Hinter: h})
		for i := range 5 {
			urgent(t, d, s, pressed(fmt.Sprint("alm_", i), "per_a", "per_b"))
			clk.Add(time.Second)
		}
		me := as(t, "per_a")
		first, err := s.List(me, false, "", 3)
		if err != nil || len(first.Items) != 3 || first.Next == "" || first.Unread != 5 || first.Items[0].SubjectID != "alm_4" {
			t.Fatalf("%+v %v", first, err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE person_id = 'per_a' AND state = 'delivered'`); n != 3 {
			t.Fatalf("%d delivered", n)
		}
		rest, err := s.List(me, false, first.Next, 3)
		if err != nil || len(rest.Items) != 2 || rest.Next != "" || string(rest.Items[1].Params) != `{"school":"长征小学"}` {
			t.Fatalf("%+v %v", rest, err)
		}
		h.got = nil
		for range 2 {
			if err := s.See(me, first.Items[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		if len(h.got) != 1 {
			t.Fatalf("the other pages were told %v", h.got)
		}
		if n, err := s.Unread(me); n != 4 || err != nil {
			t.Fatalf("%d unread, %v", n, err)
		}
		if box, err := s.List(me, true, "", 10); err != nil || len(box.Items) != 4 {
			t.Fatalf("%+v %v", box, err)
		}
		if err := s.SeeAll(me); err != nil {
			t.Fatal(err)
		}
		if n, _ := s.Unread(me); n != 0 {
			t.Fatalf("%d unread", n)
		}
		if n, _ := s.Unread(as(t, "per_b")); n != 5 {
			t.Fatalf("the other has %d unread", n)
		}
		if err := s.See(as(t, "per_c"), first.Items[0].ID); errs.Code(err) != "notify.not_found" {
			t.Fatal(err)
		}
		if _, err := s.List(t.Context(), false, "", 3); errs.KindOf(err) != errs.KindUnauthorized {
			t.Fatal(err)
		}
		hs, err := s.Since(t.Context(), dbtest.Start.Add(3*time.Second))
		if err != nil || len(hs) != 4 {
			t.Fatalf("%v %v", hs, err)
		}
	})
}

type names map[string]string

func (n names) Names(context.Context, *db.Tx, []string) (map[string]string, error) { return n, nil }

func TestReceiptsMeasureReach(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := notify.New(notify.Options{DB: d, Names: names{"per_a": "张三"}})
		urgent(t, d, s, pressed("alm_1", "per_a", "per_b", "per_c"))
		if err := s.See(as(t, "per_a"), only(t, s, "per_a")); err != nil {
			t.Fatal(err)
		}
		only(t, s, "per_b")
		for _, c := range []struct {
			held string
			code string
			n    int
		}{
			{"/14/1409/", "", 1}, {"/14/1409/140902/sch_1/", "", 1}, {"/14/1409/140921/", "", 0}, {"", "forbidden", 0},
		} {
			var held []string
			if c.held != "" {
				held = []string{c.held}
			}
			sheets, err := s.Receipts(as(t, "per_x", held...), "alm_1")
			if errs.Code(err) != c.code || len(sheets) != c.n {
				t.Fatalf("%q: %v, %d sheets", c.held, err, len(sheets))
			}
			if c.n == 0 {
				continue
			}
			if want := (notify.Reach{People: 3, Reached: 2, Seen: 1, Percent: 66.67}); sheets[0].Reach != want {
				t.Fatalf("%+v", sheets[0].Reach)
			}
			if r := sheets[0].Receipts[0]; r.Name != "张三" || r.State != notify.Seen || r.SeenAt == 0 {
				t.Fatalf("%+v", r)
			}
		}
	})
}

// only returns the id of the person's single notice.
func only(t *testing.T, s *notify.Service, person string) string {
	t.Helper()
	box, err := s.List(as(t, person), false, "", 10)
	if err != nil || len(box.Items) != 1 {
		t.Fatalf("%+v %v", box, err)
	}
	return box.Items[0].ID
}

func TestOldMessagesGoWithTheirReceipts(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		s := notify.New(notify.Options{DB: d})
		send(t, d, s, pressed("alm_old", "per_a"))
		clk.Add(48 * time.Hour)
		send(t, d, s, pressed("alm_new", "per_a"))
		if more, err := s.Prune(t.Context(), 24*time.Hour); more || err != nil {
			t.Fatal(more, err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM notify_receipts`); n != 1 {
			t.Fatalf("%d receipts left", n)
		}
	})
}
