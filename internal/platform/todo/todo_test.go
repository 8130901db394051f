package todo_test

import (
	"context"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

const review access.Perm = "alarm.review"

func person(name string, paths ...string) context.Context {
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: name, Held: map[access.Perm][]string{review: paths}})
}

func TestWhatWaitsForWhom(t *testing.T) {
	dbtest.Run(t, []db.Schema{audit.Schema, todo.Schema}, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		s := todo.New(d)
		ctx := context.Background()
		put := func(subject string, x todo.Task) {
			x.Room, x.Kind, x.Subject = "alarm", "review", subject
			for range 2 { // a subscriber may run twice
				if err := d.Write(ctx, func(tx *db.Tx) error { return todo.Put(ctx, tx, x) }); err != nil {
					t.Fatal(err)
				}
			}
		}
		now := clk.Now()
		put("later", todo.Task{Path: "/14/sch_1/", Perm: review, Due: now.Add(48 * time.Hour)})
		put("sooner", todo.Task{Path: "/14/sch_1/", Perm: review, Due: now.Add(time.Hour), ByHand: true})
		put("whenever", todo.Task{Path: "/14/sch_1/", Perm: review})
		put("at once", todo.Task{Path: "/14/sch_1/", Perm: review, Priority: 2, Due: now.Add(99 * time.Hour)})
		put("elsewhere", todo.Task{Path: "/15/sch_2/", Perm: review})
		put("personal", todo.Task{Path: "/15/", Person: "per_principal", Due: now.Add(3 * time.Hour)})

		principal := person("per_principal", "/14/sch_1/")
		items, err := s.Mine(principal)
		if err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, i := range items {
			order = append(order, i.SubjectID)
		}
		want := []string{"at once", "sooner", "personal", "later", "whenever"}
		if len(order) != len(want) {
			t.Fatalf("got %v, want %v", order, want)
		}
		for i := range want {
			if order[i] != want[i] {
				t.Fatalf("got %v, want %v", order, want)
			}
		}
		if got := errs.Code(s.Done(person("per_other", "/15/"), items[1].ID)); got != "todo.not_found" {
			t.Fatalf("another ticks it off: %q", got)
		}
		if got := errs.Code(s.Done(principal, items[0].ID)); got != "todo.not_found" {
			t.Fatalf("ticked off what the room must finish: %q", got)
		}
		if err := s.Done(principal, items[1].ID); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return todo.Finish(ctx, tx, "alarm", "review", "at once") }); err != nil {
			t.Fatal(err)
		}
		if items, err = s.Mine(principal); err != nil || len(items) != 3 {
			t.Fatalf("%v %v", items, err)
		}
		if _, err := s.Mine(ctx); errs.Code(err) != "unauthorized" {
			t.Fatalf("nobody's list: %v", err)
		}
	})
}

func TestTasksStayWithASchoolThatMoves(t *testing.T) {
	dbtest.Run(t, []db.Schema{audit.Schema, todo.Schema}, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for _, path := range []string{"/14/1409/sch_1/", "/14/1409/sch_10/"} {
				if err := todo.Put(ctx, tx, todo.Task{Room: "alarm", Kind: "review", Subject: path, Path: path, Perm: review}); err != nil {
					return err
				}
			}
			return todo.Moved(ctx, tx, "/14/1409/sch_1/", "/14/1408/sch_1/")
		}); err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]int{"/14/1408/sch_1/": 1, "/14/1409/sch_1/": 0, "/14/1409/sch_10/": 1} {
			if items, err := todo.New(d).Mine(person("p", path)); err != nil || len(items) != want {
				t.Errorf("at %s: %d tasks %v, want %d", path, len(items), err, want)
			}
		}
	})
}
