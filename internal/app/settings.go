package app

import (
	"context"

	"huxue/internal/modules/campaign"
	"huxue/internal/modules/federation"
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
	{Key: notify.SettingMailHost, Group: "mail", Kind: setting.Text},
	{Key: notify.SettingMailPort, Group: "mail", Kind: setting.Int, Default: "465", Min: 1, Max: 65535},
	{Key: notify.SettingMailEncrypt, Group: "mail", Kind: setting.Choice, Default: "tls", Choices: []string{"tls", "starttls", "none"}},
	{Key: notify.SettingMailFrom, Group: "mail", Kind: setting.Text},
	{Key: notify.SettingMailUser, Group: "mail", Kind: setting.Text},
	{Key: notify.SettingMailSecret, Group: "mail", Kind: setting.Secret},
	{Key: notify.SettingSMSURL, Group: "sms", Kind: setting.Text},
	{Key: notify.SettingSMSMethod, Group: "sms", Kind: setting.Choice, Default: "POST", Choices: []string{"POST", "GET"}},
	{Key: notify.SettingSMSType, Group: "sms", Kind: setting.Choice, Default: "application/json",
		Choices: []string{"application/json", "application/x-www-form-urlencoded", "text/plain"}},
	{Key: notify.SettingSMSHeader, Group: "sms", Kind: setting.Secret},
	{Key: notify.SettingSMSBody, Group: "sms", Kind: setting.Text, Default: `{"phone":"{phone}","text":"{text}"}`},
	{Key: notify.SettingSMSField, Group: "sms", Kind: setting.Text},
	{Key: notify.SettingSMSValue, Group: "sms", Kind: setting.Text},
	{Key: campaign.SettingRankClasses, Group: "campaign", Kind: setting.Bool, Default: "false"},
	{Key: federation.SettingUpper, Group: "campaign", Kind: setting.Text},
	{Key: federation.SettingUpperKey, Group: "campaign", Kind: setting.Text},
	{Key: keyMQTTBroker, Group: "mqtt", Kind: setting.Text},
	{Key: keyMQTTUser, Group: "mqtt", Kind: setting.Text},
	{Key: keyMQTTSecret, Group: "mqtt", Kind: setting.Secret},
	{Key: keyMQTTClient, Group: "mqtt", Kind: setting.Text, Default: "huxue"},
	{Key: keyDemo, Group: "city", Kind: setting.Bool, Default: "false"},
}

// policy answers what auth asks of the settings.
type policy struct{ s *setting.Service }

// SecondFactor implements auth.Policy.
func (p policy) SecondFactor(ctx context.Context) bool {
	return p.s.Get(ctx, keySecondFactor) == "required"
}

// RankClasses implements campaign.Policy.
func (p policy) RankClasses(ctx context.Context) bool {
	return p.s.Bool(ctx, campaign.SettingRankClasses)
}

// Demo implements auth.Policy.
func (p policy) Demo(ctx context.Context) bool { return p.s.Bool(ctx, keyDemo) }
