package notify

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"huxue/internal/driver/outbound"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
)

// The settings of the gateways, by key.
const (
	SettingMailHost    = "mail.host"
	SettingMailPort    = "mail.port"
	SettingMailEncrypt = "mail.encryption"
	SettingMailUser    = "mail.user"
	SettingMailSecret  = "mail.password"
	SettingMailFrom    = "mail.from"
	SettingSMSURL      = "sms.url"
	SettingSMSMethod   = "sms.method"
	SettingSMSType     = "sms.content_type"
	SettingSMSHeader   = "sms.header"
	SettingSMSBody     = "sms.body"
	SettingSMSField    = "sms.ok_field"
	SettingSMSValue    = "sms.ok_value"
)

// outside is what the channels that leave the house have in common.
type outside struct {
	clock    clock.Clock
	client   *http.Client
	settings Settings
	say      func(title string, params map[string]any) string
	public   string // our own address, "" when nobody has told us
}

// spoken is a letter in words.
type spoken struct{ label, text, link string }

// labels stand before everything that leaves the house, so that nobody runs for
// a drill, and nobody takes the real thing for one.
var labels = map[Mode]string{Real: "【实警】", Drill: "【演练】", Test: "【联测】"}

func (o *outside) words(l *Letter) spoken {
	params := map[string]any{}
	_ = json.Unmarshal(l.Params, &params) // we wrote it ourselves; a sentence without its names is still one
	s := spoken{label: labels[l.Mode], text: o.say(l.Title, params)}
	if l.Mode == Real && l.Lane != Urgent { // a task or a report is no alarm
		s.label = ""
	}
	if o.public != "" && l.Link != "" {
		s.link = strings.TrimRight(o.public, "/") + l.Link
	}
	return s
}

// line is the whole message in one text.
func (s spoken) line() string {
	if s.link == "" {
		return s.label + s.text
	}
	return s.label + s.text + "\n" + s.link
}

// result turns a driver's answer into ours. taken is what success means: the
// far end is the recipient itself, or only passes the message on.
func result(a outbound.Answer, arrived bool) Result {
	if errors.Is(a.Err, errPrivate) {
		return Result{Error: "notify.private_blocked"}
	}
	return Result{Error: a.Code, Retry: a.Retry, After: a.After, Delivered: a.Code == "" && arrived}
}

// channel is one of those below: a name and what it does.
type channel struct {
	*outside
	name    string
	narrow  int
	ready   func(ctx context.Context) bool
	deliver func(ctx context.Context, d Delivery) Result
}

// Name implements Channel.
func (c *channel) Name() string { return c.name }

// Deliver implements Channel.
func (c *channel) Deliver(ctx context.Context, d Delivery) Result {
	if !c.Ready(ctx) {
		return Result{Error: "notify.not_configured"}
	}
	return c.deliver(ctx, d)
}

// Ready implements Gated.
func (c *channel) Ready(ctx context.Context) bool { return c.ready == nil || c.ready(ctx) }

// gateway is a channel whose receipts share one far end.
type gateway struct{ channel }

// Line implements Shared.
func (g *gateway) Line() string { return g.name }

// AtOnce implements Narrow.
func (c *channel) AtOnce() int { return c.narrow }

// channels are the ways out of the house.
func (o *outside) channels() []Channel {
	robot := func(name string, send func(ctx context.Context, d Delivery, text string) outbound.Answer) Channel {
		return &channel{outside: o, name: name, narrow: 2, deliver: func(ctx context.Context, d Delivery) Result {
			return result(send(ctx, d, o.words(&d.Letter).line()), true)
		}}
	}
	return []Channel{
		robot(WeCom, func(ctx context.Context, d Delivery, text string) outbound.Answer {
			return outbound.WeCom(ctx, o.client, d.Address, text)
		}),
		robot(DingTalk, func(ctx context.Context, d Delivery, text string) outbound.Answer {
			return outbound.DingTalk(ctx, o.client, d.Address, d.Secret, text, o.clock.Now())
		}),
		robot(Feishu, func(ctx context.Context, d Delivery, text string) outbound.Answer {
			return outbound.Feishu(ctx, o.client, d.Address, d.Secret, text, o.clock.Now())
		}),
		&channel{outside: o, name: Ntfy, narrow: 4, deliver: o.ntfy},
		&channel{outside: o, name: Webhook, narrow: widthLine, deliver: o.webhook},
		&gateway{channel{outside: o, name: SMS, narrow: 8, ready: o.hasSMS, deliver: o.sms}},
		&gateway{channel{outside: o, name: Mail, narrow: 4, ready: o.hasMail, deliver: o.mail}},
	}
}

func (o *outside) ntfy(ctx context.Context, d Delivery) Result {
	w := o.words(&d.Letter)
	return result(outbound.Ntfy(ctx, o.client, d.Address, d.Secret, outbound.Note{
		Title: w.label + "护学", Text: w.label + w.text, Link: w.link, Urgent: d.Lane == Urgent,
	}), true)
}

// hookBody is what a webhook gets.
type hookBody struct {
	ID        string          `json:"id"`
	Event     string          `json:"event"`
	Mode      Mode            `json:"mode"`
	Label     string          `json:"label"`
	Text      string          `json:"text"`
	SubjectID string          `json:"subjectId"`
	Title     string          `json:"title"`
	Params    json.RawMessage `json:"params"`
	Link      string          `json:"link"`
	Silent    bool            `json:"silent"`
	At        int64           `json:"at"`
}

func (o *outside) webhook(ctx context.Context, d Delivery) Result {
	w := o.words(&d.Letter)
	body, err := json.Marshal(hookBody{
		ID: d.ID, Event: d.Room + "." + d.Kind, Mode: d.Mode, Label: w.label, Text: w.label + w.text, SubjectID: d.SubjectID,
		Title: d.Title, Params: d.Params, Link: w.link, Silent: d.Silent, At: d.At,
	})
	if err != nil {
		return Result{Error: "notify.internal"}
	}
	return result(outbound.Webhook(ctx, o.client, d.Address, d.Secret, d.Key(), body, o.clock.Now()), true)
}

func (o *outside) hasSMS(ctx context.Context) bool {
	return o.settings != nil && o.settings.Get(ctx, SettingSMSURL) != ""
}

func (o *outside) sms(ctx context.Context, d Delivery) Result {
	get := func(key string) string { return o.settings.Get(ctx, key) }
	if checkEndpoint(get(SettingSMSURL), true) != nil {
		return Result{Error: "notify.not_configured"}
	}
	w := o.words(&d.Letter)
	return result(outbound.SMS(ctx, o.client, outbound.Gateway{
		URL: get(SettingSMSURL), Method: get(SettingSMSMethod), ContentType: get(SettingSMSType), Header: get(SettingSMSHeader),
		Body: get(SettingSMSBody), OKField: get(SettingSMSField), OKValue: get(SettingSMSValue),
	}, d.Address, w.label+w.text), false)
}

func (o *outside) hasMail(ctx context.Context) bool {
	return o.settings != nil && o.settings.Get(ctx, SettingMailHost) != "" && isMailbox(o.settings.Get(ctx, SettingMailFrom))
}

func (o *outside) mail(ctx context.Context, d Delivery) Result {
	w := o.words(&d.Letter)
	get := func(key string) string { return o.settings.Get(ctx, key) }
	return result(outbound.Mail(ctx, outbound.Mailer{
		Host: get(SettingMailHost), Port: o.settings.Int(ctx, SettingMailPort), User: get(SettingMailUser),
		Password: get(SettingMailSecret), From: get(SettingMailFrom), Encrypt: get(SettingMailEncrypt),
	}, outbound.Letter{
		To: d.Address, Subject: w.label + w.text, ID: d.Key(), At: db.Time(d.At),
		Text: w.line() + "\n\n" + db.Time(d.At).In(city).Format("2006-01-02 15:04:05") + "\n护学平台自动发送，请勿回复。\n",
	}), false)
}

// city is the zone of times in words. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)
