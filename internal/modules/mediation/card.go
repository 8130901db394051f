package mediation

import "huxue/internal/kit/db"

// Card is a dispute as the ledger shows it.
type Card struct {
	ID         string `json:"id"`
	Version    int64  `json:"version"`
	No         string `json:"no"`
	SchoolID   string `json:"schoolId"`
	School     string `json:"school"`
	Path       string `json:"path"`
	Day        string `json:"day"`
	Kind       string `json:"kind"`
	KindName   string `json:"kindName"`
	KindNameEn string `json:"kindNameEn"`
	Source     string `json:"source"`
	State      State  `json:"state" enum:"registered,graded,assigned,mediating,agreed,fulfilled,revisited,tracking,closed"`
	Risk       Risk   `json:"risk" enum:",red,orange,yellow,blue"`
	People     int    `json:"people"`
	Minors     bool   `json:"minors"`
	Harm       bool   `json:"harm"`
	Reported   bool   `json:"reported"`
	Facts      string `json:"facts"`
	Department string `json:"department"`
	Owner      string `json:"owner"`
	Leader     string `json:"leader"`
	Due        string `json:"due"`
	Overdue    bool   `json:"overdue"`
	Supervised int64  `json:"supervisedAt" doc:"since when it is supervised as overdue, 0 for never"`
	Extended   bool   `json:"extended"`
	Way        string `json:"way" enum:",raise,court,police"`
	Result     string `json:"result" enum:",resolved,eased,unresolved,court,police"`
	Relapses   int    `json:"relapses"`
	ClosedAt   int64  `json:"closedAt"`
}

func (d *Dispute) card(today string, k Kind) Card {
	return Card{ID: d.ID, Version: d.Version, No: d.No, SchoolID: d.SchoolID, School: d.SchoolName, Path: d.Path, Day: d.Day, Kind: d.Kind,
		KindName: k.Name, KindNameEn: k.NameEn, Source: d.Source, State: d.State, Risk: d.Risk, People: d.Sheet.People, Minors: d.Sheet.Minors,
		Harm: d.Sheet.Harm, Reported: d.Report != nil, Facts: d.Sheet.Facts, Department: d.Order.Department, Owner: d.Owner, Leader: d.Leader,
		Due: d.Order.Due, Overdue: d.Overdue(today), Supervised: db.Millis(d.SupervisedAt), Extended: d.Extended, Way: d.Way, Result: d.Result,
		Relapses: d.Relapses, ClosedAt: db.Millis(d.ClosedAt)}
}
