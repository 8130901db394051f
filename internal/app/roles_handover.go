package app

import (
	"huxue/internal/modules/handover"
	"huxue/internal/platform/access"
)

// Handing alarms over to platforms of others: the administrator sets platforms up,
// with what the police have told him; the police command and the bureaus see what
// was handed over, and send it again.
var handoverHeld = map[string][]access.Perm{
	sysadminRole:     {handover.PermView, handover.PermSend, handover.PermManage},
	"police_command": {handover.PermView, handover.PermSend}, "bureau_city": {handover.PermView, handover.PermSend}, "bureau_county": {handover.PermView},
}
