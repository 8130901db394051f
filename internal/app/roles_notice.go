package app

import (
	"huxue/internal/modules/notice"
	"huxue/internal/platform/access"
)

// Safety prompts and warnings: bureaus and schools write them, a second person lets
// them out; a school's principal or safety officer confirms for it. Whoever works at
// a school, the police and the inspectors read them.
var (
	readsNotices   = []access.Perm{notice.PermView}
	issuesNotices  = []access.Perm{notice.PermView, notice.PermWrite, notice.PermApprove}
	headsNotices   = []access.Perm{notice.PermView, notice.PermWrite, notice.PermApprove, notice.PermConfirm}
	handlesNotices = []access.Perm{notice.PermView, notice.PermWrite, notice.PermConfirm}

	noticeHeld = map[string][]access.Perm{
		"bureau_city": issuesNotices, "bureau_county": issuesNotices, "principal": headsNotices, "safety_officer": handlesNotices,
		"teacher": readsNotices, "guard": readsNotices, "police_command": readsNotices, "police_station": readsNotices, "inspector": readsNotices,
	}

	noticeRoles = notice.Roles{Confirm: []string{"principal", "safety_officer"}, Staff: []string{"teacher", "guard"}}
)
