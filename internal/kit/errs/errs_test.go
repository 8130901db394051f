package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"huxue/internal/kit/errs"
)

func TestEveryKindHasAStatus(t *testing.T) {
	for k := errs.KindInternal; k <= errs.KindUnavailable; k++ {
		if k.Status() < 400 {
			t.Errorf("kind %d has status %d", k, k.Status())
		}
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	base := errs.Conflict("alarm.already_closed").With("no", "1")
	again := base.With("no", "2")
	if base.Params["no"] != "1" || again.Params["no"] != "2" {
		t.Fatalf("parameters are shared: %v %v", base.Params, again.Params)
	}
}

func TestCodeSurvivesWrapping(t *testing.T) {
	cause := errors.New("disk")
	err := fmt.Errorf("press: %w", errs.Unavailable("db.failed").Because(cause))
	if errs.Code(err) != "db.failed" || errs.KindOf(err) != errs.KindUnavailable || !errors.Is(err, cause) {
		t.Fatalf("got %s %v", errs.Code(err), errs.KindOf(err))
	}
	if errs.Code(cause) != "internal" || errs.Code(nil) != "" {
		t.Fatal("a plain error must be internal, nil must be empty")
	}
	if !errors.Is(err, errs.Unavailable("db.failed")) {
		t.Fatal("errors.Is must compare codes")
	}
}
