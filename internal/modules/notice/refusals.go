package notice

import "huxue/internal/kit/errs"

// The refusals of this room.
var (
	ErrNotFound = errs.NotFound("notice.not_found")
	errState    = errs.Conflict("notice.not_now")
	errStale    = errs.Conflict("stale_version")
	errTitle    = incomplete("title", "required")
	errKind     = incomplete("kind", "not_offered")
	errTheme    = incomplete("theme", "not_offered")
	errLevel    = incomplete("level", "required")
	errSuspend  = incomplete("suspend", "not_offered")
	errKinds    = incomplete("schoolKinds", "not_offered")
	errMeasures = incomplete("forSchool", "required")
	errParents  = incomplete("forParent", "required")
	errWho      = incomplete("authority", "required")
	errWhoKind  = incomplete("authorityKind", "not_offered")
	errTimes    = errs.Invalid("notice.bad_times", errs.Field{Name: "endsAt", Code: "notice.bad_times"})
	errOver     = errs.Invalid("notice.over_already", errs.Field{Name: "endsAt", Code: "notice.over_already"})
	errMint     = errs.Invalid("notice.not_minted_here", errs.Field{Name: "authority", Code: "notice.not_minted_here"})
	errRelay    = errs.Invalid("notice.only_bureaus_relay", errs.Field{Name: "kind", Code: "notice.only_bureaus_relay"})
	errAreas    = errs.Invalid("notice.areas_outside", errs.Field{Name: "areas", Code: "notice.areas_outside"})
	errReason   = errs.Invalid("notice.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errPlace    = errs.Invalid("notice.no_publisher", errs.Field{Name: "path", Code: "required"})
	errSecond   = errs.Forbidden("notice.second_person")
	errChanged  = errs.Conflict("notice.changed_already")
	errNotMine  = errs.NotFound("notice.not_addressed")
	errNote     = errs.Invalid("notice.note_needed", errs.Field{Name: "note", Code: "required"})
)

func incomplete(field, code string) *errs.Error {
	return errs.Invalid("notice.incomplete", errs.Field{Name: field, Code: code})
}
