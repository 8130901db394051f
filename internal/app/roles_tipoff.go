package app

import (
	"huxue/internal/modules/tipoff"
	"huxue/internal/platform/access"
)

// What the public reports: a bureau and a school take it up; only a bureau may call
// back whoever left a number.
var (
	hearsPublic = []access.Perm{tipoff.PermView, tipoff.PermHandle, tipoff.PermPhone}
	hearsAtHome = []access.Perm{tipoff.PermView, tipoff.PermHandle}

	tipoffHeld = map[string][]access.Perm{
		"bureau_city": hearsPublic, "bureau_county": hearsPublic, "principal": hearsAtHome, "safety_officer": hearsAtHome,
	}
)
