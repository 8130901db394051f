package app

import (
	"huxue/internal/modules/cascade"
	"huxue/internal/platform/access"
)

// Platforms above us: the administrator sets them up, with what the police have told
// him; which cameras they see is for the police command and the city's bureau to
// decide, never for the administrator alone. A county's bureau sees who has looked at
// its schools.
var cascadeHeld = map[string][]access.Perm{
	sysadminRole:     {cascade.PermView, cascade.PermManage, cascade.PermSend},
	"police_command": {cascade.PermView, cascade.PermShare, cascade.PermSend},
	"bureau_city":    {cascade.PermView, cascade.PermShare}, "bureau_county": {cascade.PermView},
}

// cascadeKeepers hear that a platform has been gone too long.
var cascadeKeepers = []string{sysadminRole}
