package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"huxue/internal/app"
	"huxue/internal/app/apptest"
)

const golden = "permissions.golden"

// Who may do what, for people to read: which role holds which permission, and
// what each role's demo account gets from every address that can be read. A
// change of rights shows as a change of this file. HUXUE_GOLDEN=write renews it.
func TestPermissionsAreAsWritten(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		var b strings.Builder
		holders(&b)
		terminals(&b)
		readable(&b, a)
		got := b.String()
		if os.Getenv("HUXUE_GOLDEN") == "write" {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Fatalf("rights have changed; if on purpose, HUXUE_GOLDEN=write go test ./internal/app\n%s", difference(string(want), got))
		}
	})
}

// holders writes one line per role with what it holds and whom it may appoint.
func holders(b *strings.Builder) {
	b.WriteString("# role: permissions, held where the grant says; [2] needs a second factor\n")
	for _, r := range app.Roles() {
		perms := make([]string, 0, len(r.Perms))
		for _, p := range r.Perms {
			perms = append(perms, string(p))
		}
		slices.Sort(perms)
		mark := map[bool]string{true: " [2]", false: ""}[r.SecondFactor]
		fmt.Fprintf(b, "%s%s: %s\n", r.Key, mark, strings.Join(slices.Compact(perms), " "))
		if len(r.Manages) > 0 {
			fmt.Fprintf(b, "    appoints %s\n", strings.Join(r.Manages, " "))
		}
	}
}

// terminals writes one line per kind of device.
func terminals(b *strings.Builder) {
	b.WriteString("\n# device: permissions, held where it stands\n")
	devices := app.Devices()
	for _, kind := range slices.Sorted(maps.Keys(devices)) {
		fmt.Fprintf(b, "%s:", kind)
		for _, p := range devices[kind] {
			fmt.Fprintf(b, " %s", p)
		}
		b.WriteString("\n")
	}
}

// accounts are one per role, as the seed makes them, and a guest.
var accounts = []string{"", "jiaoyuju", "xianju", "xiaozhang", "anquan", "banzhuren", "menwei", "zhihui", "paichusuo", "shijian", "xiaofang",
	"duxue", "jijian", "shenji", "guanli"}

// readable writes, per address, who gets an answer and who is refused. 404 is
// how an address answers that may be read but whose thing is not there.
func readable(b *strings.Builder, a *apptest.App) {
	b.WriteString("\n# GET address: status, accounts (- is a guest)\n")
	ops := a.Operations()
	slices.Sort(ops)
	for _, op := range ops {
		method, rest, _ := strings.Cut(op, " ")
		path, _, _ := strings.Cut(rest, " ")
		if method != http.MethodGet || strings.Contains(path, "/oidc/") {
			continue
		}
		by := map[int][]string{}
		for _, who := range accounts {
			status := a.Do(who, http.MethodGet, filled(path), nil).Status
			if who == "" {
				who = "-"
			}
			by[status] = append(by[status], who)
		}
		fmt.Fprintf(b, "%s\n", path)
		statuses := make([]int, 0, len(by))
		for s := range by {
			statuses = append(statuses, s)
		}
		slices.Sort(statuses)
		for _, s := range statuses {
			fmt.Fprintf(b, "    %d %s\n", s, strings.Join(by[s], " "))
		}
	}
}

// filled puts a name that nothing has into an address.
func filled(path string) string {
	var out []string
	for _, step := range strings.Split(path, "/") {
		if strings.HasPrefix(step, "{") {
			step = "none"
		}
		out = append(out, step)
	}
	return strings.Join(out, "/")
}

func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out []string
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			out = append(out, fmt.Sprintf("line %d\n  was %s\n  is  %s", i+1, a, b))
		}
		if len(out) == 5 {
			break
		}
	}
	return strings.Join(out, "\n")
}
