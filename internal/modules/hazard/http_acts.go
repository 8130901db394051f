package hazard

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

type refOut struct {
	Body struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
		Number  string `json:"number"`
		State   State  `json:"state" enum:"draft,registered,graded,assigned,rectifying,verifying,closed,archived,invalid,merged"`
	}
}

func refer(h *Hazard, err error) (*refOut, error) {
	if err != nil {
		return nil, err
	}
	out := &refOut{}
	out.Body.ID, out.Body.Version, out.Body.Number, out.Body.State = h.ID, h.Version, h.Number, h.State
	return out, nil
}

type verbIn[T any] struct {
	ID   string `path:"id" maxLength:"40"`
	Body T
}

// verb registers one act on a hazard.
func verb[T any](api *httpapi.API, id, name, summary string, do func(context.Context, string, T) (*Hazard, error)) {
	httpapi.Register(api, httpapi.Op{ID: "hazard-" + id, Method: http.MethodPost, Path: "/api/v1/hazards/{id}/" + name, Summary: summary, Tag: "hazard"},
		func(ctx context.Context, in *verbIn[T]) (*refOut, error) {
			h, err := do(ctx, in.ID, in.Body)
			return refer(h, err)
		})
}

type (
	hazardVersion struct {
		Version int64 `json:"version"`
	}
	hazardGrade struct {
		Version int64    `json:"version"`
		Level   Level    `json:"level" enum:"general,major"`
		Clauses []string `json:"clauses,omitempty" maxItems:"20"`
		Basis   string   `json:"basis,omitempty" maxLength:"500"`
	}
	hazardSettle struct {
		Version int64 `json:"version"`
		Five
	}
	hazardAssign struct {
		Version int64 `json:"version"`
		Five
		Kind  Kind  `json:"kind,omitempty" enum:",immediate,limited"`
		DueAt int64 `json:"dueAt,omitempty" doc:"0 for what stands"`
	}
	hazardInterim struct {
		Version int64     `json:"version"`
		Kind    string    `json:"kind" enum:"suspend,close,warn,watch,other"`
		Text    string    `json:"text" maxLength:"500"`
		Photos  []Picture `json:"photos,omitempty" maxItems:"10"`
	}
	hazardProgress struct {
		Text   string    `json:"text" maxLength:"500"`
		Photos []Picture `json:"photos,omitempty" maxItems:"10"`
	}
	hazardFix struct {
		Version int64     `json:"version"`
		Note    string    `json:"note" maxLength:"1000"`
		Before  []Picture `json:"before,omitempty" maxItems:"10"`
		After   []Picture `json:"after" maxItems:"20"`
	}
	hazardVerify struct {
		Version int64     `json:"version"`
		Pass    bool      `json:"pass"`
		Note    string    `json:"note" maxLength:"500"`
		Photos  []Picture `json:"photos,omitempty" maxItems:"10"`
	}
	hazardAsk struct {
		Version int64  `json:"version"`
		Kind    string `json:"kind" enum:"downgrade,invalid,extend"`
		Why     string `json:"why" maxLength:"500"`
		DueAt   int64  `json:"dueAt,omitempty"`
	}
	hazardDecide struct {
		Version int64  `json:"version"`
		OK      bool   `json:"ok"`
		Note    string `json:"note,omitempty" maxLength:"500"`
	}
	hazardMerge struct {
		Version int64  `json:"version"`
		Into    string `json:"into" maxLength:"40"`
		Why     string `json:"why" maxLength:"500"`
	}
	hazardRecur struct {
		Version int64  `json:"version"`
		Of      string `json:"of" maxLength:"40" doc:"id of the closed hazard it has come back from"`
	}
	hazardTransfer struct {
		Version int64  `json:"version"`
		To      string `json:"to" maxLength:"20"`
		Why     string `json:"why" maxLength:"500"`
	}
	hazardReceipt struct {
		Version int64  `json:"version"`
		No      string `json:"no,omitempty" maxLength:"60"`
		Note    string `json:"note,omitempty" maxLength:"500"`
	}
	hazardReason struct {
		Version int64  `json:"version"`
		Why     string `json:"why" maxLength:"1000"`
	}
)

func (s *Service) routeActs(api *httpapi.API) {
	type findIn struct{ Body Entry }
	httpapi.Register(api, httpapi.Op{ID: "hazard-find", Method: http.MethodPost, Path: "/api/v1/hazards", Summary: "Put a hazard down by hand", Tag: "hazard"},
		func(ctx context.Context, in *findIn) (*refOut, error) {
			h, err := s.Find(ctx, in.Body)
			return refer(h, err)
		})
	type rewriteIn struct {
		ID      string `path:"id" maxLength:"40"`
		Version int64  `query:"version"`
		Body    Entry
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-rewrite", Method: http.MethodPut, Path: "/api/v1/hazards/{id}/draft", Summary: "Put a draft down anew", Tag: "hazard"},
		func(ctx context.Context, in *rewriteIn) (*refOut, error) {
			h, err := s.Rewrite(ctx, in.ID, in.Version, in.Body)
			return refer(h, err)
		})
	verb(api, "recurrence", "recurrence", "Say that it has come back after it had been closed", func(ctx context.Context, id string, in hazardRecur) (*Hazard, error) {
		return s.Recur(ctx, id, in.Version, in.Of)
	})
	verb(api, "submit", "submit", "Put a draft into the ledger", func(ctx context.Context, id string, in hazardVersion) (*Hazard, error) {
		return s.Submit(ctx, id, in.Version)
	})
	verb(api, "grade", "grade", "Judge how grave it is, by clauses of the rule set", func(ctx context.Context, id string, in hazardGrade) (*Hazard, error) {
		return s.Grade(ctx, id, in.Version, in.Level, in.Clauses, in.Basis)
	})
	verb(api, "settle", "settle", "Write down measures, responsibility, funds and plan", func(ctx context.Context, id string, in hazardSettle) (*Hazard, error) {
		return s.Settle(ctx, id, in.Version, in.Five)
	})
	verb(api, "assign", "assign", "Give it to somebody with a date", func(ctx context.Context, id string, in hazardAssign) (*Hazard, error) {
		return s.Assign(ctx, id, in.Version, in.Five, in.Kind, in.DueAt)
	})
	verb(api, "receive", "receive", "Sign for it", func(ctx context.Context, id string, in hazardVersion) (*Hazard, error) {
		return s.Receive(ctx, id, in.Version)
	})
	verb(api, "interim", "interim", "Interim control: people are kept away", func(ctx context.Context, id string, in hazardInterim) (*Hazard, error) {
		return s.Guard(ctx, id, in.Version, in.Kind, in.Text, in.Photos)
	})
	verb(api, "progress", "progress", "How far the mending has come", func(ctx context.Context, id string, in hazardProgress) (*Hazard, error) {
		return s.Progress(ctx, id, in.Text, in.Photos)
	})
	verb(api, "fix", "fix", "Report it as mended, with pictures before and after", func(ctx context.Context, id string, in hazardFix) (*Hazard, error) {
		return s.Mend(ctx, id, in.Version, in.Note, in.Before, in.After, false)
	})
	verb(api, "fix-on-spot", "fix-on-spot", "Mended at once, with pictures before and after", func(ctx context.Context, id string, in hazardFix) (*Hazard, error) {
		return s.Mend(ctx, id, in.Version, in.Note, in.Before, in.After, true)
	})
	verb(api, "verify", "verify", "Strike it off, or send it back", func(ctx context.Context, id string, in hazardVerify) (*Hazard, error) {
		return s.Verify(ctx, id, in.Version, in.Pass, in.Note, in.Photos)
	})
	verb(api, "ask", "ask", "Ask for a downgrade, for no hazard at all, or for more time", func(ctx context.Context, id string, in hazardAsk) (*Hazard, error) {
		return s.AskFor(ctx, id, in.Version, in.Kind, in.Why, in.DueAt)
	})
	verb(api, "decide", "decide", "A second person decides what was asked", func(ctx context.Context, id string, in hazardDecide) (*Hazard, error) {
		return s.Decide(ctx, id, in.Version, in.OK, in.Note)
	})
	verb(api, "merge", "merge", "It is the same as another of the school", func(ctx context.Context, id string, in hazardMerge) (*Hazard, error) {
		return s.Join(ctx, id, in.Version, in.Into, in.Why)
	})
	verb(api, "transfer", "transfer", "Hand it over to another agency", func(ctx context.Context, id string, in hazardTransfer) (*Hazard, error) {
		return s.HandOver(ctx, id, in.Version, in.To, in.Why)
	})
	verb(api, "receipt", "receipt", "The receipt of a hand-over", func(ctx context.Context, id string, in hazardReceipt) (*Hazard, error) {
		return s.Acknowledge(ctx, id, in.Version, in.No, in.Note)
	})
	verb(api, "give-back", "give-back", "Return it to the agency it came from", func(ctx context.Context, id string, in hazardReason) (*Hazard, error) {
		return s.GiveBack(ctx, id, in.Version, in.Why)
	})
	verb(api, "report-up", "report-up", "The school cannot mend it itself", func(ctx context.Context, id string, in hazardReason) (*Hazard, error) {
		return s.Escalate(ctx, id, in.Version, in.Why)
	})
	verb(api, "archive", "archive", "Put it into the archive", func(ctx context.Context, id string, in hazardVersion) (*Hazard, error) {
		return s.Shelve(ctx, id, in.Version)
	})

	type listingIn struct {
		ID   string `path:"id" maxLength:"40"`
		Verb string `path:"verb" enum:"propose,approve,issue,plan,accept,report,ask,inspect,delist,archive,outcome"`
		Body ListAct
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-listing", Method: http.MethodPost, Path: "/api/v1/hazards/{id}/listing/{verb}",
		Summary: "A step of the listed supervision", Tag: "hazard"},
		func(ctx context.Context, in *listingIn) (*refOut, error) {
			h, err := s.List(ctx, in.ID, in.Verb, in.Body)
			return refer(h, err)
		})
}

func (s *Service) routeRules(api *httpapi.API) {
	type setsOut struct {
		Body struct {
			Items []RuleSet `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-rules", Method: http.MethodGet, Path: "/api/v1/hazards/rule-sets",
		Summary: "The rules by which a hazard is a major one, all versions", Tag: "hazard"},
		func(ctx context.Context, _ *struct{}) (*setsOut, error) {
			list, err := s.RuleSets(ctx)
			out := &setsOut{}
			out.Body.Items = list
			return out, err
		})
	type setIn struct{ Body RuleSet }
	type setOut struct{ Body RuleSet }
	httpapi.Register(api, httpapi.Op{ID: "hazard-rules-add", Method: http.MethodPost, Path: "/api/v1/hazards/rule-sets",
		Summary: "A new version of the rules of my province", Tag: "hazard"},
		func(ctx context.Context, in *setIn) (*setOut, error) {
			rs, err := s.AddRules(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return &setOut{*rs}, nil
		})
	type adviceOut struct{ Body Advice }
	httpapi.Register(api, httpapi.Op{ID: "hazard-advice", Method: http.MethodGet, Path: "/api/v1/hazards/{id}/advice",
		Summary: "What the rules say about a hazard", Tag: "hazard"},
		func(ctx context.Context, in *idIn) (*adviceOut, error) {
			a, err := s.Advise(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &adviceOut{*a}, nil
		})
}
