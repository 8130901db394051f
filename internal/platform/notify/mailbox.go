package notify

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

var (
	errMailbox = errs.Invalid("notify.bad_address", errs.Field{Name: "address", Code: "malformed"})
	errNoWay   = errs.Conflict("notify.no_way")
)

// MyWays is how the caller can be told beside the pages: his mailbox, "" for
// none, and whether the two gateways are set up and he has a telephone.
type MyWays struct {
	Mailbox   string `json:"mailbox"`
	MailReady bool   `json:"mailReady" doc:"the installation has a mail server"`
	SMSReady  bool   `json:"smsReady" doc:"the installation has a text message gateway and the caller a number"`
}

// MyWays returns the caller's own.
func (s *Service) MyWays(ctx context.Context) (*MyWays, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	out := &MyWays{MailReady: s.dispatch.ready(ctx, Mail)}
	sms := s.dispatch.ready(ctx, SMS)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out.Mailbox, err = db.One(ctx, tx, db.Value[string], `SELECT COALESCE((SELECT address FROM notify_mailboxes WHERE person_id = $1), '')`, who.ID)
		if err != nil || !sms {
			return err
		}
		phones, err := lookUp(ctx, tx, SMS, []string{who.ID})
		out.SMSReady = len(phones) > 0
		return err
	})
	return out, err
}

// SetMailbox writes down where the caller wants mail, or with "" that he wants
// none.
func (s *Service) SetMailbox(ctx context.Context, address string) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	if address = strings.TrimSpace(address); address != "" && !isMailbox(address) {
		return errMailbox
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		query, args := `DELETE FROM notify_mailboxes WHERE person_id = $1`, []any{who.ID}
		if address != "" {
			query = `INSERT INTO notify_mailboxes (person_id, address, created_at) VALUES ($1, $2, $3)
				ON CONFLICT (person_id) DO UPDATE SET address = excluded.address, created_at = excluded.created_at`
			args = append(args, address, db.Millis(tx.Now))
		}
		if _, err := tx.Exec(ctx, query, args...); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "notify.mailbox", who.ID, map[string]bool{"wanted": address != ""})
	})
}

// TestMyself sends a test, labelled as one, to the caller by mail or SMS and
// returns the message's id, by which MyTrial tells how it goes.
func (s *Service) TestMyself(ctx context.Context, channel string) (string, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return "", err
	}
	message := ""
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		ways, err := s.targets(ctx, tx, []string{who.ID}, Normal, []string{channel})
		if err != nil {
			return err
		}
		if len(ways) == 0 {
			return errNoWay
		}
		if message, err = s.sendTest(ctx, tx, Message{SubjectID: who.ID, To: []string{who.ID}, Channels: []string{channel}}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "notify.self_tested", who.ID, map[string]string{"channel": channel})
	})
	return message, err
}

// MyTrial tells how a message to the caller himself is doing on a channel.
func (s *Service) MyTrial(ctx context.Context, messageID, channel string) (*Receipt, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	return s.receipt(ctx, messageID, who.ID, channel)
}

func (s *Service) receipt(ctx context.Context, messageID, recipient, channel string) (*Receipt, error) {
	var r Receipt
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = db.One(ctx, tx, scanReceipt, `SELECT `+receiptColumns+` FROM notify_receipts r
			WHERE r.message_id = $1 AND r.person_id = $2 AND r.channel = $3 ORDER BY r.target LIMIT 1`, messageID, recipient, channel)
		if db.IsNotFound(err) {
			return errNotFound
		}
		return err
	})
	return &r, err
}
