package inspection

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
)

// Card is a visit as pages and phones show it. May says what the actor may do now.
type Card struct {
	ID            string           `json:"id"`
	Version       int64            `json:"version"`
	No            string           `json:"no"`
	RoundID       string           `json:"roundId"`
	Kind          Kind             `json:"kind" enum:"joint,special,county,sample,random,surprise,follow,weekly,monthly,term,self"`
	Own           bool             `json:"own" doc:"the school inspects itself"`
	Title         string           `json:"title"`
	SchoolID      string           `json:"schoolId"`
	SchoolName    string           `json:"schoolName"`
	Path          string           `json:"path"`
	Day           string           `json:"day"`
	ListID        string           `json:"listId"`
	ListVersion   int              `json:"listVersion"`
	LeadID        string           `json:"leadId"`
	LeadName      string           `json:"leadName"`
	LeadAgency    string           `json:"leadAgency"`
	Hidden        bool             `json:"hidden" doc:"unannounced"`
	State         State            `json:"state" enum:"planned,running,signing,submitted,void"`
	Reason        string           `json:"reason"`
	Note          string           `json:"note"`
	Revision      int64            `json:"revision"`
	Total         int              `json:"total"`
	Answered      int              `json:"answered"`
	Faults        int              `json:"faults"`
	Partly        int              `json:"partly"`
	NotApplicable int              `json:"na"`
	Fixed         int              `json:"fixed"`
	Disputes      int              `json:"disputes"`
	Score         *checklist.Score `json:"score,omitempty"`
	Author        string           `json:"author"`
	CreatedAt     int64            `json:"createdAt"`
	BegunAt       int64            `json:"begunAt"`
	SubmittedAt   int64            `json:"submittedAt"`
	VoidReason    string           `json:"voidReason"`
	Parts         []Part           `json:"parts" nullable:"false"`
	Signs         []Sign           `json:"signs" nullable:"false"`
	Unsigned      []string         `json:"unsigned" nullable:"false"`
	May           []string         `json:"may" nullable:"false" doc:"begin, answer, sign, sign_school, settle, submit, reopen, void, join, invite, recheck"`
}

func card(ctx context.Context, v *Visit) Card {
	c := Card{ID: v.ID, Version: v.Version, No: v.No, RoundID: v.RoundID, Kind: v.Kind, Own: v.Kind.Own(), Title: v.Title, SchoolID: v.SchoolID,
		SchoolName: v.SchoolName, Path: v.Path, Day: v.Day, ListID: v.ListID, ListVersion: v.ListVersion, LeadID: v.LeadID, LeadName: v.LeadName,
		LeadAgency: v.LeadAgency, Hidden: v.Hidden, State: v.State, Reason: v.Reason, Note: v.Note, Revision: v.Revision, Total: v.Total, Answered: v.Answered,
		Faults: v.Faults, Partly: v.Partly, NotApplicable: v.NotApplicable, Fixed: v.Fixed, Disputes: v.Disputes, Score: v.Score, Author: v.Author,
		CreatedAt: db.Millis(v.CreatedAt), BegunAt: db.Millis(v.BegunAt), SubmittedAt: db.Millis(v.SubmittedAt), VoidReason: v.VoidReason,
		Parts: v.Parts, Signs: v.Signs, Unsigned: []string{}, May: []string{}}
	if c.Parts == nil {
		c.Parts = []Part{}
	}
	if c.Signs == nil {
		c.Signs = []Sign{}
	}
	if v.Open() {
		c.Unsigned = v.unsigned()
	}
	c.May = v.may(access.From(ctx))
	return c
}

// may are the verbs open to the actor now. The server asks again at each.
func (v *Visit) may(by access.Actor) []string {
	out := []string{}
	part := v.Part(by.ID)
	lead := v.LeadID == by.ID || by.Holds(PermRun, v.Path)
	add := func(ok bool, verb string) {
		if ok {
			out = append(out, verb)
		}
	}
	inside := v.State == Running || v.State == Signing
	add(part != nil && v.State == Planned, "begin")
	add(part != nil && v.Open(), "answer")
	add(part != nil && inside && !v.Signed(part.Agency), "sign")
	add(inside && !v.Kind.Own() && (v.LeadID == by.ID || by.Holds(PermSign, v.Path)), "sign_school")
	add(lead && v.Open() && v.Disputes > 0, "settle")
	add(v.LeadID == by.ID && v.State == Signing, "submit")
	add(lead && v.State == Signing, "reopen")
	add(lead && v.Open(), "void")
	perm := PermTake
	if v.Kind.Own() {
		perm = PermSelf
	}
	add(part == nil && (v.State == Planned || v.State == Running) && by.Holds(perm, v.Path), "join")
	add(lead && (v.State == Planned || v.State == Running), "invite")
	add(v.State == Submitted && (part != nil || by.Holds(PermTake, v.Path)), "recheck")
	return out
}
