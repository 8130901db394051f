package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// figure is one measured claim. Bar is what the issue asks for, in words of the
// unit; Holds is nil where there is no bar, as for a floor.
type figure struct {
	Figure string  `json:"figure"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Bar    string  `json:"bar"`
	Holds  *bool   `json:"holds"`
}

type report struct {
	name, database string
	parts          []string // which parts are wanted; none: all
	figures        []figure
}

func (r *report) wanted(part string) bool { return len(r.parts) == 0 || slices.Contains(r.parts, part) }

// most adds a figure that must not be above bar.
func (r *report) most(name string, value float64, unit string, bar float64) {
	holds := value <= bar
	r.add(figure{name, value, unit, fmt.Sprintf("≤ %g", bar), &holds})
}

// least adds a figure that must not be below bar.
func (r *report) least(name string, value float64, unit string, bar float64) {
	holds := value >= bar
	r.add(figure{name, value, unit, fmt.Sprintf("≥ %g", bar), &holds})
}

// exactly adds a figure that must be bar.
func (r *report) exactly(name string, value float64, unit string, bar float64) {
	holds := value == bar
	r.add(figure{name, value, unit, fmt.Sprintf("= %g", bar), &holds})
}

// ratio adds how many times the reference one figure of this run is of another.
func (r *report) ratio(name, of, reference string) {
	value := func(name string) float64 {
		i := slices.IndexFunc(r.figures, func(f figure) bool { return f.Figure == name })
		if i < 0 {
			return -1
		}
		return r.figures[i].Value
	}
	r.plain(name, value(of)/value(reference), "×")
}

// plain adds a figure without a bar.
func (r *report) plain(name string, value float64, unit string) {
	r.add(figure{name, value, unit, "", nil})
}

func (r *report) add(f figure) {
	r.figures = append(r.figures, f)
	fmt.Fprintf(os.Stderr, "  %s: %.4g %s\n", f.Figure, f.Value, f.Unit)
}

func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s on %s\n%-64s %12s %-8s %-10s %s\n", r.name, r.database, "figure", "value", "unit", "bar", "holds")
	for _, f := range r.figures {
		holds := ""
		if f.Holds != nil {
			holds = map[bool]string{true: "yes", false: "NO"}[*f.Holds]
		}
		fmt.Fprintf(w, "%-64s %12.4g %-8s %-10s %s\n", f.Figure, f.Value, f.Unit, f.Bar, holds)
	}
}

func (r *report) write(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	text, err := json.MarshalIndent(r.figures, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, r.name+"-"+r.database+".json"), append(text, '\n'), 0o600)
}

// quantile returns the q-quantile (0 to 1) of durations in milliseconds.
func quantile(ds []time.Duration, q float64) float64 {
	if len(ds) == 0 {
		return -1
	}
	s := slices.Clone(ds)
	slices.Sort(s)
	i := min(int(q*float64(len(s))), len(s)-1)
	return float64(s[i].Microseconds()) / 1000
}
