package hazard

// next lists what the actor may do with a hazard now, for the buttons of its page;
// the rules decide again when he does it. w is the actor as the rules see him.
func (h *Hazard) next(w Actor) []string {
	out := []string{}
	add := func(ok bool, verb string) {
		if ok {
			out = append(out, verb)
		}
	}
	mending := h.State == Registered || h.State == Graded || h.State == Assigned || h.State == Rectifying
	switch h.State {
	case Registered:
		add(w.judges() || (w.School && h.own()), "grade")
		add((w.School || w.Competent) && h.Proposed == General && !h.Stop, "fix_on_spot")
		add((w.School || w.judges()) && h.Asked.Kind == "", "ask_invalid")
	case Graded:
		add(w.settles(h), "assign")
	case Assigned:
		add(w.School || w.Competent, "receive")
	case Rectifying:
		add(w.School || w.Competent, "fix")
	case Verifying:
		add(h.MayVerify(w) == nil, "verify")
		add(h.MayVerify(w) != nil && w.School && !w.judges(), "verify_barred")
	case Closed:
		add(w.judges(), "archive")
	case Draft:
		add(h.FinderID == w.ID, "submit")
		add(h.FinderID == w.ID, "edit")
	case Archived, Invalid, Merged:
	}
	add(mending && h.Level == General && h.State != Registered && w.judges(), "upgrade")
	add(mending && (w.School || w.judges()), "settle")
	add(h.State.Open() && (w.School || w.judges()), "interim")
	add(mending && (w.School || w.judges()), "progress")
	add(mending && w.School && h.ReportedUp == "", "report_up")
	add((h.State == Assigned || h.State == Rectifying) && (w.School || w.Competent) && h.Asked.Kind == "", "ask_extend")
	add(mending && w.judges() && h.Asked.Kind == "" && (h.Level == Major || h.Proposed == Major) && !h.Listed.On(), "ask_downgrade")
	if h.Asked.Kind != "" && h.Asked.By != w.ID {
		add((h.Asked.Kind == "extend" && w.settles(h)) || (h.Asked.Kind != "extend" && w.judges()), "decide")
	}
	add(h.State.Open() && (w.School || w.judges()), "recurrence")
	add(mending && !h.Listed.On() && (w.judges() || (w.School && h.own())), "merge")
	add(mending && w.judges() && h.Transfer != "sent", "transfer")
	add(h.Transfer == "sent" && (w.Competent || w.Bureau), "receipt")
	add(h.Transfer != "" && mending && w.judges(), "give_back")
	return append(out, h.nextListing(w)...)
}

// nextListing are the steps of a listing the actor may take.
func (h *Hazard) nextListing(w Actor) []string {
	body := w.County
	if h.ListedLevel == "city" {
		body = w.City
	}
	running := h.Listed == ListIssued || h.Listed == ListPlanned || h.Listed == ListRectifying || h.Listed == ListAsked || h.Listed == ListInspected
	out := []string{}
	add := func(ok bool, verb string) {
		if ok {
			out = append(out, "list_"+verb)
		}
	}
	switch h.Listed {
	case "", ListRefused:
		add(h.confirmed() && w.judges() && (h.State == Graded || h.State == Assigned || h.State == Rectifying), "propose")
	case ListProposed:
		add(body || w.City, "approve")
	case ListApproved:
		add(body, "issue")
	case ListIssued:
		add(w.School, "plan")
	case ListPlanned:
		add(body, "accept")
	case ListRectifying:
		add(w.School && h.State == Verifying, "ask")
	case ListAsked:
		add(body, "inspect")
	case ListInspected:
		add(body, "delist")
	case ListDelisted:
		add(body && (h.State == Closed || h.State == Archived), "archive")
	case ListArchived:
	}
	add(running && w.School && h.State != Verifying, "report")
	add(running && body, "outcome")
	return out
}
