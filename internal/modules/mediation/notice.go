package mediation

import (
	"time"

	"huxue/internal/kit/errs"
)

// Notice is a controlled notice (受控提示): what the police show at named gates for a few
// days because a specific threat has to be recognised there. It belongs to the police;
// a school has a view of it and nothing else. (domain.md §3.9 rule 2)
type Notice struct {
	ID      string
	Version int64
	No      string

	AgencyID, Agency string
	IssuerID, Issuer string
	Path             string // of the agency's area
	content          string // sealed
	picture          string // sealed
	CreatedAt        time.Time
	Until            time.Time
	State            string // active, withdrawn, purged
	EndedAt          time.Time
	Posts            []NoticePost
	Views            int
}

// NoticePost is a gate at which a notice is shown.
type NoticePost struct {
	SchoolID string `json:"schoolId"`
	School   string `json:"school"`
	Path     string `json:"-"`
	PlaceID  string `json:"placeId"`
	Place    string `json:"place"`
}

// NoticeView is one look at a notice, for who has issued it.
type NoticeView struct {
	N      int    `json:"n" doc:"stands in the watermark"`
	At     int64  `json:"at"`
	By     string `json:"by"`
	Unit   string `json:"unit"`
	Place  string `json:"place"`
	Device string `json:"device"`
}

// NoticeDraft is a notice as an officer writes it. Picture is JPEG or PNG.
type NoticeDraft struct {
	PlaceIDs []string `json:"placeIds" minItems:"1" maxItems:"40" doc:"gates"`
	Text     string   `json:"text" maxLength:"300"`
	Picture  []byte   `json:"picture,omitempty" contentEncoding:"base64"`
	Days     int      `json:"days" minimum:"1" maximum:"366"`
}

var (
	errNoNotice  = errs.NotFound("mediation.no_such_notice")
	errNoticeEnd = errs.Conflict("mediation.notice_over")
	errPosts     = errs.Invalid("mediation.posts_needed", errs.Field{Name: "placeIds", Code: "mediation.posts_needed"})
	errText      = errs.Invalid("mediation.notice_text", errs.Field{Name: "text", Code: "required"})
	errDays      = errs.Invalid("mediation.notice_days", errs.Field{Name: "days", Code: "mediation.notice_days"})
)

// check refuses a notice that says nothing, lasts longer than most days or carries a
// number by which somebody can be found.
func (d *NoticeDraft) check(most int) error {
	d.Text = clip(d.Text, 300)
	switch {
	case len(d.PlaceIDs) == 0:
		return errPosts
	case d.Text == "":
		return errText
	case d.Days < 1 || d.Days > most:
		return errDays.With("days", most)
	}
	return screen(false, d.Text)
}

// Open reports whether a notice may be shown at a moment.
func (n *Notice) Open(now time.Time) bool { return n.State == "active" && now.Before(n.Until) }

// end wipes what the notice showed.
func (n *Notice) end(state string, now time.Time) {
	n.State, n.content, n.picture, n.EndedAt = state, "", "", now
}
