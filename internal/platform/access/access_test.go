package access_test

import (
	"context"
	"testing"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

func TestWhoMayWhatWhere(t *testing.T) {
	const perm access.Perm = "alarm.accept"
	county := access.Actor{Kind: access.Person, Held: map[access.Perm][]string{perm: {"/14/1409/140902/"}}}
	expired := county
	expired.Expired = true
	cases := []struct {
		name  string
		actor access.Actor
		path  string
		code  string
	}{
		{"own county", county, "/14/1409/140902/sch_1/", ""},
		{"the county itself", county, "/14/1409/140902/", ""},
		{"the city above", county, "/14/1409/", "forbidden"},
		{"another county", county, "/14/1409/140921/", "forbidden"},
		{"a county whose code begins alike", county, "/14/1409/1409021/", "forbidden"},
		{"session ran out", expired, "/14/1409/140902/", "unauthorized"},
		{"nobody", access.Actor{}, "/14/1409/140902/", "unauthorized"},
		{"the system", access.Actor{Kind: access.System}, "/", ""},
	}
	for _, c := range cases {
		ctx := access.With(context.Background(), c.actor)
		if got := errs.Code(access.Require(ctx, perm, c.path)); got != c.code {
			t.Errorf("%s: got %q, want %q", c.name, got, c.code)
		}
	}
	missing := errs.NotFound("alarm.not_found")
	ctx := access.With(context.Background(), county)
	if got := errs.Code(access.See(ctx, perm, "/15/", missing)); got != "alarm.not_found" {
		t.Errorf("looking outside the area: %q", got)
	}
	if got := access.Areas(access.With(context.Background(), expired), perm); got != nil {
		t.Errorf("an expired session sees %v", got)
	}
}
