package hazard

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

// Card is a hazard as a list shows it. Times are UTC milliseconds, 0 for none.
type Card struct {
	ID           string    `json:"id"`
	Version      int64     `json:"version"`
	Number       string    `json:"number"`
	Source       string    `json:"source"`
	SchoolID     string    `json:"schoolId"`
	SchoolName   string    `json:"schoolName"`
	Path         string    `json:"path"`
	Year         int       `json:"year"`
	FoundAt      int64     `json:"foundAt"`
	Way          string    `json:"way"`
	Finder       string    `json:"finder"`
	FinderUnit   string    `json:"finderUnit"`
	FinderAgency string    `json:"finderAgency"`
	Category     string    `json:"category"`
	Sub          string    `json:"sub"`
	ItemCode     string    `json:"itemCode"`
	Place        string    `json:"place"`
	Text         string    `json:"text"`
	Stop         bool      `json:"stop" doc:"※ stops at once"`
	Proposed     Level     `json:"proposed" enum:"general,major"`
	Level        Level     `json:"level" enum:"general,major"`
	Confirmed    bool      `json:"confirmed" doc:"somebody who may has judged the level"`
	Kind         Kind      `json:"kind" enum:"immediate,limited"`
	State        State     `json:"state" enum:"draft,registered,graded,assigned,rectifying,verifying,closed,archived,invalid,merged"`
	Agency       string    `json:"agency"`
	FromAgency   string    `json:"fromAgency"`
	Transfer     string    `json:"transfer" enum:",sent,received"`
	Owner        string    `json:"owner"`
	DueAt        int64     `json:"dueAt"`
	Colour       string    `json:"colour" enum:",green,yellow,orange,red"`
	Overdue      bool      `json:"overdue"`
	LateDays     int       `json:"lateDays"`
	ClosedAt     int64     `json:"closedAt"`
	Reworks      int       `json:"reworks"`
	Extensions   int       `json:"extensions"`
	Asked        string    `json:"asked" enum:",downgrade,invalid,extend" doc:"what a second person has to decide"`
	Listed       ListState `json:"listed" enum:",proposed,refused,approved,issued,planned,rectifying,delist_asked,inspected,delisted,archived"`
	ListedNo     string    `json:"listedNo"`
	ListedLevel  string    `json:"listedLevel" enum:",county,city"`
	RecurrenceOf string    `json:"recurrenceOf"`
	MergedInto   string    `json:"mergedInto"`
}

func (s *Service) card(_ context.Context, h *Hazard, now time.Time) Card {
	c := Card{
		ID: h.ID, Version: h.Version, Number: h.Number, Source: h.Source, SchoolID: h.SchoolID, SchoolName: h.SchoolName, Path: h.Path, Year: h.Year,
		FoundAt: db.Millis(h.FoundAt), Way: h.Way, Finder: h.Finder, FinderUnit: h.FinderUnit, FinderAgency: h.FinderAgency, Category: h.Category, Sub: h.Sub,
		ItemCode: h.ItemCode, Place: h.Place, Text: h.Text, Stop: h.Stop, Proposed: h.Proposed, Level: h.Level, Confirmed: !h.Grader.At.IsZero(), Kind: h.Kind,
		State: h.State, Agency: h.Agency, FromAgency: h.FromAgency, Transfer: h.Transfer, Owner: h.Owner, DueAt: db.Millis(h.DueAt),
		Overdue: h.Overdue, LateDays: h.LateDays(now), ClosedAt: db.Millis(h.ClosedAt), Reworks: h.Reworks, Extensions: h.Extensions, Asked: h.Asked.Kind,
		Listed: h.Listed, ListedNo: h.ListedNo, ListedLevel: h.ListedLevel, RecurrenceOf: h.RecurrenceOf, MergedInto: h.MergedInto,
	}
	if h.State == Draft {
		c.Number = ""
	}
	if h.State.Open() && h.State != Verifying {
		c.Colour = Colour(h.DueAt, now)
	}
	return c
}
