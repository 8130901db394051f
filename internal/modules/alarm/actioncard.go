package alarm

import (
	"context"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// ActionCodes are the school's action card (行动卡) in its order: 关门、广播、
// 疏散或隐蔽、救治、清点、保护现场. (domain.md §5.6)
var ActionCodes = []string{"gate", "broadcast", "shelter", "aid", "count", "preserve"}

// Action is one line of the card. DoneAt is 0 while it is open; How says of
// "shelter" which of the two it was, "evacuate" or "hide".
type Action struct {
	Code   string `json:"code" enum:"gate,broadcast,shelter,aid,count,preserve"`
	How    string `json:"how" enum:",evacuate,hide"`
	DoneAt int64  `json:"doneAt"`
	ByName string `json:"byName"`
}

// Tick is what somebody says about a line of the card.
type Tick struct {
	Code   string
	Done   bool
	How    string
	Reason string // why it is open again; needed for that
}

var (
	errAction       = errs.NotFound("alarm.no_such_action")
	errUntickReason = errs.Invalid("alarm.untick_reason_needed", errs.Field{Name: "reason", Code: "required"})
)

// apply decides what a tick makes of a line of the card. The first tick counts;
// one more of the same is no news, unless it says otherwise how.
func (t Tick) apply(x Action, by string, at time.Time) (Action, bool, error) {
	if !slices.Contains(ActionCodes, t.Code) {
		return x, false, errAction
	}
	if t.Code != "shelter" || !slices.Contains([]string{"evacuate", "hide"}, t.How) {
		t.How = ""
	}
	if !t.Done {
		if x.DoneAt == 0 {
			return x, false, nil
		}
		if t.Reason == "" {
			return x, false, errUntickReason
		}
		return Action{Code: t.Code, ByName: by}, true, nil
	}
	if x.DoneAt != 0 && x.How == t.How {
		return x, false, nil
	}
	return Action{Code: t.Code, How: t.How, DoneAt: at.UnixMilli(), ByName: by}, true, nil
}

// Tick ticks a line of the school's action card, or opens it again with a reason.
func (s *Service) Tick(ctx context.Context, alarmID string, t Tick, deviceAt, sentAt time.Time) (*Alarm, error) {
	t.Reason = clip(t.Reason, maxNote)
	return s.assist(ctx, alarmID, deviceAt, sentAt, func(ctx context.Context, tx *db.Tx, a *Alarm, at time.Time) (string, map[string]any, error) {
		card, err := actions(ctx, tx, alarmID)
		if err != nil {
			return "", nil, err
		}
		x := Action{Code: t.Code}
		if i := slices.Index(ActionCodes, t.Code); i >= 0 {
			x = card[i]
		}
		x, news, err := t.apply(x, access.From(ctx).Name, at)
		if err != nil || !news {
			return "", nil, err
		}
		if err := putAction(ctx, tx, alarmID, x); err != nil {
			return "", nil, err
		}
		data := map[string]any{"action": x.Code, "saidAt": db.Millis(at)}
		if !t.Done {
			data["why"] = t.Reason
			return "action_undone", data, nil
		}
		if x.How != "" {
			data["how"] = x.How
		}
		return "action_done", data, nil
	})
}
