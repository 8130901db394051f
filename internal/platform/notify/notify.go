// Package notify reaches people, and can prove whom it reached. A room writes a
// message in the transaction of the act; the ledger gets one row per recipient
// and channel, and that ledger is itself the durable queue: the committing
// goroutine wakes the senders, a sweep each second picks up what a crash left,
// and leases keep several servers from sending twice. Alarms travel in the
// urgent lane, which nothing else may enter or slow down.
package notify

import (
	"encoding/json"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// Lane separates what may not wait from everything else.
type Lane string

// The two lanes; each has senders of its own.
const (
	Urgent Lane = "urgent"
	Normal Lane = "normal"
)

// Mode says whether it is the real thing; drill and test are marked in every
// channel.
type Mode string

// The three modes.
const (
	Real  Mode = "real"
	Drill Mode = "drill"
	Test  Mode = "test"
)

// The permissions of this rung: to see who was reached about things at a place,
// and to keep the shared addresses there.
const (
	PermReceipts access.Perm = "notify.receipts"
	PermManage   access.Perm = "notify.manage"
)

// The channels there are. The first four reach people, the others and mail and
// SMS too are shared addresses.
const (
	InApp    = "inapp"
	WebPush  = "webpush"
	SMS      = "sms"
	Mail     = "mail"
	Webhook  = "webhook"
	WeCom    = "wecom"
	DingTalk = "dingtalk"
	Feishu   = "feishu"
	Ntfy     = "ntfy"
	Siren    = "siren"
)

// State is how far a message has come on one channel to one person.
type State string

// A receipt goes down this list; failed and expired are ends.
const (
	Queued    State = "queued"
	Sent      State = "sent"      // the channel took it
	Delivered State = "delivered" // the person's device has it
	Seen      State = "seen"      // the person opened it
	// Acknowledged is shown instead of the others once the person has answered
	// for the thing itself.
	Acknowledged State = "acknowledged"
	Failed       State = "failed"
	Expired      State = "expired" // nobody took it while it mattered
)

// Message is one thing that people are told. Room and Kind name it (alarm,
// raised), Title is the code of its sentence ("" means room.notice.kind) and Params
// fill the sentence; they hold no names of minors. Link is a page of ours.
type Message struct {
	Room      string
	Kind      string
	SubjectID string
	Path      string
	Title     string
	Params    map[string]any
	Link      string
	Mode      Mode
	Silent    bool
	// To are ids of people; doubles and "" are left out.
	To []string
	// Endpoints are ids of shared addresses, as EndpointsFor gives them.
	Endpoints []string
	// Channels are the ways to the people in To that are used, nil for all. An
	// endpoint is one way by itself and is not narrowed by it.
	Channels []string
	// Once, if set, makes a second message with the same text do nothing, for
	// subscribers that may run twice.
	Once string
	// TTL is how long it matters; 0 means 10 minutes when urgent, 3 days otherwise.
	TTL time.Duration
}

// Letter is a message as it is stored and shown. Times are UTC milliseconds.
type Letter struct {
	ID        string          `json:"id"`
	Lane      Lane            `json:"lane"`
	Room      string          `json:"room"`
	Kind      string          `json:"kind"`
	SubjectID string          `json:"subjectId"`
	Path      string          `json:"-"`
	Title     string          `json:"title" doc:"code of the sentence"`
	Params    json.RawMessage `json:"params" doc:"what fills the sentence"`
	Link      string          `json:"link"`
	Mode      Mode            `json:"mode" enum:"real,drill,test"`
	Silent    bool            `json:"silent"`
	At        int64           `json:"at"`
	ExpiresAt int64           `json:"-"`
}

var (
	errNotFound = errs.NotFound("notify.not_found")
	errEndpoint = errs.Invalid("notify.bad_endpoint", errs.Field{Name: "endpoint", Code: "malformed"})
	errKeys     = errs.Invalid("notify.bad_push_keys", errs.Field{Name: "keys", Code: "malformed"})
)
