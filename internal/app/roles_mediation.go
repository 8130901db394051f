package app

import (
	"huxue/internal/modules/mediation"
	"huxue/internal/platform/access"
)

// Disputes, what the police tell a school, and children under care. (domain.md §3.8, §3.9)
var (
	settlesSchool = []access.Perm{mediation.PermNamed, mediation.PermView, mediation.PermRegister, mediation.PermHandle, mediation.PermManage,
		mediation.PermLinks, mediation.PermAnswer}
	settlesDaily   = []access.Perm{mediation.PermNamed, mediation.PermView, mediation.PermRegister, mediation.PermHandle, mediation.PermLinks, mediation.PermAnswer}
	settlesAbove   = []access.Perm{mediation.PermNamed, mediation.PermView, mediation.PermHandle, mediation.PermManage, mediation.PermOversee, mediation.PermLinks, mediation.PermCareCounts}
	caresFor       = []access.Perm{mediation.PermCare, mediation.PermNamed}
	decidesCare    = []access.Perm{mediation.PermCare, mediation.PermCareApprove}
	tellsSchools   = []access.Perm{mediation.PermLinks, mediation.PermIssue}
	looksAtNotices = []access.Perm{mediation.PermGate}
)

// mediationRoles are whom disputes and what the police tell concern.
var mediationRoles = mediation.Roles{School: []string{"principal", "safety_officer"}, Gate: []string{"guard"}, Bureau: []string{"bureau_county"}}
