package hazard

import "huxue/internal/kit/errs"

// The refusals; each has its sentence in the dictionaries.
var (
	errGone    = errs.NotFound("hazard.not_found")
	errStale   = errs.Conflict("hazard.stale")
	errNotNow  = errs.Conflict("hazard.not_now")
	errSource  = errs.Invalid("hazard.source_needed", errs.Field{Name: "source", Code: "required"})
	errText    = errs.Invalid("hazard.text_needed", errs.Field{Name: "text", Code: "required"})
	errPhotos  = errs.Conflict("hazard.photos_full")
	errNoPhoto = errs.NotFound("hazard.no_such_photo")
)
