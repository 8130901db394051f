package routine

import (
	"context"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// GradeHours are the safety lessons of one grade in a school year: what the norm
// asks, what the school plans and what its classes have had on the average, in
// hours of Minutes each. Least and Most are of the class with least and most.
type GradeHours struct {
	Grade   int            `json:"grade"`
	Name    string         `json:"name" doc:"as its classes are called, empty where they have names of their own"`
	Stage   org.Stage      `json:"stage"`
	Classes int            `json:"classes"`
	Norm    int            `json:"norm" doc:"0 where none is set"`
	Minutes int            `json:"minutes" doc:"of one lesson"`
	Planned map[string]int `json:"planned" nullable:"false" doc:"hours by block"`
	Held    map[string]int `json:"held" nullable:"false" doc:"minutes of all classes by block"`
	Source  map[string]int `json:"source" nullable:"false" doc:"minutes of all classes by where they come from"`
	Least   int            `json:"least" doc:"minutes of the class with least"`
	Most    int            `json:"most"`
}

// Hours returns the hours of a school by grade.
func (s *Service) Hours(ctx context.Context, schoolID, year string) ([]GradeHours, error) {
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := org.GetSchool(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if year == "" {
			year = YearOf(dayOf(tx.Now))
		}
		return access.See(ctx, PermView, x.Path, org.ErrNoSchool)
	})
	if err != nil {
		return nil, err
	}
	from, _ := time.ParseInLocation(time.DateOnly, year+"-08-01", zone) // a year that is none has no lessons
	held, err := s.campaigns.HeldAt(ctx, schoolID, from, from.AddDate(1, 0, 0))
	if err != nil {
		return nil, err
	}
	var out []GradeHours
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		classes, err := classesOf(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if out, err = s.gradesOf(ctx, tx, classes, schoolID, year, held); err != nil {
			return err
		}
		return planned(ctx, tx, schoolID, year, out)
	})
	return out, err
}

func (s *Service) gradesOf(ctx context.Context, tx *db.Tx, classes []class, schoolID, year string, held []HeldLesson) ([]GradeHours, error) {
	out := []GradeHours{}
	at := map[string]int{} // class → place in out
	total := map[string]int{}
	for _, c := range classes {
		if len(out) == 0 || out[len(out)-1].Grade != c.grade {
			stage := c.stage()
			g := GradeHours{Grade: c.grade, Name: gradeName(c.name), Stage: stage, Planned: map[string]int{}, Held: map[string]int{}, Source: map[string]int{}}
			if key := hoursKey(stage); key != "" {
				g.Norm = s.norms.Now(ctx, key, c.path, 0)
			}
			key, otherwise := minutesKey(stage)
			g.Minutes = s.norms.Now(ctx, key, c.path, otherwise)
			out = append(out, g)
		}
		out[len(out)-1].Classes++
		at[c.id], total[c.id] = len(out)-1, 0
	}
	add := func(classID, block, source string, minutes int) {
		if i, ok := at[classID]; ok {
			out[i].Held[block] += minutes
			out[i].Source[source] += minutes
			total[classID] += minutes
		}
	}
	for _, h := range held {
		add(h.ClassID, h.Block, "campaign", h.Minutes)
	}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var classID, block, source string
		var minutes int
		err := row.Scan(&classID, &block, &source, &minutes)
		add(classID, block, source, minutes)
		return err
	}, `SELECT class_id, block, source, minutes FROM routine_hours WHERE school_id = $1 AND year = $2`, schoolID, year)
	for i := range out {
		out[i].Least = -1
	}
	for classID, i := range at {
		g, n := &out[i], total[classID]
		if g.Least < 0 || n < g.Least {
			g.Least = n
		}
		g.Most = max(g.Most, n)
	}
	return out, err
}

func planned(ctx context.Context, tx *db.Tx, schoolID, year string, grades []GradeHours) error {
	return db.Each(ctx, tx, func(row db.Scanner) error {
		var grade, hours int
		var block string
		err := row.Scan(&grade, &block, &hours)
		if i := slices.IndexFunc(grades, func(g GradeHours) bool { return g.Grade == grade }); i >= 0 {
			grades[i].Planned[block] = hours
		}
		return err
	}, `SELECT grade, block, hours FROM routine_plans WHERE school_id = $1 AND year = $2`, schoolID, year)
}

// maxHours bounds what a grade may plan for one block.
const maxHours = 200

// PlanHours says how many hours a school plans for a grade, by block.
func (s *Service) PlanHours(ctx context.Context, schoolID, year string, grade int, hours map[string]int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := org.GetSchool(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, x.Path); err != nil {
			return err
		}
		if year == "" {
			year = YearOf(dayOf(tx.Now))
		}
		rows := make([][]any, 0, len(hours))
		for block, n := range hours {
			if !slices.Contains(Blocks, block) || n < 0 || n > maxHours {
				return errHours
			}
			rows = append(rows, []any{schoolID, year, grade, block, n})
		}
		if _, err := tx.Exec(ctx, `DELETE FROM routine_plans WHERE school_id = $1 AND year = $2 AND grade = $3`, schoolID, year, grade); err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, "routine_plans", []string{"school_id", "year", "grade", "block", "hours"}, rows, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "routine.plan_hours", schoolID, map[string]any{"year": year, "grade": grade, "hours": hours})
	})
}

// LessonIn is a safety lesson (安全课) as it is entered.
type LessonIn struct {
	ClassIDs []string `json:"classIds" minItems:"1" maxItems:"100"`
	Day      string   `json:"day" maxLength:"10"`
	Minutes  int      `json:"minutes" minimum:"1" maximum:"240"`
	Block    string   `json:"block" enum:"social,health,accident,network,nature,other"`
	Title    string   `json:"title" maxLength:"60"`
	Present  int      `json:"present,omitempty" minimum:"0" maximum:"9999"`
}

// AddLesson writes down a safety lesson of one or several classes.
func (s *Service) AddLesson(ctx context.Context, in LessonIn) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		title := clip(in.Title, maxTheme)
		switch {
		case !validDay(in.Day):
			return errDay
		case in.Day > dayOf(tx.Now):
			return errFuture
		case title == "":
			return errTheme
		case !slices.Contains(Blocks, in.Block):
			return errBlock
		case in.Minutes < 1:
			return errMinutes
		}
		for _, classID := range in.ClassIDs {
			c, err := getClass(ctx, tx, classID)
			if err != nil {
				return err
			}
			if err := access.See(ctx, PermView, c.path, errNoClass); err != nil {
				return err
			}
			if err := access.Require(ctx, PermRecord, c.path); err != nil {
				return err
			}
			if err := saveLesson(ctx, tx, c, in.Day, in.Minutes, in.Block, title, min(in.Present, c.pupils)); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "routine.lesson", in.ClassIDs[0], in)
	})
}

func saveLesson(ctx context.Context, tx *db.Tx, c class, day string, minutes int, block, title string, present int) error {
	who := access.From(ctx)
	if _, err := tx.Insert(ctx, "routine_lessons", []string{"id", "class_id", "school_id", "path", "day", "minutes", "block", "title", "present",
		"by_id", "by_name", "created_at"}, [][]any{{id.New("rtl"), c.id, c.schoolID, c.path, day, minutes, block, title, present,
		who.ID, who.Name, db.Millis(tx.Now)}}, ""); err != nil {
		return err
	}
	return addMinutes(ctx, tx, c, day, block, "lesson", minutes)
}

// gradeName is what a class is called before its number: 七年级 of 七年级1班.
func gradeName(class string) string {
	if i := strings.IndexAny(class, "0123456789(（"); i > 0 {
		return strings.TrimSpace(class[:i])
	}
	return ""
}
