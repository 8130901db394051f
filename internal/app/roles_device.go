package app

import (
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// Boxes and cameras: a school and its bureaus keep the register; the police see it,
// since it is their desk that rings. Only a bureau has a stored message judged again,
// for that may raise an alarm.
var (
	seesDevices  = []access.Perm{device.PermView}
	keepsDevices = []access.Perm{device.PermView, device.PermManage}
	runsDevices  = []access.Perm{device.PermView, device.PermManage, device.PermReplay}

	deviceHeld = map[string][]access.Perm{
		"bureau_city": runsDevices, "bureau_county": runsDevices, "principal": keepsDevices, "safety_officer": keepsDevices,
		"police_command": seesDevices, "police_station": seesDevices,
	}

	// deviceKeepers hear of a fault of a button.
	deviceKeepers = []string{"safety_officer", "principal"}
)
