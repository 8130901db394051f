package app

import (
	"huxue/internal/modules/alarm"
	schoolbus "huxue/internal/modules/bus"
	"huxue/internal/platform/access"
)

// School buses: who sees them, who keeps them, who goes along, who settles a red trip.
var (
	seesBuses    = []access.Perm{schoolbus.PermView}
	settlesBuses = []access.Perm{schoolbus.PermView, schoolbus.PermResolve}
	runsBuses    = []access.Perm{schoolbus.PermView, schoolbus.PermManage, schoolbus.PermResolve}
	attendsBus   = []access.Perm{schoolbus.PermAttend, alarm.PermRaise}
)

// busRoles are whom a red trip calls beside its attendant.
var busRoles = schoolbus.Roles{School: []string{"principal", "safety_officer"}, Bureau: []string{"bureau_county"}, Attend: []string{"bus_attendant"}}
