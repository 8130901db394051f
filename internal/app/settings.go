package app

import (
	"context"

	"huxue/internal/platform/notify"
	"huxue/internal/platform/setting"
)

const (
	keySecondFactor = "auth.second_factor"
	keyDemo         = "city.demo"
	keyPushContact  = "notify.push_contact"
)

// settings are what the operator may decide in the UI.
var settings = []setting.Definition{
	{Key: keySecondFactor, Group: "auth", Kind: setting.Choice, Default: "required", Choices: []string{"required", "off"}},
	{Key: keyPushContact, Group: "notify", Kind: setting.Text, Default: "mailto:admin@localhost"},
	{Key: notify.SettingPrivate, Group: "notify", Kind: setting.Bool, Default: "false"},
	{Key: keyDemo, Group: "city", Kind: setting.Bool, Default: "false"},
}

// policy answers what auth asks of the settings.
type policy struct{ s *setting.Service }

// SecondFactor implements auth.Policy.
func (p policy) SecondFactor(ctx context.Context) bool {
	return p.s.Get(ctx, keySecondFactor) == "required"
}

// Demo implements auth.Policy.
func (p policy) Demo(ctx context.Context) bool { return p.s.Bool(ctx, keyDemo) }
